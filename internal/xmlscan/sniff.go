package xmlscan

import "bytes"

// Sniff reports whether a text that begins so (UTF-8, without a byte order mark) looks
// like XML: after white space there is "<", and what may follow it.
func Sniff(prefix []byte) bool {
	text := bytes.TrimLeft(prefix, " \t\r\n")
	if len(text) == 0 || text[0] != '<' {
		return false
	}
	if len(text) == 1 {
		return true
	}
	c := text[1]
	return c == '?' || c == '!' || c >= 0x80 || class[c]&nameStart != 0
}
