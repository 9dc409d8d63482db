package fuzz

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// FuzzXMLOracle: XML is well-formed for us exactly where it is for encoding/xml
// and for the checks that encoding/xml leaves out (wellformed_test.go), and where
// the feed has no fault, its values are the same.
func FuzzXMLOracle(f *testing.F) {
	seed(f, feed.XML)
	for _, input := range slices.Concat(notWellFormed, areWellFormed, leftAlone) {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, input string) {
		if !utf8.ValidString(input) || strings.HasPrefix(input, "\uFEFF") {
			return
		}
		oracle := wellFormed(input)
		if errors.Is(oracle, errNoOpinion) {
			return
		}
		faults := faultsOf(input)
		ours := lastFatal(faults)
		if errors.Is(ours, feed.ValueTooLarge) {
			return
		}
		if (ours != nil) != (oracle != nil) {
			t.Fatalf("%q\nours: %v\noracle: %v", input, ours, oracle)
		}
		if len(faults) == 0 {
			got, _ := feedtest.Content(read(input, feed.XML))
			same(t, input, flat(got), flat(standardContent(t, input)))
		}
	})
}

// faultsOf returns the faults of a feed.
func faultsOf(input string) []*feed.Fault {
	var log feedtest.Log
	log.Read(xmlfeed.NewReader(strings.NewReader(input), nil))
	return log.Faults
}

func lastFatal(faults []*feed.Fault) error {
	if n := len(faults); n > 0 && faults[n-1].Fatal {
		return faults[n-1]
	}
	return nil
}

// flat makes white space in values alike: encoding/xml does not normalise
// attributes.
func flat(content string) string {
	return strings.NewReplacer(`\t`, " ", `\n`, " ", `\r`, " ").Replace(content)
}

// standardContent is the content of a feed without faults, as encoding/xml sees
// it.
func standardContent(t *testing.T, input string) string {
	d := xml.NewDecoder(strings.NewReader(input))
	d.CharsetReader = anyCharset
	var s standard
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		s.add(token)
	}
	content, err := feedtest.Content(s.tokens.Reader())
	if err != nil {
		t.Fatalf("%v\n%s", err, input)
	}
	return content
}

func anyCharset(_ string, r io.Reader) (io.Reader, error) { return r, nil }

// standard turns the tokens of encoding/xml into those of a feed that has no
// faults.
type standard struct {
	tokens feedtest.Tokens
	path   []string // open elements
	text   strings.Builder
}

func (s *standard) add(token xml.Token) {
	switch token := token.(type) {
	case xml.StartElement:
		s.path = append(s.path, token.Name.Local)
		s.start(token)
	case xml.CharData:
		s.text.Write(token)
	case xml.EndElement:
		s.end()
		s.path = s.path[:len(s.path)-1]
	}
}

func (s *standard) start(e xml.StartElement) {
	s.text.Reset()
	if len(s.path) == 1 {
		return
	}
	group, element := s.place()
	if element == "" {
		s.tokens = append(s.tokens, feed.Token{Kind: group.Start()})
	}
	for _, a := range e.Attr {
		if f := fieldAt(group, element, a.Name.Local); a.Name.Space == "" && f != feed.NoField {
			s.value(f, a.Value)
		}
	}
}

func (s *standard) end() {
	switch {
	case len(s.path) == 2:
		s.tokens = append(s.tokens, feed.Token{Kind: feed.EntityEnd})
	case len(s.path) == 3:
		if f := fieldAt(feed.EntityGroup, s.path[2], ""); f != feed.NoField {
			s.value(f, s.text.String())
		}
	}
}

func (s *standard) value(f feed.Field, text string) {
	s.tokens = append(s.tokens, feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(text)})
}

// place returns the group that the open element is, or belongs to, and its name
// where it is no group's own.
func (s *standard) place() (feed.Group, string) {
	group := feed.EntityGroup
	for _, name := range s.path[1:] {
		next := groupNamed(name)
		if next == feed.NumGroups {
			return group, name
		}
		group = next
	}
	return group, ""
}

func groupNamed(name string) feed.Group {
	g := feed.EntityGroup
	for g < feed.NumGroups && g.Element() != name {
		g++
	}
	return g
}

// fieldAt finds the field at a place in XML. Attribute names are read in any case.
func fieldAt(g feed.Group, element, attr string) feed.Field {
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		info := f.Info()
		if info.InXML() && info.Group == g && info.Element == element && (strings.EqualFold(info.Attr, attr) || attr != "" && strings.EqualFold(info.Alias, attr)) {
			return f
		}
	}
	return feed.NoField
}
