package validate

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var cultureRules = []Rule{
	{
		Code: "culture-invalid", Severity: Error, Kinds: both,
		Title: "a value that is not shaped like a culture",
		Text: `A culture is a language of two or three letters and, if wanted, a script, a
region or a variant after hyphens, such as en-US. The name of a language or of
a country is not one.`,
		Bad:    `Culture="English"`,
		Good:   `Culture="en-GB"`,
		check:  checkCultureShape,
		values: cultureFields,
	},
	{
		Code: "culture-unknown", Severity: Warning, Kinds: both,
		Title: "a culture whose language the service does not list",
		Text: `For a language that is not in the documented list the service answers in its
default, en-US. Regional forms outside the list work where the language is in it.
An underscore in place of the hyphen was seen to work and is not documented.`,
		Bad:    `Culture="fi_FI"`,
		Good:   `Culture="fi-FI"`,
		check:  checkCultureKnown,
		values: cultureFields,
	},
}

func checkCultureShape(e *entity) {
	for _, f := range cultureFields {
		if text := e.text(f); len(text) > 0 && !isCulture(trim(text)) {
			e.report(f, fmt.Sprintf("%s is not shaped like a culture", quote.Text(text)), "write a language and, if wanted, a region, such as en-US")
		}
	}
}

// isCulture reports whether text is a language of two or three letters and,
// after hyphens or underscores, parts of letters and digits.
func isCulture(text []byte) bool {
	for first := true; ; first = false {
		part, rest, more := cutPart(text)
		switch {
		case first && (len(part) < 2 || len(part) > 3 || !isAll(part, isLetter)):
			return false
		case !first && (len(part) < 1 || len(part) > 8 || !isAll(part, isLetterOrDigit)):
			return false
		case !more:
			return true
		}
		text = rest
	}
}

// cutPart cuts text at its first hyphen or underscore.
func cutPart(text []byte) (part, rest []byte, found bool) {
	for i, b := range text {
		if b == '-' || b == '_' {
			return text[:i], text[i+1:], true
		}
	}
	return text, nil, false
}

func isAll(text []byte, is func(byte) bool) bool {
	for _, b := range text {
		if !is(b) {
			return false
		}
	}
	return true
}

func isLetter(b byte) bool        { return b|0x20 >= 'a' && b|0x20 <= 'z' }
func isLetterOrDigit(b byte) bool { return isLetter(b) || b >= '0' && b <= '9' }

func checkCultureKnown(e *entity) {
	for _, f := range cultureFields {
		text := trim(e.text(f))
		if len(text) == 0 || !isCulture(text) {
			continue
		}
		language, _, _ := cutPart(text)
		if !isLanguage(language) {
			e.report(f, fmt.Sprintf("the service lists no language %s", quote.Text(language)), "use a listed culture; the default is en-US")
		} else if bytes.IndexByte(text, '_') >= 0 {
			e.report(f, fmt.Sprintf("the culture %s has an underscore", quote.Text(text)), fmt.Sprintf("write %s", bytes.ReplaceAll(text, []byte("_"), []byte("-"))))
		}
	}
}

func isLanguage(text []byte) bool {
	var lower [3]byte // a culture's language is no longer
	for i, b := range text {
		lower[i] = b | 0x20
	}
	return languages()[string(lower[:len(text)])]
}

// cultures are those that the service documents.
const cultures = `af am ar-sa as az-Latn be bg bn-BD bn-IN bs ca ca-ES-valencia cs cy da de de-de el en-GB en-US es es-ES es-US
es-MX et eu fa fi fil-Latn fr fr-FR fr-CA ga gd-Latn gl gu ha-Latn he hi hr hu hy id ig-Latn is it it-it ja ka kk km kn ko kok
ku-Arab ky-Cyrl lb lt lv mi-Latn mk ml mn-Cyrl mr ms mt nb ne nl nl-BE nn nso or pa pa-Arab pl prs-Arab pt-BR pt-PT qut-Latn quz
ro ru rw sd-Arab si sk sl sq sr-Cyrl-BA sr-Cyrl-RS sr-Latn-RS sv sw ta te tg-Cyrl th ti tk-Latn tn tr tt-Cyrl ug-Arab uk ur
uz-Latn vi wo xh yo-Latn zh-Hans zh-Hant zu`

// languages are those of the cultures.
var languages = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for culture := range strings.FieldsSeq(cultures) {
		language, _, _ := strings.Cut(culture, "-")
		m[language] = true
	}
	return m
})
