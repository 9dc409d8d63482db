package validate

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Reject is an entity that a conversion set aside. Its JSON form is a line of
// the rejects; schema/reject.schema.json describes it.
type Reject struct {
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Column   int       `json:"column"`
	Offset   int64     `json:"offset"`
	Entity   int64     `json:"entity"`
	ID       string    `json:"id"`
	Problems []Problem `json:"problems"` // errors and others, in the order of their places
	// Source is the entity's text exactly as it stands in the input: its
	// element, or its rows with their line ends.
	Source string `json:"source"`
}

// ErrInvalid is returned by Copy where the feed, or an entity that must not be
// set aside, has an error. Handle was given the problems.
var ErrInvalid = errors.New("the feed has errors")

// Copy is feed.Copy with a look at every entity on its way: an entity with an
// error is not written but handed to reject, which owns it. Warnings set nothing
// aside. Copy returns the number of entities written, and ErrInvalid at an error
// of the feed itself, at a fault behind which src cannot go on and, where reject
// is nil, at the first entity with an error; the errors of reject, src and dst
// otherwise. A fault that src can go on behind is an error whatever the profile
// says, as what cannot be read cannot be written.
func (v *Validator) Copy(dst feed.Writer, src feed.SourceReader, reject func(*Reject) error) (entities int64, err error) {
	v.converting = true
	for {
		whole, err := v.advance(src)
		switch {
		case v.feedErrors > 0 && (err == nil || err == io.EOF), v.faulty && err == io.EOF:
			return entities, ErrInvalid
		case err == io.EOF:
			return entities, nil
		case err != nil:
			return entities, err
		case !whole:
			continue
		case !v.Rejected():
			err = feed.CopyRecord(dst, v.entity.Record, src)
			entities++
		case reject == nil:
			err = ErrInvalid
		default:
			err = reject(v.reject(src))
		}
		if err != nil {
			return entities, err
		}
	}
}

// reject returns the entity at hand with its problems.
func (v *Validator) reject(src feed.SourceReader) *Reject {
	e := v.entity.Entity()
	at := src.Position(e.Offset())
	return &Reject{
		File:     v.options.File,
		Line:     at.Line,
		Column:   at.Column,
		Offset:   at.Offset,
		Entity:   v.entity.Number(),
		ID:       string(e.Text(feed.ID)),
		Problems: append([]Problem(nil), v.problems...),
		Source:   string(src.Source()),
	}
}

// A RejectWriter writes rejects, one JSON object in a line.
type RejectWriter struct{ e *json.Encoder }

// NewRejectWriter returns a RejectWriter on w. It does not buffer.
func NewRejectWriter(w io.Writer) *RejectWriter { return &RejectWriter{newLineEncoder(w)} }

// Write writes one reject.
func (w *RejectWriter) Write(r *Reject) error { return w.e.Encode(r) }

// newLineEncoder returns what writes JSON objects, one in a line.
func newLineEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}
