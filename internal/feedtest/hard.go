package feedtest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A HardFeed is a generated feed that is hard to read and without a fault: its
// rows or entities are made first, and each is then spelled in one of the many
// ways that the format allows.
type HardFeed struct {
	Format feed.Format
	Text   string // as it is in the file, which may be UTF-16
	Tokens Tokens // what must come out, in the order of the schema
}

// Hard returns a hard feed of about n entities, the same for the same seed. How hard
// it is depends on the seed, too: most feeds have a usual spelling from which some
// of their values, lines or tags differ, since a reader that has learned the usual
// one is where it errs.
func Hard(seed uint64, n int, f feed.Format) HardFeed {
	h := hard{random: random{Rand: newRand(seed ^ uint64(f)<<56), chars: XMLChars}}
	h.many = pick(&h, 0.1, 0.3, 0.6, 1)
	h.oddness = pick(&h, 0, 0.01, 0.1, 0.5)
	h.nastiness = pick(&h, 0, 0.05, 0.3, 1)
	h.sameness = pick(&h, 0, 0.5, 0.9)
	var text string
	switch f {
	case feed.XML:
		text = h.xml(n)
	case feed.JSONLines:
		text = h.jsonLines(n)
	default:
		text = h.text(n, f)
	}
	if h.odd() && h.chance(0.3) {
		text = h.utf16(text)
	} else if h.odd() {
		text = "\uFEFF" + text
	}
	return HardFeed{Format: f, Text: text, Tokens: h.tokens}
}

// hard generates one feed.
type hard struct {
	random
	oddness   float64 // probability that something is not spelled as usual
	nastiness float64 // probability that a value is a nasty one
	sameness  float64 // probability that an entity has the fields of the one before
	last      hardEntity
}

// odd reports whether the next thing is spelled in another way than usual.
func (h *hard) odd() bool { return h.chance(h.oddness) }

// pick returns one of the choices.
func pick[T any](h *hard, choices ...T) T { return choices[h.IntN(len(choices))] }

// pickOdd returns the first choice, which is the usual one, or any.
func pickOdd[T any](h *hard, choices ...T) T {
	if h.odd() {
		return pick(h, choices...)
	}
	return choices[0]
}

// A hardEntity is an entity before it is spelled.
type hardEntity struct {
	values    hardValues // of the entity and its requests
	geocode   bool       // there is a GeocodeRequest, be it empty
	reverse   bool
	responses []hardResponse
}

// hardValues are the values of a part; an empty one is absent.
type hardValues map[feed.Field]string

type hardResponse struct {
	values        hardValues
	points, pairs []hardValues
}

// usual are values that need no care, by the type of their field.
var usual = map[feed.Type][]string{
	feed.TextType:        {"12 Elm St", "Dayton", "45402", "OH", "Kielce, Poland", "Rue Haute 3", "Görlitz", "0017"},
	feed.BooleanType:     {"true", "false", "1", "0"},
	feed.ByteType:        {"1", "5", "20"},
	feed.LatitudeType:    {"39.75", "-6.36032", "47.640049", "0", "90"},
	feed.LongitudeType:   {"-84.19", "122.1297", "-59.07", "180", "1e1"},
	feed.ConfidenceType:  {"High", "Medium", "Low"},
	feed.CultureType:     {"en-US", "de", "fr-FR"},
	feed.EntityTypesType: {"Address", "Address,Neighborhood"},
	feed.MatchCodesType:  {"Good", "Good,UpHierarchy"},
}

// some returns values of some of the fields.
func (h *hard) some(fields []feed.Field, allowed func(feed.Field) bool) hardValues {
	v := hardValues{}
	for _, f := range fields {
		if allowed(f) && h.chance(h.many) {
			v[f] = h.valueOf(f)
		}
	}
	return v
}

// valueOf returns a value of a field that is not empty.
func (h *hard) valueOf(f feed.Field) string {
	if h.chance(h.nastiness) {
		return h.value()
	}
	return pick(h, usual[f.Info().Type]...)
}

