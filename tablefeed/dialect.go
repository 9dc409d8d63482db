package tablefeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
)

// A Dialect says what a table looks like.
type Dialect struct {
	// Delimiter is the character between two cells.
	Delimiter byte
	// NoHeader is set if the first row is data: the columns are #1, #2 and so on.
	NoHeader bool
	// Separator is set if a line such as sep=; comes first, which spreadsheets understand.
	Separator bool
	// Mark is set if the text begins with a byte order mark.
	Mark bool
	// Encoding is the one that was given, or else UTF8, UTF16LE or UTF16BE.
	Encoding feed.Encoding
	// LineEnd is what ends the first row: LF, CR LF or CR; empty if the text ends there.
	// Other rows may end with another one.
	LineEnd string
}

// delimiters are those that are looked for, the most likely first.
var delimiters = [...]byte{',', ';', '\t', '|'}

// sampleSize is how much of the text is looked at to find the delimiter, and sampleRows how
// many rows of it.
const (
	sampleSize = 64 << 10
	sampleRows = 50
)

// CheckDelimiter returns an error if a character cannot separate the cells of a table: a
// quote, a space, a letter, a digit or a non-ASCII character.
func CheckDelimiter(c byte) error {
	switch {
	case c == '"' || c == ' ' || c == '\r' || c == '\n' || c == 0 || c >= 0x7F,
		'0' <= c && c <= '9', 'a' <= c|0x20 && c|0x20 <= 'z':
		return fmt.Errorf("tablefeed: %q cannot be the delimiter of a table; use another character of ASCII, such as a comma, semicolon, tab or pipe", c)
	}
	return nil
}

// findDelimiter finds the delimiter of the rows that text begins with, the first of which
// says how many columns there are. The text may end within a row, unless it is whole.
//
// It is the delimiter by which most rows have as many cells as the first one. With a
// delimiter that does not occur in the first row there is only one column. If that is so for
// all of them, it is one by which all rows have a single cell.
func findDelimiter(text []byte, whole bool) byte {
	best, most := byte(0), -1.0
	single := byte(0)
	if len(bytes.Trim(text, " ,;\t|\r\n")) == 0 {
		return likeliest(text)
	}
	for _, d := range delimiters {
		columns, fit := tryDelimiter(text, whole, d)
		if columns > 1 && fit > most+1e-9 {
			best, most = d, fit
		}
		if columns == 1 && fit == 1 && single == 0 {
			single = d
		}
	}
	switch {
	case best != 0:
		return best
	case single != 0:
		return single
	}
	return delimiters[0]
}

// likeliest returns the delimiter that occurs most often.
func likeliest(text []byte) (best byte) {
	most := -1
	for _, d := range delimiters {
		if n := bytes.Count(text, []byte{d}); n > most {
			best, most = d, n
		}
	}
	return best
}

// tryDelimiter scans the first rows with a delimiter. It returns the number of columns and
// how well the rows fit: from 0 to 1, and a little more for more columns.
func tryDelimiter(text []byte, whole bool, delimiter byte) (columns int, fit float64) {
	rows := 0
	var w row
	for rows < sampleRows && len(text) > 0 {
		s := cells.Scanner{Text: text, Delimiter: delimiter, Whole: whole}
		how := w.scan(&s, nil)
		if how == cells.Cut && rows == 0 { // a long header
			s.Whole = true
			how = w.scan(&s, nil)
		}
		if how == cells.Cut {
			break
		}
		text = text[w.size:]
		if w.blank && how == cells.Ended {
			continue
		}
		rows++
		switch {
		case columns == 0:
			columns = w.count
			if how == cells.Ended {
				fit++
			} else {
				columns++ // the one at fault
			}
		case how != cells.Ended || w.count > columns:
		case w.count == columns:
			fit++
		case w.count > 1:
			fit += 0.5 // rows may be short
		}
	}
	if rows == 0 {
		return 0, 0
	}
	fit /= float64(rows)
	if columns > 1 {
		fit += float64(min(columns, 1000)) * 1e-6
	}
	return columns, fit
}

// separator returns the delimiter that the first line of a text says, and the size of the
// line; 0 if it says none.
func separator(text []byte) (delimiter byte, size int) {
	size = cells.LineSize(text)
	said, ok := cells.SeparatorLine(bytes.TrimRight(text[:size], cells.LineEnds))
	if !ok || len(said) != 1 {
		return 0, 0
	}
	return said[0], size
}
