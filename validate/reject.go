package validate

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A Reject is an entity that a conversion set aside. Its JSON form is a line of
// the rejects; schema/reject.schema.json describes it.
type Reject struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Offset int64  `json:"offset"`
	Entity int64  `json:"entity"`
	ID     string `json:"id"`
	// Problems are errors and others, in the order of their places; More is how many
	// the entity has besides them, if it has thousands.
	Problems []Problem `json:"problems"`
	More     int64     `json:"more,omitempty"`
	// Source is the entity's text exactly as it stands in the input: its
	// element, or its rows with their line ends.
	Source string `json:"source"`
	// SourceBytes is that text where it has bytes that are no characters, which
	// JSON cannot hold: Source has U+FFFD in their places.
	SourceBytes []byte `json:"sourceBytes,omitempty"`
}

// reject returns the entity at hand with its problems.
func (v *Validator) reject(src feed.RecordReader) *Reject {
	e := v.entity.Entity()
	at := src.Position(e.Offset())
	r := &Reject{
		File:     v.options.File,
		Line:     at.Line,
		Column:   at.Column,
		Offset:   at.Offset,
		Entity:   v.entity.Number(),
		ID:       string(e.Text(feed.ID)),
		Problems: append([]Problem(nil), v.problems...),
		More:     v.more,
		Source:   string(src.Source()),
	}
	if !utf8.ValidString(r.Source) {
		r.SourceBytes = []byte(r.Source)
		var b strings.Builder
		for _, c := range r.Source { // U+FFFD for each byte
			b.WriteRune(c)
		}
		r.Source = b.String()
	}
	return r
}

// move gives what a fork found in a piece its place in the feed.
func (r *Reject) move(begin feed.Position, entities int64) {
	at := textbuf.Plus(begin, feed.Position{Offset: r.Offset, Line: r.Line, Column: r.Column})
	r.Offset, r.Line, r.Column = at.Offset, at.Line, at.Column
	r.Entity += entities
	for i := range r.Problems {
		r.Problems[i].move(begin, entities)
	}
}

// A RejectWriter writes rejects, one JSON object in a line.
type RejectWriter struct{ e *lineEncoder }

// NewRejectWriter returns a RejectWriter on w. It does not buffer.
func NewRejectWriter(w io.Writer) *RejectWriter {
	if w == nil {
		return new(RejectWriter)
	}
	return &RejectWriter{newLineEncoder(w)}
}

// Write writes one reject.
func (w *RejectWriter) Write(r *Reject) error {
	switch {
	case w.e == nil:
		return errors.New("validate: a RejectWriter without a writer")
	case r == nil:
		return errors.New("validate: there is no reject to write")
	}
	return w.e.encode(r)
}
