package run

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A reply is the answer to a batch as it is mapped. Its memory is reused.
type reply struct {
	kind   entryKind
	trace  []byte
	body   []byte
	answer azuremaps.Answer
	out    feed.Record
	tally  azuremaps.Tally
}

var replies = sync.Pool{New: func() any { return new(reply) }}

// read parses the body of an answer, which must match the batch.
func (r *reply) read(b *requests, kind entryKind, trace string, body []byte) error {
	r.kind, r.trace, r.body, r.tally = kind, append(r.trace[:0], trace...), body, azuremaps.Tally{}
	if kind != answered {
		return nil
	}
	if err := r.answer.Parse(body); err != nil {
		return err
	}
	if err := r.answer.Check(len(b.items), func(i int) int64 { return b.items[i].id }); err != nil {
		return err
	}
	r.tally.Merge(r.answer.Unknown())
	return nil
}

// take writes the answer to a batch to the journal, and gives the batch's entities their
// answers. If the answer cannot be used, the error is an *azuremaps.AnswerError.
func (w *work) take(b *requests, e *entry, body []byte) error {
	r := replies.Get().(*reply)
	defer replies.Put(r)
	if err := r.read(b, e.Kind, e.Trace, body); err != nil {
		return err
	}
	e.Batch, e.asked = b.name, b
	n := len(b.items)
	if err := w.journal.add(e, body, func() { w.advance(n) }); err != nil {
		return fmt.Errorf("the answer to batch %s could not be kept: %w", b.name, err)
	}
	return w.give(b, r)
}

// again gives the entities of a batch their answers from the journal.
func (w *work) again(b *requests, s stored) error {
	body, err := w.journal.body(s)
	if err != nil {
		return err
	}
	r := replies.Get().(*reply)
	defer replies.Put(r)
	if err := r.read(b, s.kind, s.trace, body); err != nil {
		return fmt.Errorf("%w: batch %s: %w", batch.ErrState, b.name, err)
	}
	w.advance(len(b.items))
	return w.give(b, r)
}

// give gives the entities of a batch their answers. An entity that took the service too
// long gets none.
func (w *work) give(b *requests, r *reply) error {
	for i := range b.items {
		var err error
		switch item := &b.items[i]; r.kind {
		case gaveUp:
			continue
		case refused:
			err = azuremaps.Refuse(&r.out, nil, string(r.body))
		default:
			err = w.s.o.Mapper.Respond(&r.out, nil, item.filter, &r.answer, i, r.trace, &r.tally)
		}
		if err == nil {
			err = w.part.Answer(b.items[i].entity, &r.out)
		}
		if err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tally.Merge(&r.tally)
	return nil
}

// appendRaw appends the requests in JSON, as a raw.
func (r *requests) appendRaw(dst []byte) []byte {
	dst = append(append(dst, `{"direction":"`...), r.direction.String()...)
	dst = append(append(dst, `","language":"`...), r.language...)
	for i := range r.items {
		dst = append(dst, separator(i, `","numbers":[`)...)
		dst = strconv.AppendInt(dst, r.items[i].id, 10)
	}
	var sum [8]byte
	for i := range r.items {
		dst = append(append(dst, separator(i, `],"digests":[`)...), '"')
		binary.BigEndian.PutUint64(sum[:], r.digest(i))
		dst = append(hex.AppendEncode(dst, sum[:]), '"')
	}
	return append(dst, "]}"...)
}

// separator returns what is before the i-th value of an array that begins with a text.
func separator(i int, first string) string {
	if i == 0 {
		return first
	}
	return ","
}