// again returns values for the same fields.
func (h *hard) again(v hardValues) hardValues {
	same := hardValues{}
	for f := feed.NoField; f < feed.NumFields; f++ { // not in the order of a map, which is random
		if v[f] != "" {
			same[f] = h.valueOf(f)
		}
	}
	return same
}

// entity returns an entity with values of the allowed fields.
func (h *hard) entity(allowed func(feed.Field) bool) hardEntity {
	if h.last.values != nil && h.chance(h.sameness) {
		e := h.last
		e.values = h.again(e.values)
		e.responses = nil
		for _, r := range h.last.responses {
			e.responses = append(e.responses, hardResponse{h.again(r.values), h.allAgain(r.points), h.allAgain(r.pairs)})
		}
		h.last = e
		return e
	}
	e := hardEntity{values: h.some(feed.EntityGroup.Fields(), allowed)}
	if !h.chance(0.05) {
		e.values[feed.ID] = h.valueOf(feed.ID)
	}
	// Most entities have one request; some have both or none.
	switch h.IntN(8) {
	case 0:
		e.geocode, e.reverse = true, true
	case 1:
	case 2, 3, 4:
		e.reverse = true
	default:
		e.geocode = true
	}
	if e.geocode {
		maps.Copy(e.values, h.some(feed.GeocodeGroup.Fields(), allowed))
	}
	if e.reverse {
		maps.Copy(e.values, h.some(feed.ReverseGroup.Fields(), allowed))
	}
	for range max(0, h.IntN(6)-2) {
		e.responses = append(e.responses, h.response(allowed))
	}
	h.last = e
	return e
}

func (h *hard) allAgain(parts []hardValues) (all []hardValues) {
	for _, p := range parts {
		all = append(all, h.again(p))
	}
	return all
}

func (h *hard) response(allowed func(feed.Field) bool) hardResponse {
	r := hardResponse{values: h.some(feed.ResponseGroup.Fields(), allowed)}
	for range max(0, h.IntN(5)-2) {
		if p := h.some(feed.PointGroup.Fields(), allowed); len(p) > 0 {
			r.points = append(r.points, p)
		}
	}
	for range max(0, h.IntN(5)-2) {
		if p := h.some(feed.QueryParseGroup.Fields(), allowed); len(p) > 0 {
			r.pairs = append(r.pairs, p)
		}
	}
	return r
}

// expect appends the tokens of an entity to what must come out.
func (h *hard) expect(e hardEntity) {
	h.add(feed.Token{Kind: feed.EntityStart})
	h.add(feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: []byte(e.values[feed.ID])})
	if e.reverse {
		h.expectPart(feed.ReverseGroup, e.values)
	}
	if e.geocode {
		h.expectPart(feed.GeocodeGroup, e.values)
	}
	for _, r := range e.responses {
		h.expectPart(feed.ResponseGroup, r.values)
		for _, p := range r.points {
			h.expectPart(feed.PointGroup, p)
		}
		for _, p := range r.pairs {
			h.expectPart(feed.QueryParseGroup, p)
		}
	}
	for _, f := range feed.EntityGroup.Fields() {
		if f != feed.ID && e.values[f] != "" {
			h.add(feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(e.values[f])})
		}
	}
	h.add(feed.Token{Kind: feed.EntityEnd})
}

func (h *hard) expectPart(g feed.Group, v hardValues) {
	h.add(feed.Token{Kind: g.Start()})
	for _, f := range g.Fields() {
		if v[f] != "" {
			h.add(feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(v[f])})
		}
	}
}

