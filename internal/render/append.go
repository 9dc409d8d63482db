package render

import "github.com/xeipuuwjyxo/geocodefeed/internal/short"

// Append is append(dst, text...). It is quick where a short text has further
// bytes after it in memory, which it reads: nobody may write them meanwhile.
func Append(dst, text []byte) []byte { return short.Append(dst, text) }

// Padded returns a text as Append wants it.
func Padded(text string) []byte {
	return append(make([]byte, 0, len(text)+short.Size), text...)
}
