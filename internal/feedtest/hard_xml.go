package feedtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file spells hard feeds in XML.

type hardXML struct {
	*hard
	strings.Builder
	prefix    string // of every element, as a rule
	namespace string // "" for none
	quote     string
	lineEnd   string
	depth     int
}

// Names that begin where an element of the feed ends, in text that is none.
var hardComments = []string{"", " ", " a ", " </GeocodeEntity> ", `<GeocodeEntity Id="x">`, "</GeocodeFeed>", "<![CDATA[", "]]>", " é - - ", "\n", "&amp; & <"}

func (h *hard) xml(n int) string {
	x := hardXML{hard: h, quote: pick(h, `"`, `"`, "'"), lineEnd: pick(h, "\n", "\n", "\r\n", "\r", "")}
	x.namespace = pick(h, xmlNamespace, xmlNamespace, xmlNamespace, strings.Replace(xmlNamespace, "http:", "https:", 1), "")
	if x.namespace != "" && h.chance(0.3) {
		x.prefix = pick(h, "g:", "bing.geo:", "é:", "_:", "x-1:")
	}
	if h.chance(0.8) {
		x.WriteString(pickOdd(h, `<?xml version="1.0" encoding="utf-8"?>`, `<?xml version='1.0'?>`, `<?xml version="1.0" standalone="yes"?>`, "<?xml  version = \"1.0\"\n encoding='UTF-8' ?>"))
		x.gap()
	}
	root := []string{x.anyCase("Version") + "=" + x.quoted(pickOdd(h, "2.0", "2", "2.00"))}
	x.open("GeocodeFeed", append(root, x.declarations()...))
	for range n {
		e := h.entity(func(f feed.Field) bool { return f.Info().InXML() })
		x.entity(e)
		h.expect(e)
	}
	x.gap()
	x.close("GeocodeFeed")
	for h.odd() {
		x.misc()
	}
	return x.String()
}

// declarations declare the namespace, and others.
func (x *hardXML) declarations() (attrs []string) {
	if x.namespace != "" {
		name := "xmlns"
		if x.prefix != "" {
			name += ":" + strings.TrimSuffix(x.prefix, ":")
		}
		attrs = append(attrs, name+"="+x.quoted(x.namespace))
	}
	if x.odd() {
		attrs = append(attrs, `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`, `xsi:schemaLocation="a b"`, `xml:lang='en'`)
	}
	return attrs
}

// gap is what may be between two elements.
func (x *hardXML) gap() {
	x.WriteString(x.lineEnd + strings.Repeat("  ", x.depth))
	for x.odd() {
		x.misc()
	}
}

// misc is something that says nothing.
func (x *hardXML) misc() {
	switch x.IntN(4) {
	case 0:
		x.WriteString("<!--" + pick(x.hard, hardComments...) + "-->")
	case 1:
		x.WriteString("<?" + pick(x.hard, "pi", "xml-stylesheet", "p") + " " + pick(x.hard, hardComments...) + "?>")
	default:
		x.WriteString(pick(x.hard, " ", "\n", "\t", "\r\n", "\r", "  \n"))
	}
}

// space is the white space that must be between attributes.
func (x *hardXML) space() string { return pickOdd(x.hard, " ", "  ", "\n", "\t", "\r\n ", "\r") }

// maybeSpace is white space where none is needed.
func (x *hardXML) maybeSpace() string { return pickOdd(x.hard, "", " ", "\n", "\t ") }

func (x *hardXML) tag(name string, attrs []string) {
	if x.odd() {
		x.Shuffle(len(attrs), func(i, j int) { attrs[i], attrs[j] = attrs[j], attrs[i] })
	}
	x.WriteString("<" + x.prefix + name)
	for _, a := range attrs {
		x.WriteString(x.space() + a)
	}
}

func (x *hardXML) open(name string, attrs []string) {
	x.tag(name, attrs)
	x.WriteString(x.maybeSpace() + ">")
	x.depth++
}

func (x *hardXML) close(name string) {
	x.WriteString("</" + x.prefix + name + x.maybeSpace() + ">")
}

// end ends an element within which there are others.
func (x *hardXML) end(name string) {
	x.depth--
	x.gap()
	x.close(name)
}

// empty writes an element without content.
func (x *hardXML) empty(name string, attrs []string) {
	x.gap()
	x.tag(name, attrs)
	if x.odd() {
		x.WriteString(x.maybeSpace() + ">")
		for x.odd() {
			x.misc()
		}
		x.close(name)
		return
	}
	x.WriteString(pickOdd(x.hard, " />", "/>", "\n/>"))
}

// attribute spells an attribute.
func (x *hardXML) attribute(f feed.Field, value string) string {
	info := f.Info()
	name := info.Attr
	if info.Alias != "" {
		name = pickOdd(x.hard, name, info.Alias)
	}
	return x.anyCase(name) + x.maybeSpace() + "=" + x.maybeSpace() + x.quoted(value)
}

