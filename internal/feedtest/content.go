package feedtest

import (
	"fmt"
	"io"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Content returns the content of a feed in a notation like that of a Log: equal
// strings mean the same content. Empty values do not count, nor do elements with
// neither values nor children; the order of entities, responses, points and
// pairs does, that of values does not. It stops at the first error.
func Content(r feed.Reader) (string, error) { return content(r, false) }

// Shape returns the content of a feed and, other than Content, the requests,
// responses, points and pairs that are empty.
func Shape(r feed.Reader) (string, error) { return content(r, true) }

func content(r feed.Reader, keepEmpty bool) (string, error) {
	c := contents{keepEmpty: keepEmpty}
	var rec feed.Record
	for {
		t, err := r.ReadToken()
		if err == io.EOF {
			return c.String(), nil
		}
		if err != nil {
			return c.String(), err
		}
		whole, err := rec.Add(t)
		if err != nil {
			return c.String(), err
		}
		if whole {
			c.entity(&rec)
		}
	}
}

type contents struct {
	strings.Builder
	keepEmpty bool
}

func (c *contents) entity(rec *feed.Record) {
	c.WriteString("entity" + values(rec.Entity()) + "\n")
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if p, ok := rec.Request(g); ok {
			c.part(p, "")
		}
	}
	for p := range rec.Parts(feed.ResponseGroup) {
		c.part(p, c.items(p))
	}
}

// items is the notation of a response's points and pairs.
func (c *contents) items(response feed.Part) string {
	inner := contents{keepEmpty: c.keepEmpty}
	for _, g := range []feed.Group{feed.PointGroup, feed.QueryParseGroup} {
		for p := range response.Items(g) {
			inner.part(p, "")
		}
	}
	return inner.String()
}

func (c *contents) part(p feed.Part, children string) {
	if p.Empty() && children == "" && !c.keepEmpty {
		return
	}
	g := p.Group()
	c.WriteString(indent(g) + g.Element() + values(p) + "\n" + children)
}

// values is the notation of a part's values in the order of the schema.
func values(p feed.Part) string {
	var b strings.Builder
	for _, f := range p.Group().Fields() {
		if text := p.Text(f); len(text) > 0 {
			fmt.Fprintf(&b, " %s=%q", shortName(f), text)
		}
	}
	return b.String()
}
