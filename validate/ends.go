package validate

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// This file knows of most texts, by their first and their last byte, that they are no
// placeholders. Placeholders are of some kinds, by what they begin with, and each kind
// ends with few bytes.

// A kindSet has a bit for each kind.
type kindSet = uint16

var (
	begins  [256]kindSet // the kinds that begin with a byte
	ends    [256]kindSet // those that end with it
	longest [256]uint8   // the length of those that begin with it, without padding
)

const (
	padded      kindSet = 1 << iota // what has spaces of any kind before it
	punctuated                      // isPunctuation
	zeroed                          // a word after zeros
	firstOfKind                     // of words
)

func init() {
	learn := func(firsts, lasts string, length int, kind kindSet) {
		for _, c := range []byte(firsts) {
			begins[c] |= kind
			longest[c] = max(longest[c], uint8(length))
		}
		for _, c := range []byte(lasts) {
			ends[c] |= kind
		}
	}
	inAnyCase := func(s string) string { return strings.ToLower(s) + strings.ToUpper(s) }

	kinds := make(map[byte]kindSet)
	for word := range placeholders {
		if kinds[word[0]] == 0 {
			kinds[word[0]] = firstOfKind << len(kinds)
		}
		learn(inAnyCase(word[:1]), inAnyCase(word[len(word)-1:]), len(word), kinds[word[0]])
	}
	learn(punctuation, punctuation, longestPlaceholder, punctuated)
	for word := range missing {
		learn("0", inAnyCase(word[len(word)-1:]), longestPlaceholder, zeroed)
	}
	for c := range ends {
		if c <= ' ' || c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xE3 || c == 0xEF { // where spaces begin
			begins[c] |= padded
		}
		ends[c] |= padded
		if c <= ' ' || c >= utf8.RuneSelf { // where they end
			ends[c] = ^kindSet(0)
		}
	}
}

// mayBePlaceholder is a quick look that leaves few texts, none of them empty, to
// isPlaceholder.
func mayBePlaceholder(text []byte) bool {
	if begins[text[0]]&ends[text[len(text)-1]] == 0 || len(text) > longestPlaceholder {
		return false
	}
	text = bytes.TrimSpace(text)
	n := len(text)
	return n > 0 && begins[text[0]]&ends[text[n-1]] != 0 && n <= int(longest[text[0]])
}

// mayBeMangled is mayBePlaceholder for what is one as a postcode only: a number in a form
// that programs give it.
func mayBeMangled(code []byte) bool {
	if !isDigit(code[0]) {
		return begins[code[0]]&padded != 0
	}
	n := len(code)
	return n > 2 && (code[n-2] == '.' || code[1] == '.' || code[1] == 'E' || ends[code[n-1]]&punctuated != 0)
}
