package delimfeed

import (
	"bytes"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An outRow is a row to be written: the texts of its cells, by their places.
type outRow struct {
	texts  [feed.NumFields][]byte
	filled uint64 // the places whose cell is not empty
}

func (r *outRow) set(place int8, text []byte) {
	r.texts[place] = text
	r.filled |= 1 << place
}

// append appends the row, with as many cells as there are columns.
func (r *outRow) append(dst []byte, delimiter byte, columns int) []byte {
	at := 0
	for left := r.filled; left != 0; left &= left - 1 {
		i := bits.TrailingZeros64(left)
		dst = appendDelimiters(dst, delimiter, i-at)
		dst = appendCell(dst, r.texts[i], delimiter)
		at = i
	}
	dst = appendDelimiters(dst, delimiter, columns-1-at)
	return append(dst, '\n')
}

func appendDelimiters(dst []byte, delimiter byte, n int) []byte {
	for range n {
		dst = append(dst, delimiter)
	}
	return dst
}

// appendCell appends a value, in quotes where it needs them.
func appendCell(dst, value []byte, delimiter byte) []byte {
	if !needsQuotes(value, delimiter) {
		return append(dst, value...)
	}
	dst = append(dst, '"')
	for {
		n := bytes.IndexByte(value, '"')
		if n < 0 {
			break
		}
		dst = append(dst, value[:n+1]...)
		dst = append(dst, '"')
		value = value[n+1:]
	}
	dst = append(dst, value...)
	return append(dst, '"')
}

// needsQuotes reports whether a value, not empty, would be read as another one
// without quotes. With commas any value that has a quote in it gets them too, as
// most readers of CSV expect; with tabs and pipes JSON stays as it is, as the
// service writes it.
func needsQuotes(value []byte, delimiter byte) bool {
	if value[0] == ' ' || value[0] == '"' || value[len(value)-1] == ' ' {
		return true
	}
	s := scanner{text: value, delimiter: delimiter}
	return s.plainEnd(0) < len(value) || delimiter == ',' && bytes.IndexByte(value, '"') >= 0
}
