package jsonscan

import "bytes"

// BeginsObject reports whether a text begins as an object of JSON, or as an array of them. It
// may be cut anywhere after its first character.
func BeginsObject(text []byte) bool {
	const blanks = " \t\r\n"
	inner, isArray := bytes.CutPrefix(text, []byte("["))
	if inner = bytes.TrimLeft(inner, blanks); len(inner) == 0 {
		return isArray
	}
	inner, isObject := bytes.CutPrefix(inner, []byte("{"))
	inner = bytes.TrimLeft(inner, blanks)
	return isObject && (len(inner) == 0 || inner[0] == '"' || inner[0] == '}')
}
