package cells

import (
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// This file has what is said of cells that are wrong.

// CloseQuote is the remedy for a quote that is not closed where it should be.
const CloseQuote = "close it; if the quote is part of the value, put the value in quotes and double the quote itself"

// Misquote says what is wrong with a cell of a row that is Misquoted, as something follows
// its closing quote at an index of the row.
func Misquote(row []byte, c Cell, where int) (message, remedy string) {
	const remedyOfQuote = "double a quote inside a quoted value"
	if c.End > c.Start && row[c.End-1] == '\\' {
		return "a backslash does not keep a quote from closing the value", remedyOfQuote
	}
	at, _ := utf8.DecodeRune(row[where:])
	return fmt.Sprintf("%s after the quote that closes the value", quote.Text(string(at))), remedyOfQuote
}

// NameOf names a delimiter in messages.
func NameOf(delimiter byte) string {
	switch delimiter {
	case ',':
		return "comma"
	case '\t':
		return "tab"
	case '|':
		return "pipe"
	case ';':
		return "semicolon"
	}
	return "delimiter"
}
