package xmlscan_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// names are known to the scanners of the tests; the documents have others too.
var names = xmlscan.NewNames("a", "b", "c", "feed", "entity", "id", "latitude", "longitude")

func newScanner(r io.Reader, limits feed.Limits) *xmlscan.Scanner {
	return xmlscan.New(r, names, limits, feed.AnyUnicode)
}

// events writes down what a scanner finds: {namespace}name for tags, with their
// attributes, / for ends, and the text of each element in quotes. The fault is
// the error that it ends with, if it is not the end of the document.
func events(s *xmlscan.Scanner) (log, fault string) {
	var b strings.Builder
	text := func() {
		if value, _ := s.Collected(); len(value) > 0 && s.Depth() > 0 {
			fmt.Fprintf(&b, "%q ", value)
		}
	}
	for {
		event, err := s.Next()
		if err == io.EOF {
			return b.String(), ""
		}
		if err != nil {
			return b.String(), err.Error()
		}
		text()
		switch event {
		case xmlscan.Start:
			b.WriteString("<" + tag(s) + "> ")
		case xmlscan.Empty:
			b.WriteString("<" + tag(s) + "/> ")
		case xmlscan.End:
			b.WriteString("/ ")
		}
		s.Collect(s.Depth() > 1 || event == xmlscan.Start || event == xmlscan.Empty && s.Depth() > 0)
	}
}

func tag(s *xmlscan.Scanner) string {
	var b strings.Builder
	b.WriteString(expanded(s.Namespace, s.Name()))
	for i := range s.Attrs {
		a := &s.Attrs[i]
		fmt.Fprintf(&b, " %s=%q", expanded(s.AttrNamespace(a), s.AttrName(a)), s.AttrValue(a))
	}
	return b.String()
}

func expanded(namespace string, name []byte) string {
	local := string(name[strings.IndexByte(string(name), ':')+1:])
	if namespace == "" {
		return local
	}
	return "{" + namespace + "}" + local
}

// everyWay is events for a document read in all hostile ways, which must come to
// the same.
func everyWay(t *testing.T, document string, limits feed.Limits) (log, fault string) {
	t.Helper()
	for how, r := range feedtest.Hostile(document) {
		thisLog, thisFault := events(newScanner(r, limits))
		if how == "whole" {
			log, fault = thisLog, thisFault
		}
		if thisLog != log || thisFault != fault {
			t.Errorf("%.200q read %s:\n%s%s\nnot\n%s%s", document, how, thisLog, thisFault, log, fault)
		}
	}
	return log, fault
}
