package tablefeed

import (
	"bytes"
	"io"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An Inspection says what is in a table, and proposes a Mapping.
type Inspection struct {
	Dialect Dialect
	Rows    int64 // blank ones and those at fault count
	Blank   int64
	Faulty  int64       // rows that cannot be read
	Fault   *feed.Fault // of the first of them
	Columns []ColumnInfo
	// Mapping is what Guess proposes. If it is empty, Reason says why.
	Mapping Mapping
	Reason  *GuessError
}

// ColumnInfo says what is in a column.
type ColumnInfo struct {
	Name string // what a Mapping may call it
	// Filled is the number of rows in which it has a value.
	Filled int64
	// Samples are the first values that differ, cut if they are long.
	Samples []string
}

// The samples of a column.
const (
	maxSamples   = 3
	maxSample    = 60 // bytes
	guessedRows  = 100
	guessedBytes = 4 << 20
)

// Inspect reads a table to its end. Its memory does not depend on the number of rows. The
// error is one that keeps the table from being read, such as a quote that is not closed; what
// is known by then is returned as well, if it is more than nothing.
func Inspect(r io.Reader, o *Options) (*Inspection, error) {
	rows := NewRows(r, o)
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	i := &Inspection{Dialect: rows.dialect, Columns: make([]ColumnInfo, len(names))}
	for c := range i.Columns {
		i.Columns[c].Name = names[c]
	}
	var s sampler
	for {
		row, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return i, err
		}
		i.add(row)
		s.add(row)
	}
	i.Mapping, i.Reason = s.guess(rows.names)
	return i, nil
}

// add takes a row into account.
func (i *Inspection) add(row *Row) {
	i.Rows++
	switch {
	case row.Fault != nil:
		if i.Faulty++; i.Fault == nil {
			i.Fault = row.Fault
		}
		return
	case row.Blank:
		i.Blank++
		return
	}
	column := 0
	var buffer []byte
	for c := range row.All() {
		if column < len(i.Columns) && !c.Empty() {
			i.Columns[column].add(row.Value(c, &buffer))
		}
		column++
	}
}

// add takes a value into account.
func (c *ColumnInfo) add(value []byte) {
	c.Filled++
	if len(c.Samples) == maxSamples {
		return
	}
	if sample := cut(value, maxSample); !slices.Contains(c.Samples, sample) {
		c.Samples = append(c.Samples, sample)
	}
}

// cut returns a text of at most so many bytes, and an ellipsis if it is longer.
func cut(text []byte, most int) string {
	if len(text) <= most {
		return string(text)
	}
	return string(bytes.ToValidUTF8(text[:most], nil)) + "…"
}

// GuessTable proposes a Mapping for a table, as Guess does, by its header and first rows. The
// error is a *GuessError, or one of the table.
func GuessTable(r io.Reader, o *Options) (Mapping, error) {
	rows := NewRows(r, o)
	if _, err := rows.Columns(); err != nil {
		return Mapping{}, err
	}
	var s sampler
	for !s.full() {
		row, err := rows.Next()
		if err != nil {
			break // the readers of the rows find a fault again
		}
		s.add(row)
	}
	m, reason := s.guess(rows.names)
	if reason != nil {
		return m, reason
	}
	return m, nil
}

// A sampler keeps the first rows of a table for Guess.
type sampler struct {
	rows [][]string
	size int
}

func (s *sampler) full() bool { return len(s.rows) >= guessedRows || s.size >= guessedBytes }

func (s *sampler) add(row *Row) {
	if s.full() || !row.IsEntity() {
		return
	}
	values := make([]string, 0, row.Cells)
	var buffer []byte
	for c := range row.All() {
		values = append(values, cut(row.Value(c, &buffer), maxSample))
	}
	s.rows = append(s.rows, values)
	s.size += len(row.Text) + 16*len(values)
}

func (s *sampler) guess(names []string) (Mapping, *GuessError) {
	m, err := Guess(names, s.rows)
	if err == nil {
		return m, nil
	}
	return m, err.(*GuessError)
}
