package tokens_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// newSource returns what reads a feed entity by entity.
func newSource(text string) tokens.Source {
	return xmlfeed.NewReader(strings.NewReader(text), nil).ReadRecord
}

// write writes a generated feed as XML.
func write(t *testing.T, entities int) string {
	t.Helper()
	return feedtest.Text(t, feedtest.Results(3, entities), feed.XML, feedio.NewWriter)
}

func same(a, b feed.Token) bool {
	return a.Kind == b.Kind && a.Field == b.Field && a.Offset == b.Offset && string(a.Text) == string(b.Text)
}

// TestView shows that a view yields the tokens of every record, and nothing else.
func TestView(t *testing.T) {
	text := write(t, 50)
	want := newSource(text)
	src := newSource(text)
	var v tokens.View
	var r feed.Record
	for want(&r) == nil {
		for token := range r.Tokens() {
			got, err := v.Next(src)
			if err != nil || !same(got, token) {
				t.Fatalf("%v, %v; want %v", got, err, token)
			}
		}
	}
	for range 2 {
		if token, err := v.Next(src); err != io.EOF {
			t.Errorf("at the end: %v, %v", token, err)
		}
	}
}

// TestRecordsBetweenTokens reads on by records wherever the tokens of an entity are left.
func TestRecordsBetweenTokens(t *testing.T) {
	text := write(t, 4)
	var all []feed.Token
	var v tokens.View
	for src := newSource(text); ; {
		token, err := v.Next(src)
		if err == io.EOF {
			break
		}
		all = append(all, token.Clone())
	}
	for left := range all {
		src := newSource(text)
		var v tokens.View
		var r feed.Record
		for i := range left {
			token, err := v.Next(src)
			if err != nil || !same(token, all[i]) {
				t.Fatal(token, err)
			}
			if _, err := r.Add(token); err != nil {
				t.Fatal(err)
			}
		}
		err := v.ReadRecord(src, &r)
		for ; err == nil && left > 0 && all[left-1].Kind != feed.EntityEnd; left-- {
		}
		if got := slices.Collect(r.Tokens()); err != nil || !slices.EqualFunc(got, all[left:left+len(got)], same) {
			t.Fatalf("from token %d: %v, %v", left, got, err)
		}
	}
}

// TestFaultsBeforeTokens shows that the faults of an entity come before its tokens, and
// that an entity that is cut has none.
func TestFaultsBeforeTokens(t *testing.T) {
	const root = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">`
	src := newSource(root + `<GeocodeEntity Id="1"><x/><StatusCode>a</StatusCode><y/></GeocodeEntity><GeocodeEntity Id="2"><StatusCode>b</StatusCode>`)
	var v tokens.View
	var got []string
	for range 9 {
		token, err := v.Next(src)
		switch {
		case err == nil:
			got = append(got, token.Kind.String()+" "+string(token.Text))
		case len(got) > 0 && got[len(got)-1] == err.Error():
		default:
			got = append(got, err.Error())
		}
	}
	if len(got) != 7 || !strings.Contains(got[0], "x: unknown") || !strings.Contains(got[1], "y: unknown") || got[2] != "EntityStart " || got[3] != "FieldValue 1" || got[4] != "FieldValue a" || got[5] != "EntityEnd " || !strings.Contains(got[6], "2") {
		t.Errorf("%q", got)
	}
}
