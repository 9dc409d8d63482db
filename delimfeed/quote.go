package delimfeed

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file says which values are quoted. Writing spends much of its time here
// and in outrow.go.
//
// A value gets quotes where it would be read as another one without: with the
// delimiter or a line end in it, or with a space at an end or a quote at its
// beginning. With commas any value that has a quote in it gets them too, as most
// readers of CSV expect; with tabs and pipes JSON stays as it is, as the service
// writes it.

// A byteSet is up to four bytes, each in all eight bytes of a word.
type byteSet [4]uint64

// quotedBytes returns the bytes that make a value need quotes wherever they stand.
func quotedBytes(f feed.Format) *byteSet {
	delimiter := uint64(f.Delimiter()) * ones
	s := &byteSet{delimiter, '\n' * ones, '\r' * ones, delimiter}
	if f == feed.CSV {
		s[3] = '"' * ones
	}
	return s
}

// index returns where in text the first byte of the set stands, from i on, or the
// length of the text.
func (s *byteSet) index(text []byte, i int) int {
	a, b, c, d := s[0], s[1], s[2], s[3]
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		if hits := zeros(x^a) | zeros(x^b) | zeros(x^c) | zeros(x^d); hits != 0 {
			return i + bits.TrailingZeros64(hits)/8
		}
	}
	for i < len(text) && text[i] != byte(a) && text[i] != byte(b) && text[i] != byte(c) && text[i] != byte(d) {
		i++
	}
	return i
}

// needsQuotes reports whether a value, not empty, of the record needs quotes.
func (w *Writer) needsQuotes(start, end int) bool {
	first := w.values[start]
	return first == ' ' || first == '"' || w.values[end-1] == ' ' || !w.plain.Covers(w.values, start, end)
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
