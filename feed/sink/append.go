package sink

// size is how many bytes Append copies at once, of which only those of the text
// count. Most values are shorter, and there is no branch for each length.
const size = 32

// Append is append(dst, text...). It is quick where a short text has further
// bytes behind it in memory, which it reads: nobody may write them meanwhile.
func Append(dst, text []byte) []byte {
	at := len(dst)
	if n := len(text); n <= size && cap(text) >= size && cap(dst)-at >= size {
		*(*[size]byte)(dst[at : at+size]) = *(*[size]byte)(text[:size])
		return dst[:at+n]
	}
	return append(dst, text...)
}

// Padded returns a text as Append wants it.
func Padded(text string) []byte {
	return append(make([]byte, 0, len(text)+size), text...)
}
