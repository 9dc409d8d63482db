package fuzz

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// errNoOpinion is the verdict where encoding/xml refuses what is allowed, or
// where we do not want to agree:
//
//   - versions 1.x other than 1.0, which a parser of 1.0 reads
//   - names of characters that only the fifth edition of XML 1.0 allows, or only
//     the fourth
//   - a document type, which we refuse
//   - a colon in the target of an instruction, which parsers do not agree on
var errNoOpinion = errors.New("no opinion")

// wellFormed returns what keeps a text from being well-formed XML with
// namespaces: what encoding/xml finds, and what it is known not to check.
func wellFormed(input string) error {
	if err := onlyChars(input); err != nil {
		return err
	}
	d := xml.NewDecoder(strings.NewReader(input))
	d.CharsetReader = anyCharset
	c := checker{input: input}
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if err == io.EOF {
			return c.atEnd()
		}
		if err != nil {
			return opinion(err)
		}
		if err := c.check(token, input[from:d.InputOffset()], int(from)); err != nil {
			return err
		}
	}
}

// opinion is the verdict where encoding/xml refuses a text.
func opinion(err error) error {
	for _, known := range []string{"unsupported version", "invalid XML name"} {
		if strings.Contains(err.Error(), known) {
			return errNoOpinion
		}
	}
	return err
}

// onlyChars: encoding/xml does not check the characters of comments and
// instructions.
func onlyChars(input string) error {
	for _, r := range input {
		if !textbuf.IsXMLChar(r) {
			return fmt.Errorf("character %U", r)
		}
	}
	return nil
}

// A checker makes the checks that RawToken leaves to others.
type checker struct {
	input string
	open  []element
	roots int
}

type element struct {
	name   string            // with its prefix
	spaces map[string]string // prefix to namespace, as declared here
}

func (c *checker) check(token xml.Token, raw string, at int) error {
	switch token := token.(type) {
	case xml.StartElement:
		return c.start(token, raw)
	case xml.EndElement:
		return c.end(name(token.Name))
	case xml.CharData:
		return c.text(raw)
	case xml.ProcInst:
		return instruction(token.Target, raw, at)
	case xml.Directive:
		if strings.HasPrefix(raw, "<!DOCTYPE") && c.roots == 0 {
			return errNoOpinion
		}
		return errors.New("a directive")
	}
	return nil
}

func (c *checker) atEnd() error {
	if c.roots == 0 || len(c.open) > 0 {
		return fmt.Errorf("the end with %d roots, %d open", c.roots, len(c.open))
	}
	return nil
}

