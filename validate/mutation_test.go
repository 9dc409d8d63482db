package validate

import (
	"encoding/xml"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// seedXML is what the mutations start from.
const seedXML = `<?xml version="1.0" encoding="utf-8"?>
<!-- a feed -->
<g:GeocodeFeed xmlns:g='http://schemas.microsoft.com/search/local/2010/5/geocode' Version="2.0">
  <g:GeocodeEntity Id="1">
    <g:GeocodeRequest Culture="de-DE" Query="M&#xFC;nchen &amp; Köln" />
  </g:GeocodeEntity>
  <?note a b?><g:GeocodeEntity Id="2"><g:ReverseGeocodeRequest><g:Location Latitude="1" Longitude="2"/></g:ReverseGeocodeRequest>
    <g:StatusCode><![CDATA[Succ]]>ess</g:StatusCode></g:GeocodeEntity>
</g:GeocodeFeed>
`

// TestMutatedXML changes bytes of a feed and compares what is then not
// well-formed with encoding/xml, apart from where that is known to be lenient.
func TestMutatedXML(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 2_000
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	refused, excused, wrong := 0, 0, 0
	for range n {
		text := mutate(rnd, seedXML)
		got, want := refuses(t, text), stdRefuses(text)
		if got {
			refused++
		}
		if got == want {
			continue
		}
		if got && isLenient(text) || !got && otherVersion.MatchString(text) {
			excused++
			continue
		}
		t.Errorf("refused %v, by encoding/xml %v:\n%s", got, want, text)
		if wrong++; wrong == 5 {
			return
		}
	}
	t.Logf("%d of %d refused, %d of them taken by encoding/xml", refused, n, excused)
	if refused < n/4 || excused > n/3 {
		t.Errorf("%d of %d refused, %d of them taken by encoding/xml: the mutations do not try enough", refused, n, excused)
	}
}

// alphabet is what mutations put in.
const alphabet = "<>&\"'/=!?-[]:;# \n\x01xmlnsg1é\xc3\u00a0"

func mutate(rnd *rand.Rand, s string) string {
	b := []byte(s)
	for range 1 + rnd.IntN(2) {
		i := rnd.IntN(len(b))
		c := alphabet[rnd.IntN(len(alphabet))]
		switch rnd.IntN(4) {
		case 0:
			b[i] = c
		case 1:
			b = append(b[:i], append([]byte{c}, b[i:]...)...)
		case 2:
			b = append(b[:i], b[min(len(b), i+1+rnd.IntN(3)):]...)
		case 3:
			j := min(len(b), i+rnd.IntN(12))
			b = append(b[:j], append([]byte(string(b[i:j])), b[j:]...)...)
		}
	}
	return string(b)
}

// refuses reports whether a text is reported as not well-formed.
func refuses(t *testing.T, text string) bool {
	for _, p := range run(t, feed.XML, text, Options{}) {
		switch p.Rule {
		case "xml-syntax", "encoding-invalid", "xml-doctype":
			return true
		case "encoding-not-utf8": // encoding/xml stops at a declaration that it cannot follow
			return true
		}
	}
	return false
}

func stdRefuses(text string) bool {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, io.ErrUnexpectedEOF }
	for {
		if _, err := d.Token(); err == io.EOF {
			return false
		} else if err != nil {
			return true
		}
	}
}

// isLenient reports whether a text has what encoding/xml takes although it is
// not well-formed. Each check names one of its leniencies.
func isLenient(text string) bool {
	for _, is := range []func(string) bool{
		manyRoots, duplicateAttribute, unboundPrefix, colons, declaration, target, spacing, directive, characters, startsWithSpace,
	} {
		if is(text) {
			return true
		}
	}
	return false
}

// otherVersion: encoding/xml takes no version but "1.0", to the letter. Other
// parsers of XML 1.0 take any.
var otherVersion = regexp.MustCompile(`^<\?xml\s+version\s*=\s*("[\w.-]*"|'[\w.-]*')`)

// manyRoots: no root element, several, or text beside it.
func manyRoots(text string) bool {
	d := xml.NewDecoder(strings.NewReader(text))
	depth, roots := 0, 0
	for {
		token, err := d.RawToken()
		if err != nil {
			return roots != 1
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && (strings.Trim(string(token), " \t\r\n") != "" || strings.Contains(text, "<![CDATA[") && d.InputOffset() > 0 && isOutside(text, d.InputOffset())) {
				return true
			}
		}
	}
}

