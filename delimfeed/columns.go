package delimfeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// This file learns the columns of a header, and tells the faults of single ones.

// takeHeader learns the columns and moves to the rows.
func (r *Reader) takeHeader() error {
	r.headerAt = r.window.Position(r.next)
	header := r.header()
	var seen feed.FieldSet
	var wrong []string // unknown names, some of them
	for name := range names(header, r.delimiter) {
		f, ok := feed.ColumnByName(name)
		switch {
		case name == "":
			r.columns = append(r.columns, nameless)
		case !ok:
			r.columns = append(r.columns, unknown)
			if len(wrong) < maxNear {
				wrong = append(wrong, name)
			}
		case seen.Has(f):
			r.columns = append(r.columns, again+schema.of[f])
		default:
			seen = seen.With(f)
			r.known = append(r.known, f)
			r.columns = append(r.columns, schema.of[f])
		}
	}
	r.usual = usualCount(r.columns)
	r.shares, r.indexed = shares(seen), seen.Has(feed.ResponseIndex)
	r.checking = headerCheck{offset: r.next, cells: scanner{delimiter: r.delimiter, whole: true}, withoutID: !seen.Has(feed.ID)}
	for _, name := range wrong {
		n, ok := near.Column(name, seen)
		r.checking.near = append(r.checking.near, n)
		if ok && n.Field == feed.ID {
			r.checking.withoutID = false // it is reported as a wrong name
		}
	}
	r.next += int64(len(header))
	r.findUnnamed()
	r.findRowNames()
	return nil
}

// A headerCheck is how far the faults of the header have been told.
type headerCheck struct {
	offset    int64        // of the header
	at        int          // the next cell, in the header
	column    int          // its number
	near      []near.Match // to the first unknown names; NoField where none is
	unknown   int          // unknown columns so far
	withoutID bool         // the header lacks Id, and it has not been told
	rowNames  bool         // the first column is not in the header, and it has not been reported
	cells     scanner
}

// checkHeader tells what is mended in the header, up to its next fault, which it
// returns. It returns nil after the last.
func (r *Reader) checkHeader() *feed.Fault {
	check := &r.checking
	if check.rowNames {
		check.rowNames = false
		check.column++
		return r.rowNames()
	}
	for check.column < len(r.columns) {
		header := r.window.Data[check.offset-r.window.Base() : r.next-r.window.Base()]
		check.cells.text = header
		c, next, _ := check.cells.cell(check.at)
		place := check.offset + int64(c.place())
		if bytes.HasPrefix(header[c.start:c.end], byteOrderMark) {
			r.mendMark(place)
		}
		if check.withoutID {
			check.withoutID = false
			r.mendColumn(feed.ColumnMissing, feed.ID, place, "the header has no column Id", "add it, so that results can be told apart")
		}
		what := r.columns[check.column]
		check.at = next
		check.column++
		switch {
		case what == unknown:
			return r.unknownColumn(nameIn(header, c), place)
		case what == unnamed:
			return r.unnamedColumn(check.column, place)
		case what >= again:
			r.mendColumn(feed.ColumnDuplicate, schema.column[what-again], place, "the header has this column twice", "remove one; the first is read")
		case what < nameless && schema.column[what].Info().Layout == feed.Extended:
			r.mendColumn(feed.ColumnExtension, schema.column[what], place, "the service does not know this column", "remove it, or convert the feed to XML")
		}
	}
	return nil
}

func (r *Reader) mendColumn(cause feed.Cause, column feed.Field, at int64, message, remedy string) {
	if r.notice == nil {
		return
	}
	f := r.located(cause, at, message, remedy)
	f.Path = column.String()
	r.notice(f)
}

func (r *Reader) unknownColumn(name string, at int64) *feed.Fault {
	var n near.Match
	if check := &r.checking; check.unknown < len(check.near) {
		n = check.near[check.unknown]
	}
	r.checking.unknown++
	f := r.located(feed.ColumnUnknown, at, "the column "+quote.Text(name)+" is unknown", columnRemedy(n))
	f.Value = name
	return f
}

// columnRemedy says what to do with a column of a wrong name.
func columnRemedy(n near.Match) string {
	switch {
	case n.Field == feed.NoField:
		return "remove the column"
	case n.Taken:
		return fmt.Sprintf("it seems to be %v, which the header has already: keep one of the two", n.Field)
	case n.Part && n.Field.Info().Group == feed.ResponseGroup:
		return fmt.Sprintf("write %v, or leave the column out if it is one of your own", n.Field)
	}
	return fmt.Sprintf("write %v", n.Field)
}
