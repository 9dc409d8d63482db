package delimfeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// This file makes faults, and has the messages of faults of rows.

// warn reports something that is tolerated, and that the service would not accept.
func (r *Reader) warn(cause feed.Cause, at int64, message, remedy string) {
	if r.notice != nil {
		r.notice(r.window.Fault(cause, at, message, remedy))
	}
}

// rowFault returns the fault of a row whose values cannot be read, or nil.
func (r *Reader) rowFault(w *row) *feed.Fault {
	switch {
	case !w.faulty:
		return nil
	case w.how != ended:
		return r.ofEntity(r.quoteFault(w))
	case w.broken >= 0:
		return r.ofEntity(r.window.Broken(w.broken))
	}
	return r.ofEntity(r.tooLong(w))
}

// ofEntity puts the current entity into a fault.
func (r *Reader) ofEntity(f *feed.Fault) *feed.Fault {
	f.Entity, f.ID = r.number, string(r.id)
	return f
}

// inNextEntity makes a fault of the row ahead fatal, and puts the entity into it that would
// have begun there.
func (r *Reader) inNextEntity(f *feed.Fault) error {
	f.Entity, f.Fatal = r.number+1, true
	r.ahead.size = len(r.scanner().Text)
	f.ID = string(r.idOf(r.ahead))
	return f
}

// quoteFault returns the fault of a row that is unclosed or misquoted.
func (r *Reader) quoteFault(w *row) *feed.Fault {
	f := r.window.Fault(feed.TextSyntax, w.offset+int64(w.where), "", "")
	if w.count < len(r.columns) && r.columns[w.count] < unnamed {
		f.Path = schema.column[r.columns[w.count]].String()
	}
	text := r.text(w)
	c := w.fault
	switch {
	case w.took > 0:
		f.Position = r.window.Position(w.offset + int64(w.fault.Begin()))
		f.Remedy = cells.CloseQuote
		switch {
		case w.how == misquoted:
			f.Message = fmt.Sprintf("the quote that opens here is closed %s later, before %s", quote.Count(w.took, "line"), quote.Text(string(w.after)))
		case w.more:
			f.Message = fmt.Sprintf("the quote that opens here is not closed in the %s after it", quote.Count(w.took, "line"))
		default:
			f.Message = fmt.Sprintf("the quote that opens here is not closed, and takes in the rest of the text: %s", quote.Count(w.took, "more line"))
		}
	case w.how == unclosed:
		f.Message, f.Remedy = "the quote that opens here is not closed", cells.CloseQuote
	default:
		f.Message, f.Remedy = cells.Misquote(text, c, w.where)
	}
	return f
}

func (r *Reader) tooLong(w *row) *feed.Fault {
	name := cells.NameOf(r.delimiter)
	because := fmt.Sprintf(", usually because of an unquoted %s in a value", name)
	remedy := fmt.Sprintf("put the value with the %s in quotes", name)
	var what string
	switch {
	case w.column >= len(r.columns):
		what = fmt.Sprintf("%s where the header has %s", quote.Count(w.count, "cell"), quote.Count(len(r.columns), "column"))
	case w.column == 0: // no delimiter can have pushed a value there
		what, because, remedy = "a value in column 1, which has no name", "", "name the column, or leave its cells empty"
	default:
		what = fmt.Sprintf("a value in column %d, which has no name", w.column+1)
	}
	f := r.window.Fault(feed.RowTooLong, w.offset+int64(w.extra.Begin()), what+because, remedy)
	f.Value = string(w.extra.Value(r.text(w), &r.value))
	return f
}

// rowTooLarge returns the fault of a row ahead that is over the limit.
func (r *Reader) rowTooLarge() error {
	return r.inNextEntity(r.overLimit(r.limits.Entity, "row", "for an entity"))
}

// overLimit returns the fault of a row ahead that is over a limit. It looks only at as much
// of the row as the limit allows, so that the fault does not depend on how much of the text
// is in the window.
func (r *Reader) overLimit(limit int, what, forWhat string) *feed.Fault {
	s := r.scanner()
	s.Text, s.Whole = s.Text[:limit], false
	r.ahead.scan(&s, r.columns)
	quote := r.ahead.where
	if !r.ahead.fault.Quoted || quote != r.ahead.fault.Begin() {
		return r.window.Fault(feed.ValueTooLarge, r.next, fmt.Sprintf("the %s is larger than the limit of %d bytes %s", what, limit, forWhat), "shorten it")
	}
	f := r.window.Fault(feed.ValueTooLarge, r.next+int64(quote), "", "close the quote")
	if bytes.ContainsAny(s.Text[quote:], "\r\n") {
		// More likely than a large value, as lines were swallowed.
		f.Cause = feed.TextSyntax
		f.Message = fmt.Sprintf("the quote that opens here is not closed, or its value is over the limit of %d bytes %s", limit, forWhat)
	} else {
		f.Message = fmt.Sprintf("the value that begins here is over the limit of %d bytes %s, or its quote is not closed", limit, forWhat)
	}
	return f
}

func (r *Reader) entityTooLarge() error {
	f := r.ofEntity(r.window.Fault(feed.ValueTooLarge, r.keep, fmt.Sprintf("the rows of the entity are larger than the limit of %d bytes", r.limits.Entity), "shorten them"))
	f.Fatal = true
	return f
}

// cellFault returns a fault of a cell of the current row.
func (r *Reader) cellFault(cause feed.Cause, at feed.Field, c cell, message, remedy string) *feed.Fault {
	f := r.ofEntity(r.window.Fault(cause, r.row.offset+int64(c.Begin()), message, remedy))
	f.Path = schema.column[at].String()
	f.Value = string(c.Value(r.text(r.row), &r.value))
	return f
}

func (r *Reader) valueTooLarge(at feed.Field, c cell) *feed.Fault {
	return r.cellFault(feed.ValueTooLarge, at, c, fmt.Sprintf("the value is larger than the limit of %d bytes", r.limits.Value), "shorten it")
}
