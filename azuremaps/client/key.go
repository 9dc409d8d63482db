package client

import (
	"bytes"
	"strconv"
)

// holdsKey reports whether a body holds the key, as it is or with escapes of JSON in it,
// which are gone in the values that are read of it.
func holdsKey(body []byte, key string) bool {
	if key == "" {
		return false
	}
	return bytes.Contains(body, []byte(key)) || bytes.IndexByte(body, '\\') >= 0 && bytes.Contains(unescaped(body), []byte(key))
}

// unescaped returns a text with the escapes of JSON that a key can be written in replaced by
// the characters that they are.
func unescaped(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 || i+1 == len(text) {
			return append(out, text...)
		}
		out = append(out, text[:i]...)
		c, size := text[i+1], 2
		if c == 'u' && len(text) >= i+6 {
			if n, err := strconv.ParseUint(string(text[i+2:i+6]), 16, 16); err == nil && n < 0x80 {
				c, size = byte(n), 6
			}
		}
		out, text = append(out, c), text[i+size:]
	}
}
