// Package short copies short texts quickly.
package short

// Size is how many bytes Append copies at once, of which only those of the text
// count. Most values are shorter, and there is no branch for each length.
const Size = 32

// Append is append(dst, text...). It is quick where a short text has further
// bytes after it in memory, which it reads: nobody may write them meanwhile.
func Append(dst, text []byte) []byte {
	at := len(dst)
	if n := len(text); n <= Size && cap(text) >= Size && cap(dst)-at >= Size {
		block := *(*[Size]byte)(text[:Size]) // by way of a variable, as what may overlap is moved by a call
		*(*[Size]byte)(dst[at : at+Size]) = block
		return dst[:at+n]
	}
	return append(dst, text...)
}