// isOutside reports whether what ends at an offset is a CDATA section or a
// character reference, which may not stand beside the root.
func isOutside(text string, end int64) bool {
	return strings.HasSuffix(text[:end], "]]>") || strings.HasSuffix(text[:end], ";")
}

// tags yields the start tags of a text with their names as written.
func tags(text string, yield func(xml.StartElement)) {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.RawToken()
		if err != nil {
			return
		}
		if tag, ok := token.(xml.StartElement); ok {
			yield(tag)
		}
	}
}

// duplicateAttribute: an attribute twice in a tag.
func duplicateAttribute(text string) (found bool) {
	tags(text, func(tag xml.StartElement) {
		seen := make(map[xml.Name]bool)
		for _, a := range tag.Attr {
			found = found || seen[a.Name]
			seen[a.Name] = true
		}
	})
	return found
}

// unboundPrefix: a prefix that is not declared, or declared wrongly. Declarations
// stand at the root only.
func unboundPrefix(text string) (found bool) {
	bound := map[string]bool{"xml": true, "": true}
	tags(text, func(tag xml.StartElement) {
		for _, a := range tag.Attr {
			if a.Name.Space == "xmlns" {
				bound[a.Name.Local] = true
				found = found || a.Value == "" || strings.HasPrefix(a.Name.Local, "xml")
			}
		}
		found = found || !bound[tag.Name.Space]
		for _, a := range tag.Attr {
			found = found || !bound[a.Name.Space] && a.Name.Space != "xmlns"
		}
	})
	return found
}

// colons: names such as a:b:c, :a and a:, and a processing instruction's target
// with a colon.
var colonNames = regexp.MustCompile(`[<\s/?]([^\s<>="'/?!:]*:[^\s<>="'/?:]*:[^\s<>="'/?]*|:[^\s<>="'/?]+|[^\s<>="'/?!:]+:)[\s=/>?]`)

// colonTarget is a target with a colon, or a local name that does not begin as
// names do.
var colonTarget = regexp.MustCompile(`<\?[^\s?]*:|[<\s/][^\s<>="'/?:]+:[0-9.\-]`)

func colons(text string) bool {
	return colonNames.MatchString(text) || colonTarget.MatchString(text)
}

// declaration: an XML declaration in another place, or with a wrong content, of
// which encoding/xml looks at the version and the encoding only.
var goodDeclaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*("[\w.-]*"|'[\w.-]*')(\s+encoding\s*=\s*("utf-8"|'utf-8'))?\s*$`)

func declaration(text string) bool {
	first, _, _ := strings.Cut(text, "?>")
	return strings.Contains(text[min(1, len(text)):], "<?xml") ||
		!goodDeclaration.MatchString(first)
}

// target: a processing instruction named xml in another case.
var xmlTarget = regexp.MustCompile(`<\?(?i:xml)[\s?]`)

func target(text string) bool { return xmlTarget.MatchString(text[min(5, len(text)):]) }

// spacing: no white space between attributes, or after a target.
var (
	attributesTogether = regexp.MustCompile(`["'][^\s<>/?="']+\s*=\s*["']`)
	targetTogether     = regexp.MustCompile(`<\?[\pL_][\pL\w.-]*(?:[^\pL\w.\s?:-]|\?[^>])`)
)

func spacing(text string) bool {
	return attributesTogether.MatchString(text) || targetTogether.MatchString(text)
}

// directive: what begins with <! and is neither comment nor CDATA.
var otherDirective = regexp.MustCompile(`<!(?:[^-\[]|-[^-]|\[[^C]|$)`)

func directive(text string) bool {
	return otherDirective.MatchString(text)
}

// characters: a reference to a character that XML has not, and text that is not
// UTF-8 in comments and instructions.
var strangeReference = regexp.MustCompile(`&#(x?0*[01]?[0-9A-Fa-f]?|x[dD][89a-fA-F]..);`)

func characters(text string) bool {
	return !utf8.ValidString(text) || strings.Contains(text, "\x01") || strangeReference.MatchString(text)
}

// startsWithSpace: white space before the XML declaration.
func startsWithSpace(text string) bool { return !strings.HasPrefix(text, "<?xml ") }
