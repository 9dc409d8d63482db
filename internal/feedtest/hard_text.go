package feedtest

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

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

func (t *hardText) jsonValue(text string) string {
	if jsonNumber.MatchString(text) && t.odd() {
		return text
	}
	return t.jsonString(text)
}

// jsonString spells a string.
func (t *hardText) jsonString(text string) string {
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
				b.WriteString(`\u` + pickOdd(t.hard, hex, strings.ToUpper(hex)))
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