func name(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

var (
	tagForm     = regexp.MustCompile(`^<[^\s=/>"'<]+(?:[ \t\r\n]+[^\s=/>"'<]+[ \t\r\n]*=[ \t\r\n]*(?:"[^"<]*"|'[^'<]*'))*[ \t\r\n]*/?>$`)
	declForm    = regexp.MustCompile(`^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$`)
	referenceRE = regexp.MustCompile(`&#(x?)([0-9A-Fa-f]+);`)
)

// start: encoding/xml wants no white space between attributes and takes any
// number of colons' worth of names, attributes twice, and prefixes unbound.
func (c *checker) start(e xml.StartElement, raw string) error {
	if len(c.open) == 0 {
		if c.roots++; c.roots > 1 {
			return errors.New("a second root")
		}
	}
	if !tagForm.MatchString(raw) {
		return fmt.Errorf("the form of the tag %q", raw)
	}
	if err := references(raw); err != nil {
		return err
	}
	spaces, err := declared(e.Attr)
	if err != nil {
		return err
	}
	c.open = append(c.open, element{name(e.Name), spaces})
	if _, err := c.expand(e.Name, true); err != nil {
		return err
	}
	return c.attributes(e.Attr)
}

// attributes checks that no attribute occurs twice, by name or by namespace.
func (c *checker) attributes(attrs []xml.Attr) error {
	var seen []string
	for _, a := range attrs {
		expanded, err := c.expand(a.Name, false)
		if err != nil {
			return err
		}
		for _, n := range []string{"raw " + name(a.Name), expanded} {
			if n != "" && slices.Contains(seen, n) {
				return fmt.Errorf("%s twice", n)
			}
			seen = append(seen, n)
		}
	}
	return nil
}

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// declared returns the namespaces that the attributes of a tag declare.
func declared(attrs []xml.Attr) (map[string]string, error) {
	spaces := map[string]string{}
	for _, a := range attrs {
		prefix, uri := a.Name.Local, strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(a.Value)
		switch {
		case a.Name.Space == "" && prefix == "xmlns":
			prefix = ""
		case a.Name.Space != "xmlns":
			continue
		}
		if prefix == "xmlns" || (prefix == "xml") != (uri == xmlSpace) || uri == xmlnsSpace || prefix != "" && uri == "" {
			return nil, fmt.Errorf("the prefix %q declared as %q", prefix, uri)
		}
		spaces[prefix] = uri
	}
	return spaces, nil
}

// expand returns a name with its namespace; "" for the names that belong to
// none and to the declaration of namespaces.
func (c *checker) expand(n xml.Name, isElement bool) (string, error) {
	if strings.HasPrefix(n.Local, ":") || strings.HasSuffix(n.Local, ":") || n.Space != "" && !isName(n.Local) {
		return "", fmt.Errorf("the name %q", name(n))
	}
	switch {
	case n.Space == "xmlns":
		if isElement {
			return "", fmt.Errorf("an element %q", name(n))
		}
		return "", nil
	case n.Space == "":
		return "", nil
	case n.Space == "xml":
		return xmlSpace + " " + n.Local, nil
	}
	for _, e := range slices.Backward(c.open) {
		if uri, ok := e.spaces[n.Space]; ok {
			return uri + " " + n.Local, nil
		}
	}
	return "", fmt.Errorf("the prefix %q is not declared", n.Space)
}

// isName asks encoding/xml: of what comes after a prefix it does not check the
// first character.
func isName(name string) bool {
	_, err := xml.NewDecoder(strings.NewReader("<" + name + "/>")).RawToken()
	return err == nil
}

func (c *checker) end(name string) error {
	if len(c.open) == 0 || c.open[len(c.open)-1].name != name {
		return fmt.Errorf("the end of %s", name)
	}
	c.open = c.open[:len(c.open)-1]
	return nil
}

// text: encoding/xml takes text outside of the root.
func (c *checker) text(raw string) error {
	if len(c.open) == 0 && strings.Trim(raw, " \t\r\n") != "" {
		return fmt.Errorf("%q outside of the root", raw)
	}
	if strings.HasPrefix(raw, "<![CDATA[") {
		return nil
	}
	return references(raw)
}

// references: encoding/xml takes references to surrogates, as U+FFFD.
func references(raw string) error {
	for _, m := range referenceRE.FindAllStringSubmatch(raw, -1) {
		base := 10
		if m[1] != "" {
			base = 16
		}
		n, err := strconv.ParseInt(m[2], base, 32)
		if err != nil || !textbuf.IsXMLChar(rune(n)) {
			return fmt.Errorf("the reference %s", m[0])
		}
	}
	return nil
}

// instruction: encoding/xml takes an XML declaration anywhere and of any form,
// and wants no white space after the target of an instruction.
func instruction(target, raw string, at int) error {
	content := raw[len("<?"+target):]
	switch {
	case target == "xml" && at == 0:
		if !declForm.MatchString(raw) {
			return fmt.Errorf("the declaration %q", raw)
		}
	case strings.EqualFold(target, "xml") || content != "?>" && !strings.ContainsAny(content[:1], " \t\r\n"):
		return fmt.Errorf("the instruction %q", raw)
	case strings.Contains(target, ":"):
		return errNoOpinion
	}
	return nil
}

// Texts that encoding/xml reads, all or in part, but that are not well-formed;
// that are; and that the oracle leaves alone.
var (
	notWellFormed = []string{
		"", " ", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<a/><![CDATA[]]>", `<a b="1"c="2"/>`, `<a b="1" b="2"/>`, `<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>`,
		"<p:a/>", `<a p:b="1"/>`, `<a xmlns:p=""/>`, `<a xmlns:xml="u"/>`, `<a xmlns:p="` + xmlSpace + `"/>`, `<a xmlns="` + xmlnsSpace + `"/>`, "<xmlns:a/>", "<a:b:c/>", "<:a/>", "<a:/>", "<a xmlns:p='u'><p:1/></a>",
		"<a>&#xD800;</a>", `<a b="&#0;"/>`, "<a>]]></a>", "<!-- -- --><a/>", "<!--\x01--><a/>", " <?xml version='1.0'?><a/>", "<?XML?><a/>", "<?xml?><a/>", "<?xml version='1.0' standalone='maybe'?><a/>", "<?a+?><a/>", "<a><!foo></a>", "<a>&b;</a>",
	}
	areWellFormed = []string{
		"<a/>", "<a\n/>", "<?xml version='1.0' encoding=\"x\" standalone='no' ?>\n<a b='>'></a ><!----><?x?>", "<p:a xmlns:p='u' xmlns:q='u' p:b='' b=''/>", "<a xml:b=''/>", "<a><b xmlns='' xmlns:xml='" + xmlSpace + "'>&#x10FFFF;&amp;<![CDATA[<]]></b></a>",
	}
	leftAlone = []string{"<!DOCTYPE a><a/>", "<?xml version='1.1'?><a/>", "<?a:b?><a/>"}
)

// TestTheOracle shows what the oracle says by itself: that it knows what
// encoding/xml lets pass.
func TestTheOracle(t *testing.T) {
	for _, input := range notWellFormed {
		if err := wellFormed(input); err == nil || errors.Is(err, errNoOpinion) {
			t.Errorf("%q: %v", input, err)
		}
	}
	for _, input := range areWellFormed {
		if err := wellFormed(input); err != nil {
			t.Errorf("%q: %v", input, err)
		}
	}
	for _, input := range leftAlone {
		if err := wellFormed(input); !errors.Is(err, errNoOpinion) {
			t.Errorf("%q: %v", input, err)
		}
	}
}
