package delimfeed

import (
	"math/bits"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// This file puts the cells of a row together. A column's place, counted from 0, is
// its index in texts and its bit in the sets; texts of places that are not filled
// are those of earlier rows.

// An outRow is a row to be written: the texts of its cells, by their places.
type outRow struct {
	texts  [feed.NumFields][]byte
	filled uint64 // the places whose cell is not empty
	quoted uint64 // those of them that are still to be put in quotes
}

// clear begins a row.
func (r *outRow) clear() { r.filled, r.quoted = 0, 0 }

// set fills a cell with text that is written as it is.
func (r *outRow) set(place int8, text []byte) {
	r.texts[place] = text
	r.filled |= 1 << place
}

// quote puts a cell in quotes.
func (r *outRow) quote(place int8) { r.quoted |= 1 << place }

// append appends the row, with as many cells as there are columns.
func (r *outRow) append(dst []byte, delimiter byte, columns int) []byte {
	at := 0
	for left := r.filled; left != 0; left &= left - 1 {
		i := bits.TrailingZeros64(left)
		for ; at < i; at++ {
			dst = append(dst, delimiter)
		}
		if text := r.texts[i]; r.quoted&(1<<i) == 0 {
			dst = render.Append(dst, text)
		} else {
			dst = appendQuoted(dst, text)
		}
	}
	if rest := columns - 1 - at; rest > 0 {
		dst = render.Append(dst, runs[delimiter&127][:rest])
	}
	return append(dst, '\n')
}

// runs are the delimiters of a row without values, by the delimiter.
var runs = func() (runs [128][]byte) {
	for _, f := range formats {
		runs[f.Delimiter()] = render.Padded(strings.Repeat(string(f.Delimiter()), int(feed.NumFields)))
	}
	return runs
}()
