package dataflow

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// An oddity is what was found in the entity at hand that is not known.
type oddity struct {
	problems []validate.Problem
	more     int64
	start    int64              // of the entity
	id       []byte             // as far as it has one
	columns  []validate.Problem // of the header: they concern every entity
}

// maxOdd bounds the problems that are held of one entity.
const maxOdd = 100

// notice takes what the reader mends. A column that is named twice is passed over
// the second time, with its values.
func (r *Results) notice(f *feed.Fault) {
	if f.Cause == feed.ColumnDuplicate {
		r.odd.columns = append(r.odd.columns, validate.ProblemOf(r.name, f))
	}
}

// take takes a fault that the reader goes on after.
func (r *Results) take(f *feed.Fault) error {
	p := validate.ProblemOf(r.name, f)
	switch {
	case f.Cause == feed.ColumnUnknown:
		r.odd.columns = append(r.odd.columns, p)
	case f.Entity == 0:
		return r.Odd(&validate.Reject{File: r.name, Line: f.Line, Column: f.Column, Offset: f.Offset, Problems: []validate.Problem{p}, Source: f.Value})
	case len(r.odd.problems) == maxOdd:
		r.odd.more++
	default:
		r.odd.problems = append(r.odd.problems, p)
	}
	return nil
}

// tellOdd tells of the entity that ends if there is something to tell. The rows of
// a header with odd columns are told of after the header, which explains them.
func (r *Results) tellOdd() error {
	o := &r.odd
	if r.Odd == nil || len(o.problems) == 0 && len(o.columns) == 0 {
		return nil
	}
	if r.entities == 1 && len(o.columns) > 0 {
		header := validate.Reject{File: r.name, Line: 1, Column: 1, Problems: o.columns, Source: r.download.header()}
		if err := r.Odd(&header); err != nil {
			return err
		}
	}
	at := r.reader.Position(o.start)
	reject := validate.Reject{
		File: r.name, Line: at.Line, Column: at.Column, Offset: at.Offset,
		Entity: r.entities, ID: string(o.id), Source: string(r.reader.Source()), More: o.more,
		Problems: append(append([]validate.Problem(nil), o.columns...), o.problems...),
	}
	if source := r.reader.Source(); !utf8.Valid(source) {
		reject.SourceBytes = append([]byte(nil), source...)
	}
	o.problems, o.more = o.problems[:0], 0
	return r.Odd(&reject)
}
