package validate

import (
	"bytes"
	"fmt"
	"html"
	"unicode"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var damageRules = []Rule{
	{
		Code: "damaged-text", Severity: Warning, Kinds: both,
		Title: "text that a wrong encoding or escape has damaged",
		Text: `The service looks for what is written, and nothing is called GÃ¶rlitz. Query and
the fields of a request's Address are looked at for U+FFFD or a question mark in
place of a letter, for UTF-8 that was read as Windows-1252, for references of HTML
such as &eacute; (in XML, those that were escaped twice), and for values of
nothing but no-break spaces. Read the source in its own encoding, and the damage
is not done.`,
		Bad:   `1,GÃ¶rlitz,Caf&eacute; de Paris`,
		Good:  `1,Görlitz,Café de Paris`,
		check: checkDamage,
		texts: mayBeDamage,
	},
}

func checkDamage(e *entity) {
	for _, f := range textFields {
		text := e.text(f)
		if !beginsBlank(text) && !mayBeDamaged(text, 0, len(text)) {
			continue
		}
		if message, remedy := damage(text); message != "" {
			e.report(f, message, remedy)
		}
	}
}

// damage says what is wrong with a text, and what to do; both are empty if the text is
// undamaged.
func damage(text []byte) (message, remedy string) {
	if len(text) > 0 && len(bytes.TrimFunc(text, isBlank)) == 0 && bytes.IndexFunc(text, func(r rune) bool { return r > ' ' }) >= 0 {
		return "the value is nothing but no-break or other special spaces", "leave it out, or put in the value that is missing"
	}
	before := ' '
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		rest := text[i:]
		switch {
		case r == utf8.RuneError: // text is UTF-8, so it is the character
			return fmt.Sprintf("a character of %s was lost: U+FFFD is in its place", quote.Text(text)), "read the source in its own encoding and write the feed again"
		case r == '?' && unicode.IsLetter(before) && startsWithLower(rest[1:]):
			return fmt.Sprintf("a letter of %s seems lost: a question mark is in its place", quote.Text(text)), "read the source in its own encoding and write the feed again"
		case r == '&':
			if n := referenceLength(rest); n > 0 {
				return fmt.Sprintf("the reference %s is text here", rest[:n]), fmt.Sprintf("write %s", quote.Text(html.UnescapeString(string(rest[:n]))))
			}
		case r >= 0xC2 && r <= 0xF4:
			if n := misreadLength(rest); n > 0 {
				return fmt.Sprintf("%s looks like UTF-8 that was read as Windows-1252, at %s", quote.Text(text), quote.Text(rest[:n])), "read the source as UTF-8 and write the feed again"
			}
		}
		before = r
		i += size
	}
	return "", ""
}

func startsWithLower(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return unicode.IsLower(r)
}

// isBlank reports whether a character is invisible: a space of any kind.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x200B && r <= 0x200D || r == 0x2060 || r == 0xFEFF || r == 0x3164
}

// referenceLength returns the length of the character reference of HTML that text begins
// with, 0 if it is none.
func referenceLength(text []byte) int {
	end := bytes.IndexByte(text[:min(len(text), 34)], ';')
	if end < 3 {
		return 0
	}
	reference := string(text[:end+1])
	if plain := html.UnescapeString(reference); plain == reference || plain[len(plain)-1] == ';' {
		return 0
	}
	return end + 1
}

// misreadLength returns the length of the characters that text begins with, if they look
// like UTF-8 read as Windows-1252, otherwise 0. A sequence that real text may contain,
// such as a letter before a quotation mark, must occur twice.
func misreadLength(text []byte) int {
	first, n := misreadCharacter(text)
	if n == 0 {
		return 0
	}
	second, m := misreadCharacter(text[n:])
	switch lead, _ := utf8.DecodeRune(text); {
	case lead == 'Â' && first <= 0xBF && first != '»', lead == 'Ã':
		return n
	case lead == 'Ä' || lead == 'Å':
		if next, _ := utf8.DecodeRune(text[2:]); !unicode.IsLetter(next) && next != '»' && next != '“' && next != '”' && next != '’' && next != '–' && next != '—' && next != '…' {
			return n
		}
	case first >= 0x2010 && first <= 0x2122: // punctuation, by a lead of â€
		return n
	case first >= 0x1F000:
		return n
	}
	if m > 0 && second != 0 {
		return n + m
	}
	return 0
}

// misreadCharacter converts the characters that text begins with to bytes of
// Windows-1252. If these are a UTF-8 character of several bytes, it returns the character
// and the length of its text, otherwise 0.
func misreadCharacter(text []byte) (r rune, n int) {
	var raw [utf8.UTFMax]byte
	for i := range raw {
		c, size := utf8.DecodeRune(text[n:])
		b, ok := windowsByte(c)
		if !ok || b < utf8.RuneSelf {
			return 0, 0
		}
		raw[i] = b
		n += size
		if utf8.FullRune(raw[:i+1]) {
			r, size := utf8.DecodeRune(raw[:i+1])
			if size != i+1 || r == utf8.RuneError {
				return 0, 0
			}
			return r, n
		}
	}
	return 0, 0
}

// windowsByte returns the byte of Windows-1252 for a character.
func windowsByte(r rune) (byte, bool) {
	if r < 0x100 {
		return byte(r), true // of 0x80 to 0x9F, too: what has no character there often passes as it is
	}
	for i, c := range windows1252 {
		if c == r {
			return byte(0x80 + i), true
		}
	}
	return 0, false
}

// windows1252 are the characters of the bytes 0x80 to 0x9F, 0 for those without one.
var windows1252 = [...]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}