// utf16 returns the text as UTF-16 with a mark.
func (h *hard) utf16(text string) string {
	var b strings.Builder
	big := h.chance(0.5)
	for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
		if big {
			u = u<<8 | u>>8
		}
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// anyCase returns a name as it is usually written, or in another case.
func (h *hard) anyCase(name string) string {
	return pickOdd(h, name, strings.ToLower(name), strings.ToUpper(name))
}

// This file spells hard feeds in delimited text. What a row means is found out from its
// cells by the rules of the format, in expectRow, and not from the entity that it was
// made of: the cells that requests share may have changed hands.

type hardText struct {
	*hard
	strings.Builder
	format    feed.Format
	delimiter string
	lineEnd   string
	columns   []hardColumn
	has       feed.FieldSet
	padded    bool // cells are padded, as a rule
	quoted    bool // and in quotes
}

type hardColumn struct {
	field feed.Field // NoField: a column without a name
	again bool       // its field has a column before
}

func (h *hard) text(n int, f feed.Format) string {
	t := hardText{hard: h, format: f, delimiter: string(f.Delimiter()), lineEnd: pick(h, "\n", "\r\n", "\r"), padded: h.chance(0.1), quoted: h.chance(0.1)}
	t.chooseColumns()
	t.blankLines()
	t.head()
	for range n {
		t.entity(h.entity(t.has.Has))
	}
	text := t.String()
	if h.odd() {
		text = strings.TrimRight(text, "\r\n")
		if strings.Count(text, `"`)%2 == 1 {
			return t.String() // the line end was a value's
		}
	}
	return text
}

// chooseColumns chooses the columns of the header.
func (t *hardText) chooseColumns() {
	share := pick(t.hard, 0.2, 0.6, 1)
	layout := pick(t.hard, feed.Documented, feed.Extended)
	for _, f := range feed.Columns(layout) {
		if f == feed.ID || t.chance(share) {
			t.columns = append(t.columns, hardColumn{field: f})
			t.has = t.has.With(f)
		}
	}
	for _, f := range []feed.Field{feed.PointCalculationMethod, feed.PointLatitude, feed.PointLongitude, feed.PointType, feed.PointUsageTypes} {
		if t.has.Has(feed.ResponseGeocodePoints) {
			t.has = t.has.With(f)
		}
	}
	if t.has.Has(feed.ResponseQueryParseValues) {
		t.has = t.has.With(feed.QueryParseProperty).With(feed.QueryParseValue)
	}
	// Reverse rows may use the shared columns.
	if t.odd() {
		t.Shuffle(len(t.columns), func(i, j int) { t.columns[i], t.columns[j] = t.columns[j], t.columns[i] })
	}
	if t.odd() {
		for range 1 + t.IntN(3) {
			c := hardColumn{}
			if t.chance(0.5) {
				c = hardColumn{pick(t.hard, t.columns...).field, true}
			}
			t.columns = append(t.columns, c)
		}
	}
}

// head writes the version line and the header.
func (t *hardText) head() {
	line := pickOdd(t.hard, "Bing Spatial Data Services, 2.0", "Bing Spatial Data Services,2.0", "bing spatial data services, 2", " Bing Spatial Data Services , 2.00 ", `"Bing Spatial Data Services, 2.0"`,
		`"Bing Spatial Data Services"`+t.delimiter+`"2.0"`, "Bing Spatial Data Services"+t.delimiter+"2.0", "Bing Spatial Data Services, 2.0"+strings.Repeat(t.delimiter, 1+t.IntN(5)), "")
	if line != "" || len(t.columns) == 1 {
		t.line(line)
		t.blankLines()
	}
	for i, c := range t.columns {
		if i > 0 {
			t.WriteString(t.delimiter)
		}
		name := ""
		if c.field != feed.NoField {
			name = c.field.String()
			if c.field == feed.GeocodeAdminDistrict2 || c.field == feed.ResponseAdminDistrict2 {
				name = pickOdd(t.hard, name, strings.TrimSuffix(name, "AdminDistrict2")+"District")
			}
			name = t.anyCase(name)
		}
		t.WriteString(t.pad(pickOdd(t.hard, name, `"`+name+`"`)))
	}
	t.endLine()
	t.blankLines()
}

func (t *hardText) line(text string) { t.WriteString(text); t.endLine() }

func (t *hardText) endLine() { t.WriteString(pickOdd(t.hard, t.lineEnd, "\n", "\r\n", "\r")) }

// blankLines writes lines that are no entities.
func (t *hardText) blankLines() {
	for t.odd() && t.chance(0.3) {
		t.line(pick(t.hard, "", "", "  ", strings.Repeat(t.delimiter, t.IntN(len(t.columns)+1))))
	}
}

// entity writes the rows of an entity.
func (t *hardText) entity(e hardEntity) {
	if !t.has.Has(feed.ResponseIndex) && len(e.responses) > 1 {
		e.responses = e.responses[:1]
	}
	own := hardValues{}
	for f, text := range e.values {
		own[f] = text
	}
	// The shared cells of a request are under the other's columns.
	if reverse := t.has & (feed.SetOf(feed.ReverseCulture, feed.ReverseMinimumConfidence)); reverse == 0 && e.reverse && !e.geocode {
		for _, f := range []feed.Field{feed.GeocodeCulture, feed.GeocodeMinimumConfidence} {
			if t.has.Has(f) && t.chance(t.many) {
				own[f] = t.valueOf(f)
			}
		}
	}
	var first hardResponse
	if len(e.responses) > 0 {
		first = e.responses[0]
	}
	blank := !t.hasValues(own, first)
	if t.has.Has(feed.ResponseIndex) && (blank || t.odd()) {
		own[feed.ResponseIndex] = "1"
		blank = false
	}
	t.row(own, first)
	t.blankLines()
	if blank {
		return // a row without values is no entity
	}
	found := t.expectRow(own)
	if t.hasValues(nil, first) {
		found.responses = append(found.responses, first)
	}
	for i, r := range e.responses {
		if i == 0 {
			continue
		}
		t.row(hardValues{feed.ID: own[feed.ID], feed.ResponseIndex: strconv.Itoa(i + 1)}, r)
		t.blankLines()
		found.responses = append(found.responses, r)
	}
	t.expect(found)
}

// hasValues reports whether a row of these has a value.
func (t *hardText) hasValues(own hardValues, r hardResponse) bool {
	return len(own) > 0 && len(own) > countEmpty(own) || len(r.values) > 0 || len(r.points) > 0 || len(r.pairs) > 0
}

func countEmpty(v hardValues) (n int) {
	for _, text := range v {
		if text == "" {
			n++
		}
	}
	return n
}

// expectRow returns what a row of cells means.
func (t *hardText) expectRow(cells hardValues) hardEntity {
	e := hardEntity{values: hardValues{}}
	var geocode, reverse bool // other values of the request than shared ones
	for f, text := range cells {
		if text == "" {
			continue
		}
		switch f.Info().Group {
		case feed.GeocodeGroup:
			geocode = geocode || f != feed.GeocodeCulture && f != feed.GeocodeMinimumConfidence
		case feed.ReverseGroup:
			reverse = true
		}
		e.values[f] = text
	}
	if t.has&feed.SetOf(feed.ReverseCulture, feed.ReverseMinimumConfidence) == 0 && reverse && !geocode {
		for from, to := range map[feed.Field]feed.Field{feed.GeocodeCulture: feed.ReverseCulture, feed.GeocodeMinimumConfidence: feed.ReverseMinimumConfidence} {
			if e.values[from] != "" {
				e.values[to] = e.values[from]
				delete(e.values, from)
			}
		}
	}
	for f := range e.values {
		e.geocode = e.geocode || f.Info().Group == feed.GeocodeGroup
		e.reverse = e.reverse || f.Info().Group == feed.ReverseGroup
	}
	return e
}

// row writes a row.
func (t *hardText) row(own hardValues, r hardResponse) {
	var cells []string
	filled := 0
	for _, c := range t.columns {
		var text string
		switch {
		case c.field == feed.NoField || c.again && t.chance(0.5):
		case c.field == feed.ResponseGeocodePoints:
			text = t.jsonCell(r.points)
		case c.field == feed.ResponseQueryParseValues:
			text = t.jsonCell(r.pairs)
		case own[c.field] != "":
			text = t.cell(own[c.field], len(cells) == 0)
		case r.values[c.field] != "":
			text = t.cell(r.values[c.field], len(cells) == 0)
		}
		if text != "" {
			filled = len(cells) + 1
		} else {
			text = t.empty()
		}
		cells = append(cells, text)
	}
	switch {
	case t.odd() && filled > 0:
		cells = cells[:filled+t.IntN(len(cells)-filled+1)]
	case t.odd():
		for range 1 + t.IntN(3) {
			cells = append(cells, t.empty())
		}
	}
	t.line(strings.Join(cells, t.delimiter))
}

// empty spells an empty cell.
func (t *hardText) empty() string { return pickOdd(t.hard, "", `""`, " ", `  "" `) }

// pad puts spaces around what is not in quotes, or outside of the quotes.
func (t *hardText) pad(text string) string {
	if t.padded != t.odd() {
		return strings.Repeat(" ", t.IntN(3)) + text + strings.Repeat(" ", t.IntN(3))
	}
	return text
}

// cell spells a value. A mark that begins a row without quotes is no part of a value.
func (t *hardText) cell(value string, first bool) string {
	mustQuote := first && strings.HasPrefix(value, "\uFEFF") || strings.ContainsAny(value, t.delimiter+"\r\n") || strings.Trim(value, " ") != value || value[0] == '"'
	if mustQuote || t.quoted != t.odd() {
		value = `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	}
	return t.pad(value)
}

// jsonCell spells the objects of a cell.
func (t *hardText) jsonCell(objects []hardValues) string {
	if len(objects) == 0 {
		return ""
	}
	var b strings.Builder
	space := func() string { return pickOdd(t.hard, "", " ", "  ", "\t", "\n", "\r\n") }
	b.WriteString("[" + space())
	for i, o := range objects {
		if i > 0 {
			b.WriteString("," + space())
		}
		b.WriteString("{" + space())
		first := true
		for _, f := range t.keys(o) {
			if !first {
				b.WriteString("," + space())
			}
			first = false
			b.WriteString(t.jsonString(f.Info().Attr) + space() + ":" + space() + t.jsonValue(o[f]) + space())
		}
		b.WriteString("}" + space())
	}
	b.WriteString("]")
	text := b.String()
	if t.format != feed.CSV && !strings.ContainsAny(text, t.delimiter+"\r\n") && !t.odd() {
		return t.pad(text) // raw, as the service writes it
	}
	return t.cell(text, false)
}

// keys returns the fields of an object in some order; absent ones may be there and
// empty.
func (t *hardText) keys(o hardValues) (fields []feed.Field) {
	fields = feed.PointGroup.Fields()
	for f := range o {
		if f.Info().Group == feed.QueryParseGroup {
			fields = feed.QueryParseGroup.Fields()
		}
	}
	kept := make([]feed.Field, 0, len(fields))
	for _, f := range fields {
		if o[f] != "" || t.odd() {
			kept = append(kept, f)
		}
	}
	if t.odd() {
		t.Shuffle(len(kept), func(i, j int) { kept[i], kept[j] = kept[j], kept[i] })
	}
	return kept
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func (t *hard) jsonValue(text string) string {
	if jsonNumber.MatchString(text) && t.odd() {
		return text
	}
	return t.jsonString(text)
}

// jsonString spells a string.
func (t *hard) jsonString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		short, isShort := map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`, '/': `\/`}[r]
		switch {
		case isShort && (r != '/' || t.odd()):
			b.WriteString(short)
		case r < ' ' || t.odd() && t.chance(0.3):
			for _, u := range utf16.Encode([]rune{r}) {
				hex := strconv.FormatUint(0x10000|uint64(u), 16)[1:]
				b.WriteString(`\u` + pickOdd(t, hex, strings.ToUpper(hex)))
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

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
