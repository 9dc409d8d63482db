package batch

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// read puts the results of a feed into the store, on all cores.
func (s *resultStore) read(number int, open func() (feed.RecordReader, error)) error {
	reader, err := opened(open)
	if err != nil {
		return err
	}
	return pieces.Take(context.Background(), &resultTaker{store: s, feed: number}, reader)
}

// A resultTaker takes the results of a feed, or, as a fork, those of a piece of it, which it
// holds.
type resultTaker struct {
	store    *resultStore
	feed     int
	entities int64
	record   feed.Record
	packed   []byte

	src  pieces.Reader // of a fork
	held []heldResult
}

// A heldResult is a result of a piece. Its position counts from the beginning of the piece.
type heldResult struct {
	hash uint64 // of the Id
	at   feed.Position
	size int // of what is packed of it
}

// Take implements pieces.Taker.
func (t *resultTaker) Take(src feed.RecordReader) (*feed.Record, error) {
	records.CountFrom(&t.record, t.entities)
	if err := src.ReadRecord(&t.record); err != nil {
		return nil, err
	}
	t.entities++
	e := t.record.Entity()
	t.packed = t.store.pack(t.packed[:0], &t.record)
	return &t.record, t.store.add(t.feed, t.entities, src.Position(e.Offset()), t.store.hash(e.Text(feed.ID)), t.packed)
}

// Fork implements pieces.Taker.
func (t *resultTaker) Fork(src pieces.Reader, _ int) pieces.Taker {
	return &resultTaker{store: t.store, src: src}
}

// TakeRecord implements pieces.Taker.
func (t *resultTaker) TakeRecord(r *feed.Record) bool {
	e, begin := r.Entity(), len(t.packed)
	t.packed = t.store.pack(t.packed, r)
	t.held = append(t.held, heldResult{t.store.hash(e.Text(feed.ID)), t.src.Position(e.Offset()), len(t.packed) - begin})
	return true
}

// Clear implements pieces.Taker.
func (t *resultTaker) Clear() { t.packed, t.held = t.packed[:0], t.held[:0] }

// Join implements pieces.Taker.
func (t *resultTaker) Join(fork pieces.Taker, begin feed.Position, entities int64) (bool, error) {
	f := fork.(*resultTaker)
	packed := f.packed
	for _, h := range f.held {
		t.entities++
		at := feed.Position{Offset: begin.Offset + h.at.Offset, Line: begin.Line + h.at.Line - 1, Column: h.at.Column}
		if h.at.Line == 1 {
			at.Column += begin.Column - 1
		}
		if err := t.store.add(t.feed, t.entities, at, h.hash, packed[:h.size]); err != nil {
			return true, err
		}
		packed = packed[h.size:]
	}
	f.Clear()
	return true, nil
}

// pack appends what is kept of a result. It may be called on several cores at once.
func (s *resultStore) pack(dst []byte, r *feed.Record) []byte {
	if s.fields == 0 {
		return pack.Append(dst, r)
	}
	dst = pack.AppendToken(dst, feed.Token{Kind: feed.EntityStart})
	dst = appendValues(dst, r.Entity(), s.fields.With(feed.ID))
	for response := range r.Parts(feed.ResponseGroup) {
		dst = pack.AppendToken(dst, feed.Token{Kind: feed.ResponseStart})
		dst = appendValues(dst, response, s.fields)
		if s.fields.Has(feed.ResponseGeocodePoints) {
			dst = appendItems(dst, response, feed.PointGroup, feed.PointStart)
		}
		if s.fields.Has(feed.ResponseQueryParseValues) {
			dst = appendItems(dst, response, feed.QueryParseGroup, feed.QueryParseStart)
		}
	}
	return pack.AppendToken(dst, feed.Token{Kind: feed.EntityEnd})
}

// appendValues appends those values of a part that are kept.
func appendValues(dst []byte, p feed.Part, fields feed.FieldSet) []byte {
	for left := p.NonEmpty() & fields; left != 0; {
		var f feed.Field
		f, left = left.Next()
		dst = pack.AppendToken(dst, feed.Token{Kind: feed.FieldValue, Field: f, Text: p.Text(f)})
	}
	return dst
}

// appendItems appends the points or pairs of a response.
func appendItems(dst []byte, response feed.Part, g feed.Group, start feed.Kind) []byte {
	for item := range response.Items(g) {
		dst = pack.AppendToken(dst, feed.Token{Kind: start})
		dst = appendValues(dst, item, item.NonEmpty())
	}
	return dst
}

// add adds a packed result: that of an Id with a hash, at a position in a feed.
func (s *resultStore) add(number int, entity int64, at feed.Position, hash uint64, packed []byte) error {
	if len(s.entries) >= maxEntries {
		if err := s.spill(); err != nil {
			return err
		}
	}
	var head [5 * binary.MaxVarintLen64]byte
	h := head[:0]
	for _, n := range [...]int64{int64(number), entity, at.Offset, int64(at.Line), int64(at.Column)} {
		h = binary.AppendUvarint(h, uint64(n))
	}
	s.buffer = binary.AppendUvarint(s.buffer[:0], uint64(len(h)+len(packed)))
	s.buffer = append(append(s.buffer, h...), packed...)
	if n := len(s.entries); n == cap(s.entries) && n >= 64<<10 { // at last all at once, so that little is copied and left
		s.entries = slices.Grow(s.entries, maxEntries-n)
	}
	s.entries = append(s.entries, resultEntry{hash, resultPlace(s.size + 1)})
	s.size += int64(len(s.buffer))
	return s.file.write(s.buffer)
}
