package jsonfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
)

// appendTyped appends the value of a field as what it is, if that says exactly the same.
func (w *Writer) appendTyped(dst []byte, f feed.Field, text []byte) []byte {
	info := f.Info()
	switch {
	case info.List:
		if list, ok := appendList(dst, text); ok {
			return list
		}
	case info.Type == feed.BooleanType:
		if string(text) == "true" || string(text) == "false" {
			return append(dst, text...)
		}
	case info.Type == feed.LatitudeType || info.Type == feed.LongitudeType || info.Type == feed.ByteType:
		if jsonscan.IsNumber(text) {
			return append(dst, text...)
		}
	default:
		return appendString(dst, text)
	}
	w.counts.Untyped.Add(f, 1)
	return appendString(dst, text)
}

// appendList appends a list as an array of its words. It reports false if joining these
// would not give the list back.
func appendList(dst, text []byte) ([]byte, bool) {
	dst = append(dst, '[')
	for first := true; ; first = false {
		word, rest, more := bytes.Cut(text, []byte(listComma))
		if len(word) == 0 || bytes.IndexByte(word, ',') >= 0 {
			return dst, false
		}
		if !first {
			dst = append(dst, ',')
		}
		dst = appendString(dst, word)
		if !more {
			return append(dst, ']'), true
		}
		text = rest
	}
}