func (x *hardXML) quoted(value string) string {
	quote := pickOdd(x.hard, x.quote, `"`, "'")
	var b strings.Builder
	b.WriteString(quote)
	for _, r := range value {
		switch {
		case strings.ContainsRune("\t\n\r<&", r), string(r) == quote:
			b.WriteString(x.reference(r))
		case x.odd() && x.chance(0.3):
			b.WriteString(x.reference(r))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString(quote)
	return b.String()
}

// reference spells a character as a reference.
func (x *hardXML) reference(r rune) string {
	if name := map[rune]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '"': "&quot;", '\'': "&apos;"}[r]; name != "" && !x.odd() {
		return name
	}
	return fmt.Sprintf(pick(x.hard, "&#%d;", "&#x%x;", "&#x%X;", "&#x0%x;", "&#00%d;"), r)
}

// content spells the text of an element.
func (x *hardXML) content(value string) {
	for _, part := range x.parts(value) {
		if x.odd() && x.chance(0.5) && !strings.Contains(part, "]]>") && !strings.Contains(part, "\r") {
			x.WriteString("<![CDATA[" + part + "]]>")
			continue
		}
		for _, r := range part {
			switch {
			case strings.ContainsRune("\r<&>", r), x.odd() && x.chance(0.3):
				x.WriteString(x.reference(r))
			default:
				x.WriteRune(r)
			}
		}
		if x.odd() {
			x.WriteString("<!--" + pick(x.hard, hardComments...) + "-->")
		}
	}
}

// parts cuts a value between characters.
func (x *hardXML) parts(value string) []string {
	if runes := []rune(value); x.odd() && len(runes) > 1 {
		i := 1 + x.IntN(len(runes)-1)
		return []string{string(runes[:i]), string(runes[i:])}
	}
	return []string{value}
}

// attributes returns those of a group that are in an element ("" for its own).
func (x *hardXML) attributes(g feed.Group, element string, v hardValues) (attrs []string) {
	for _, f := range g.Fields() {
		info := f.Info()
		if info.Element == element && info.Attr != "" && (v[f] != "" || x.odd()) {
			attrs = append(attrs, x.attribute(f, v[f]))
		}
	}
	return attrs
}

// A child is an element within another. Those of the same name stay in their order.
type child struct {
	name  string
	write func()
}

// children writes elements in the usual order or another one.
func (x *hardXML) children(all []child) {
	if x.odd() {
		order := x.Perm(len(all))
		shuffled := make([]child, len(all))
		for i, j := range order {
			shuffled[i] = all[j]
		}
		rest := slices.Clone(all)
		for i, c := range shuffled {
			first := slices.IndexFunc(rest, func(r child) bool { return r.name == c.name })
			shuffled[i] = rest[first]
			rest = slices.Delete(rest, first, first+1)
		}
		all = shuffled
	}
	for _, c := range all {
		c.write()
	}
}

func (x *hardXML) entity(e hardEntity) {
	attrs := x.attributes(feed.EntityGroup, "", e.values)
	if x.odd() {
		attrs = append(attrs, x.declarations()...)
	}
	var children []child
	add := func(name string, write func()) { children = append(children, child{name, write}) }
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if g == feed.ReverseGroup && e.reverse || g == feed.GeocodeGroup && e.geocode {
			add(g.Element(), func() { x.part(g, e.values, nil) })
		}
	}
	for _, r := range e.responses {
		add(feed.ResponseGroup.Element(), func() { x.response(r) })
	}
	for _, f := range feed.EntityGroup.Fields() {
		if info := f.Info(); info.Element != "" && (e.values[f] != "" || x.odd()) {
			add(info.Element, func() { x.textElement(info.Element, e.values[f]) })
		}
	}
	if len(children) == 0 {
		x.empty(feed.EntityGroup.Element(), attrs)
		return
	}
	x.gap()
	x.open(feed.EntityGroup.Element(), attrs)
	x.children(children)
	x.end(feed.EntityGroup.Element())
}

func (x *hardXML) textElement(name, value string) {
	x.gap()
	x.tag(name, nil)
	x.WriteString(">")
	x.content(value)
	x.close(name)
}

func (x *hardXML) response(r hardResponse) {
	var items []child
	for _, p := range r.points {
		items = append(items, child{feed.PointGroup.Element(), func() { x.empty(feed.PointGroup.Element(), x.attributes(feed.PointGroup, "", p)) }})
	}
	for _, p := range r.pairs {
		items = append(items, child{feed.QueryParseGroup.Element(), func() { x.empty(feed.QueryParseGroup.Element(), x.attributes(feed.QueryParseGroup, "", p)) }})
	}
	x.part(feed.ResponseGroup, r.values, items)
}

// part writes the element of a group.
func (x *hardXML) part(g feed.Group, v hardValues, items []child) {
	attrs := x.attributes(g, "", v)
	children := items
	var elements []string
	for _, f := range g.Fields() {
		if name := f.Info().Element; name != "" && !slices.Contains(elements, name) {
			elements = append(elements, name)
		}
	}
	for _, name := range elements {
		if inner := x.attributes(g, name, v); len(inner) > 0 || x.odd() {
			element := child{name, func() { x.empty(name, inner) }}
			if name == "Address" {
				children = slices.Insert(children, 0, element)
			} else {
				children = append(children, element)
			}
		}
	}
	if len(children) == 0 {
		x.empty(g.Element(), attrs)
		return
	}
	x.gap()
	x.open(g.Element(), attrs)
	x.children(children)
	x.end(g.Element())
}
