package batch

import (
	"context"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// read puts the results of a feed into the store, on all cores.
func (s *resultStore) read(open func() (feed.RecordReader, error)) error {
	reader, err := opened(open)
	if err != nil {
		return err
	}
	s.feeds = append(s.feeds, s.count)
	return pieces.Take(context.Background(), &resultTaker{store: s}, reader)
}

// A resultTaker takes the results of a feed. A fork takes and holds those of a piece.
type resultTaker struct {
	store    *resultStore
	entities int64
	record   feed.Record
	text     []byte // of Ids and of what is packed

	src  pieces.Reader // of a fork
	held []heldResult
}

// A heldResult is a result of a piece. Its position counts from the beginning of the piece.
type heldResult struct {
	key        uint64
	at         feed.Position
	id, packed int // sizes of its texts
}

// Take implements pieces.Taker.
func (t *resultTaker) Take(src feed.RecordReader) (*feed.Record, error) {
	records.CountFrom(&t.record, t.entities)
	if err := src.ReadRecord(&t.record); err != nil {
		return nil, err
	}
	t.entities++
	h := t.hold(&t.record, src)
	return &t.record, t.put(h, t.text, h.at)
}

// hold appends the texts of a result to t.text, which it clears first unless t is a fork.
func (t *resultTaker) hold(r *feed.Record, src feed.RecordReader) heldResult {
	if t.src == nil {
		t.text = t.text[:0]
	}
	e := r.Entity()
	h := heldResult{key: t.store.keyOf(e.Text(feed.ID)), at: src.Position(e.Offset())}
	begin := len(t.text)
	if h.key&hashed != 0 {
		t.text = append(t.text, e.Text(feed.ID)...)
	}
	h.id = len(t.text) - begin
	t.text = records.AppendAnswer(t.text, r, t.store.fields)
	h.packed = len(t.text) - begin - h.id
	return h
}

// put stores a result whose texts are at the beginning of text.
func (t *resultTaker) put(h heldResult, text []byte, at feed.Position) error {
	return t.store.put(&storedResult{key: h.key, ordinal: t.store.count, id: text[:h.id], packed: text[h.id : h.id+h.packed], at: at})
}

// Fork implements pieces.Taker.
func (t *resultTaker) Fork(src pieces.Reader, _ int) pieces.PieceTaker {
	return &resultTaker{store: t.store, src: src}
}

// TakeRecord implements pieces.PieceTaker.
func (t *resultTaker) TakeRecord(r *feed.Record) bool {
	t.held = append(t.held, t.hold(r, t.src))
	return true
}

// Held implements pieces.PieceTaker.
func (t *resultTaker) Held() int { return len(t.text) }

// Clear implements pieces.PieceTaker.
func (t *resultTaker) Clear() { t.text, t.held = t.text[:0], t.held[:0] }

// Join implements pieces.Taker.
func (t *resultTaker) Join(fork pieces.PieceTaker, begin feed.Position, entities int64) (bool, error) {
	f := fork.(*resultTaker)
	text := f.text
	for _, h := range f.held {
		if err := t.put(h, text, textbuf.Plus(begin, h.at)); err != nil {
			return true, err
		}
		text = text[h.id+h.packed:]
	}
	t.entities += entities
	f.Clear()
	return true, nil
}
