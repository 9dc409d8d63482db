package delimfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// This file says which values are quoted. Writing spends much of its time here,
// in objects.go and in outrow.go. start and end are indices in Writer.values, where
// all bytes that can matter have been marked before: a value without any is
// written as it is, unless it has spaces at its ends; the others are searched.
//
// A value gets quotes where it would be read as another one without: with the
// delimiter or a line end in it, or with a space at an end or a quote at its
// beginning, or a byte order mark at the row's. With commas any value that has a quote in it gets them too, as most
// readers of CSV expect; with tabs and pipes JSON stays as it is, as the service
// writes it.

// markedBytes are those for which a value wants a closer look: in its cell, or in
// a string of a JSON cell.
func markedBytes(f feed.Format) *render.Set { return render.NewSet(f.Delimiter(), '"', '\\', 0) }

// setCell sets a cell to a value, which is not empty.
func (w *Writer) setCell(place int8, p feed.Part, f feed.Field) {
	start, end := records.Span(p, f)
	value := w.sink.Values[start:end]
	w.row.set(place, value)
	if value[0] == ' ' || place == 0 && value[0] == byteOrderMark[0] && bytes.HasPrefix(value, byteOrderMark) || value[len(value)-1] == ' ' || w.sink.Marked.Any(start, end) && w.needsQuotes(value) {
		w.row.quote(place)
	}
}

// needsQuotes reports whether a value without spaces at its ends needs quotes.
func (w *Writer) needsQuotes(value []byte) bool {
	s := scanner{text: value, delimiter: w.delimiter}
	return value[0] == '"' || s.plainEnd(0) < len(value) || w.delimiter == ',' && bytes.IndexByte(value, '"') >= 0
}

// appendQuoted appends a value in quotes.
func appendQuoted(dst, value []byte) []byte {
	return append(appendDoubled(append(dst, '"'), value), '"')
}

// appendDoubled appends text with its quotes doubled.
func appendDoubled(dst, text []byte) []byte {
	for {
		n := bytes.IndexByte(text, '"')
		if n < 0 {
			return append(dst, text...)
		}
		dst = append(append(dst, text[:n+1]...), '"')
		text = text[n+1:]
	}
}
