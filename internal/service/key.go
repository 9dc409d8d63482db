package service

import (
	"net/url"
	"strings"
)

// A Key is a key to a service, which no message and no file may show.
type Key string

// LongKey is from how many bytes on a key is cut out of whatever holds it. Shorter
// ones, which only emulators have, are parts of many a word: they are cut out where
// they are words of their own.
const LongKey = 16

// Scrub takes the key out of a foreign text.
func (k Key) Scrub(text string) string {
	if k == "" {
		return text
	}
	for _, form := range []string{string(k), url.QueryEscape(string(k)), url.PathEscape(string(k))} {
		if len(k) >= LongKey {
			text = strings.ReplaceAll(text, form, "***")
		} else {
			text = replaceWord(text, form, "***")
		}
	}
	return text
}

// replaceWord replaces a word where no letter, digit, dash or underscore is beside it.
func replaceWord(text, word, by string) string {
	var b strings.Builder
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			b.WriteString(text[from:])
			return b.String()
		}
		i += from
		end := i + len(word)
		if i > 0 && isWordByte(text[i-1]) || end < len(text) && isWordByte(text[end]) {
			b.WriteString(text[from : i+1])
			from = i + 1
			continue
		}
		b.WriteString(text[from:i] + by)
		from = end
	}
}

func isWordByte(b byte) bool {
	return b == '-' || b == '_' || '0' <= b && b <= '9' || 'A' <= b&^0x20 && b&^0x20 <= 'Z' || b >= 0x80
}
