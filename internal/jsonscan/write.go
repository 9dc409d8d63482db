package jsonscan

const hex = "0123456789abcdef"

// AppendEscaped appends text as it is between the quotes of a JSON string, with as few
// escapes as possible. Text must be UTF-8.
func AppendEscaped(dst, text []byte) []byte {
	for {
		n := PlainEnd(text, 0)
		dst = append(dst, text[:n]...)
		if n == len(text) {
			return dst
		}
		dst = appendEscape(dst, text[n])
		text = text[n+1:]
	}
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}
