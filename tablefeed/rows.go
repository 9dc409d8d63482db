package tablefeed

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
)

// Rows reads the rows of a table unchanged. The preamble, the header and the texts of all
// rows together are the text of the table, byte for byte, in UTF-8.
//
// It finds the same rows as a Reader, and the same faults; the entities of a Reader come from
// the rows for which Row.IsEntity is true, in their order.
type Rows struct {
	text
	current Row
}

// A Row is a row of a table. It is valid until the next one is read.
type Row struct {
	// Number is the number of the row, from 1. Blank rows count, and the header does not.
	Number int64
	// Text is the row as it is, with its line end. In the last row that may be missing.
	Text []byte
	// End is the size of Text without its line end.
	End int
	// Cells is the number of cells. A row may have fewer cells than there are columns.
	Cells int
	// Blank is set if no cell has a value: the row is empty, or has nothing but delimiters.
	Blank bool
	// Fault says why the row cannot be read as an entity. It is nil for most rows.
	Fault *feed.Fault

	delimiter byte
}

// A Cell is where a value is in the text of a row: from the byte Start up to End, without
// padding and quotes. Quoted says that there are quotes around it, and Doubled that quotes in
// it are doubled. Row.Value returns the value itself.
type Cell = cells.Cell

// NewRows returns the Rows of the table in r. The options may be nil.
func NewRows(r io.Reader, o *Options) *Rows { return &Rows{text: newText(r, o)} }

// Dialect returns what the table looks like.
func (r *Rows) Dialect() (Dialect, error) {
	err := r.begin()
	return r.dialect, err
}

// Preamble returns what comes before the header, or before the first row if there is none:
// the byte order mark of UTF-8, a line such as sep=; and blank lines.
func (r *Rows) Preamble() ([]byte, error) {
	err := r.begin()
	return r.preamble, err
}

// Header returns the header as it is, with its line end; nil if the table has none.
func (r *Rows) Header() ([]byte, error) {
	err := r.begin()
	return r.header, err
}

// Columns returns what the columns are called, each by another name: a second one of a name
// as in Name#2, and one without a name by its number, as in #3.
func (r *Rows) Columns() ([]string, error) {
	err := r.begin()
	return r.labels, err
}

// Column returns the number, from 0, of the column that a Mapping calls name. The error is a
// *MappingError if there is none, or several.
func (r *Rows) Column(name string) (int, error) {
	if err := r.begin(); err != nil {
		return 0, err
	}
	return r.column(name)
}

// Next returns the next row, also a blank one and one at fault, and io.EOF after the last. The
// error is a *feed.Fault if the rest of the table cannot be read.
func (r *Rows) Next() (*Row, error) {
	if err := r.begin(); err != nil {
		return nil, err
	}
	if r.err = r.nextRow(); r.err != nil {
		return nil, r.err
	}
	w := r.row
	r.current = Row{
		Number: r.rows, Text: r.rowText(), End: w.end, Cells: w.count, Blank: w.blank,
		Fault: r.fault(), delimiter: r.dialect.Delimiter,
	}
	if w.how != cells.Ended {
		r.current.Cells++ // the one at fault
	}
	return &r.current, nil
}

// Position returns the line and column of an offset in the current row, which is counted from
// the beginning of its text.
func (r *Rows) Position(offset int) feed.Position {
	if r.window == nil {
		return feed.Position{}
	}
	return r.window.Position(r.row.offset + int64(offset))
}

// IsEntity reports whether a Reader makes an entity of the row.
func (r *Row) IsEntity() bool { return !r.Blank && r.Fault == nil }

// LineEnd returns the line end of the row; empty if it has none.
func (r *Row) LineEnd() []byte { return r.Text[r.End:] }

// All yields the cells of the row, up to one that is at fault.
func (r *Row) All() func(yield func(Cell) bool) { return cellsOf(r.Text, r.delimiter) }

// Value returns the value of a cell. It is part of the text or, if quotes are doubled, of the
// buffer, which it overwrites.
func (r *Row) Value(c Cell, buffer *[]byte) []byte { return c.Value(r.Text, buffer) }
