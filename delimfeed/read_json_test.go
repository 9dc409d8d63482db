package delimfeed

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestJSONMembers compares each member of JSON cells with its own text, with those of
// the others, and with its own where a byte is another one.
func TestJSONMembers(t *testing.T) {
	for i, quote := range []string{`"`, `""`} {
		var members []jsonMember
		var texts []string
		for _, form := range jsonForms[i] {
			if form == nil {
				continue
			}
			for _, m := range form.members {
				members = append(members, m)
				texts = append(texts, quote+m.field.Info().Attr+quote+":"+quote)
			}
		}
		if len(members) != len(feed.PointGroup.Fields())+len(feed.QueryParseGroup.Fields()) {
			t.Fatalf("%d members", len(members))
		}
		for k, m := range members {
			if m.size != len(texts[k]) || m.size > memberSize {
				t.Errorf("%s has %d bytes, of at most %d", texts[k], m.size, memberSize)
			}
			for other, text := range texts {
				if got := m.begins([]byte(text + strings.Repeat("x", memberSize))); got != (other == k) {
					t.Errorf("%s begins with %s: %v", text, texts[k], got)
				}
			}
			for at := range texts[k] {
				text := []byte(texts[k] + strings.Repeat("x", memberSize))
				text[at]++
				if m.begins(text) {
					t.Errorf("%s begins with %s", text, texts[k])
				}
			}
		}
	}
}
