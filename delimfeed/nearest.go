package delimfeed

import (
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// maxNear bounds how many names of a header are compared with all columns.
const maxNear = 64

var allColumns = feed.Columns(feed.Extended)

// nearestColumn returns the column whose name a mistyped one is likely to mean.
func nearestColumn(name string) (near feed.Field, ok bool) {
	least := len(name)/4 + 1
	for _, f := range allColumns {
		if d := distance(name, f.String(), least); d < least || d == least && !ok {
			near, least, ok = f, d, true
		}
	}
	return near, ok
}

// distance returns how far a name is from a column's, and more than most where it
// is more: in edits, half of them where the last element of the path is right.
func distance(name, column string, most int) int {
	name, column = strings.ToLower(name), strings.ToLower(column)
	if len(name) > len(column)+2*most || len(column) > len(name)+2*most {
		return most + 1
	}
	d := edits(name, column)
	if name[strings.LastIndexByte(name, '/')+1:] == column[strings.LastIndexByte(column, '/')+1:] {
		d /= 2
	}
	return d
}

// likeNames reports whether a line has a cell that looks like a mistyped column.
func likeNames(header []byte, delimiter byte) bool {
	n := 0
	for name := range names(header, delimiter) {
		if n++; n > maxNear {
			break
		}
		if _, ok := nearestColumn(name); ok {
			return true
		}
	}
	return false
}

// edits returns how many bytes have to be put in, taken out or exchanged to turn
// a into b.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
