package xmlscan_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// stricter are the faults that encoding/xml does not find, with the reason why
// we do. Everything else that we refuse, it must refuse too.
var stricter = []struct{ fault, why string }{
	{"the document is empty|has no root element", "XML 1.0, document: there is one root element"},
	{"text outside of|does not begin with \"<\"|a CDATA section outside|a second root element", "XML 1.0, document: there is nothing but comments and instructions beside the root"},
	{"document type declaration", "refused on purpose: no DTD is ever read"},
	{"\"<!\" begins neither", "XML 1.0, content: declarations belong into a DTD"},
	{"no white space before attribute", "XML 1.0, STag: there is white space before each attribute"},
	{"a second attribute", "XML 1.0, unique Att Spec, and Namespaces 1.0, attributes unique"},
	{"cannot be bound|cannot be declared|is bound to no namespace", "Namespaces 1.0: prefixes are declared, the reserved ones are not"},
	{"in the name of", "Namespaces 1.0: a name has one colon, within"},
	{"\":\" is not allowed", "Namespaces 1.0: a name does not begin with a colon"},
	{"XML declaration", "XML 1.0, XMLDecl: its place and form are fixed"},
	{"an instruction named|a processing instruction named", "XML 1.0, PITarget: the name xml is reserved"},
	{"is no character that XML can hold", "XML 1.0, legal character: encoding/xml takes a reference to a surrogate for U+FFFD"},
	{"XML cannot hold the character U\\+|is not UTF-8", "XML 1.0, Char: encoding/xml does not look into comments, instructions and directives"},
	{"is not allowed after \"<\\?\"", "XML 1.0, PI: there is a target"},
}

// laxer are the reasons of encoding/xml to refuse what we read.
var laxer = []struct{ fault, why string }{
	{"unsupported version", "XML 1.0, fifth edition: a 1.x document is read as 1.0"},
	{"invalid XML name|expected element name|expected attribute name", "names are those of the fifth edition, encoding/xml's those of the fourth"},
	{"encoding .* declared but", "the scanner leaves the declared encoding to its user"},
}

// seeds are well-formed documents with all that there is; the oracle test mutates
// them.
var seeds = []string{
	`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="urn:feed" Version="2.0">
  <!-- a comment - here --><?pi some data?>
  <entity id="1&amp;&#x41;" xmlns:p='urn:p' p:b="1">
    <c latitude="47.640130519866912345" longitude="a &lt; b&#10;"><a id="1 Wäy" /></c>
    <p:status>Suc<![CDATA[ce<&ss]]>&gt;s</p:status ><b/>
  </entity>
  <entity id="2"><c latitude="1" longitude="2"><a id="3"/></c></entity>
</feed>
`,
	`<g:feed xmlns:g="urn:g" xmlns:h="urn:h" g:a="1" h:b="2" a="3"><g:E xmlns="urn:x"><F xmlns="" b="]]>">]] ></F></g:E>&#65;<?x?><!----></g:feed><!-- e --> <?p a?>`,
	"<?xml version='1.0' standalone='yes' ?><a b = \"1\" c='2\"'>t&apos;&quot;<b>\r\n</b></a>",
}

// snippets are what mutations put in.
var snippets = strings.Split(`< > & " ' = / ! ? - -- --> ]]> ]] : ; # a 1 . x <![CDATA[ <!-- &#0; &#x10FFFF; &#xD800; &amp; &foo; &#; &#x; xmlns xmlns: xml </a> <a> <a/> <? ?> <! </ /> g: é ·`, " ")

func mutate(rnd *rand.Rand, text string) string {
	for range 1 + rnd.IntN(3) {
		i := rnd.IntN(len(text) + 1)
		j := min(len(text), i+rnd.IntN(12))
		k := rnd.IntN(len(text) + 1)
		switch rnd.IntN(5) {
		case 0:
			text = text[:i] + string(rune(rnd.IntN(128))) + text[min(len(text), i+1):]
		case 1:
			text = text[:i] + text[j:]
		case 2:
			text = text[:i] + snippets[rnd.IntN(len(snippets))] + text[i:]
		case 3:
			text = text[:i] + snippets[rnd.IntN(len(snippets))] + text[j:]
		case 4:
			text = text[:i] + text[k:min(len(text), k+30)] + text[i:]
		}
	}
	return text
}

// TestOracle scans mutated documents and compares what comes of it with
// encoding/xml: well-formed or not, but for the differences listed, and if it is,
// names, attributes and text.
func TestOracle(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	rounds := 10_000
	if testing.Short() {
		rounds = 1000
	}
	for range rounds {
		document := mutate(rnd, seeds[rnd.IntN(len(seeds))])
		ours, fault := events(newScanner(strings.NewReader(document), feed.Limits{}))
		theirs, err := oracle(document)
		switch {
		case fault != "" && err == nil:
			if !listed(fault, stricter) {
				t.Errorf("%q\nwe: %s", document, fault)
			}
		case fault == "" && err != nil:
			if !listed(err.Error(), laxer) {
				t.Errorf("%q\nencoding/xml: %v", document, err)
			}
		case fault == "" && folded.Replace(ours) != folded.Replace(theirs):
			t.Errorf("%q\nwe:           %s\nencoding/xml: %s", document, ours, theirs)
		}
	}
}

// folded makes white space in logs one: encoding/xml does not normalise that of
// attributes.
var folded = strings.NewReplacer(`\t`, " ", `\n`, " ", `\r`, " ")

func listed(text string, differences []struct{ fault, why string }) bool {
	for _, d := range differences {
		if regexp.MustCompile(d.fault).MatchString(text) {
			return true
		}
	}
	return false
}

// oracle returns encoding/xml's log of events.
func oracle(document string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(document))
	var b, text strings.Builder
	depth, empty := 0, false
	flush := func() {
		if text.Len() > 0 && depth > 0 {
			fmt.Fprintf(&b, "%q ", text.String())
		}
		text.Reset()
	}
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			flush()
			depth++
			empty = strings.HasSuffix(document[before:d.InputOffset()], "/>")
			b.WriteString("<" + oracleTag(token))
			if empty {
				b.WriteByte('/')
			}
			b.WriteString("> ")
		case xml.EndElement:
			flush()
			depth--
			if !empty {
				b.WriteString("/ ")
			}
			empty = false
		}
	}
}

// oracleTag writes a tag as we do. encoding/xml does not name the namespace of
// declarations.
func oracleTag(e xml.StartElement) string {
	var b strings.Builder
	b.WriteString(expandedName(e.Name))
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			a.Name.Space = "http://www.w3.org/2000/xmlns/"
		}
		fmt.Fprintf(&b, " %s=%q", expandedName(a.Name), a.Value)
	}
	return b.String()
}

func expandedName(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return "{" + name.Space + "}" + name.Local
}
