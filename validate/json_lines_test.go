package validate

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// TestJSONLinesAreJudgedAlike shows that rules find in JSON Lines what they find in the same
// feed in XML.
func TestJSONLinesAreJudgedAlike(t *testing.T) {
	compared := 0
	for i, c := range ruleCases {
		for _, in := range []input{c.bad, c.good} {
			text, ok := in.of(feed.XML)
			if !ok || c.rule == "too-large" { // which counts the bytes of the file
				continue
			}
			text, _ = marked(text)
			var lines bytes.Buffer
			w := feedio.NewWriter(&lines, feed.JSONLines, nil)
			if _, err := feed.Copy(w, feedio.NewReader(strings.NewReader(in.stored(text)), feed.XML, nil)); err != nil || w.Close() != nil {
				continue // it has a fault
			}
			compared++
			want := found(run(t, feed.XML, in.stored(text), c.options(t)))
			if got := found(run(t, feed.JSONLines, lines.String(), c.options(t))); !slices.Equal(got, want) {
				t.Errorf("%s (case %d): %q, want as in XML %q\n%s", c.rule, i, got, want, lines.String())
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d feeds were compared", compared)
	}
}

// onLine is where a message says that something else is.
var onLine = regexp.MustCompile(` on line [0-9]+`)

// found lists problems, but for what only XML has and for empty values, which JSON Lines
// leave out.
func found(problems []Problem) (all []string) {
	for _, p := range problems {
		switch p.Rule {
		case "encoding-bom", "encoding-not-utf8", "xml-namespace", "attribute-case", "version-missing":
			continue
		}
		all = append(all, fmt.Sprintf("%s %s %d %q %s %s", p.Severity, p.Rule, p.Entity, p.ID, p.Field, onLine.ReplaceAllString(p.Message, "")))
	}
	slices.Sort(all)
	return all
}

// TestUnreadLinesLackNothing shows that nothing is missed in a line that is too large or too
// deep to be read.
func TestUnreadLinesLackNothing(t *testing.T) {
	large := `{"statusCode":"` + strings.Repeat("x", 9<<20) + `"}`
	deep := `{"responses":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`
	for _, line := range []string{large, deep} {
		var rules []string
		for _, p := range run(t, feed.JSONLines, line+"\n", Options{}) {
			rules = append(rules, p.Rule)
		}
		if want := []string{"value-too-large"}; !slices.Equal(rules, want) {
			t.Errorf("%.20s…: %q, want %q", line, rules, want)
		}
	}
}
