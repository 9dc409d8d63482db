package dataflowtest

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
)

// Version 1.0 of the schema: requests are what they are in 2.0, but text has
// columns by position and no lines before the rows, and in results the status is
// the response's, and so are two places, which are not called points.

// An oldColumn is a column of text of version 1.0.
type oldColumn struct {
	field feed.Field
	place oldPlace // where the field is of a place
}

// An oldPlace is a place of a response.
type oldPlace string

const (
	rooftop      oldPlace = "RooftopLocation"
	interpolated oldPlace = "InterpolatedLocation"
)

// oldColumns are the columns, in their order.
var oldColumns = []oldColumn{
	{field: feed.ID}, {field: feed.GeocodeCulture}, {field: feed.GeocodeQuery},
	{field: feed.GeocodeAddressLine}, {field: feed.GeocodeAdminDistrict}, {field: feed.GeocodeCountryRegion}, {field: feed.GeocodeAdminDistrict2},
	{field: feed.GeocodeFormattedAddress}, {field: feed.GeocodeLocality}, {field: feed.GeocodePostalCode}, {field: feed.GeocodePostalTown},
	{field: feed.GeocodeMinimumConfidence},
	{field: feed.ResponseAddressLine}, {field: feed.ResponseAdminDistrict}, {field: feed.ResponseCountryRegion}, {field: feed.ResponseAdminDistrict2},
	{field: feed.ResponseFormattedAddress}, {field: feed.ResponseLocality}, {field: feed.ResponsePostalCode}, {field: feed.ResponsePostalTown},
	{feed.PointLatitude, rooftop}, {feed.PointLongitude, rooftop}, {feed.PointLatitude, interpolated}, {feed.PointLongitude, interpolated},
	{field: feed.ResponseConfidence}, {field: feed.ResponseName}, {field: feed.ResponseEntityType},
	{field: feed.StatusCode}, {field: feed.FaultReason},
	{field: feed.ReverseLatitude}, {field: feed.ReverseLongitude},
}

var oldCulture = lazy.Regexp(`^ *(?:[A-Za-z]{2}(?:-\w+)?)? *$`)

// isOldText reports whether delimited text is of version 1.0: it has no first
// line and no header, but rows, whose second cell is a culture or empty.
func isOldText(prefix []byte, f feed.Format) bool {
	line, _, _ := bytes.Cut(prefix, []byte("\n"))
	cells := strings.Split(strings.TrimRight(string(line), "\r"), string(f.Delimiter()))
	if len(cells) < 3 || strings.EqualFold(strings.Trim(cells[0], " \""), feed.ID.String()) {
		return false
	}
	return oldCulture().MatchString(cells[1]) && strings.Trim(strings.Join(cells, ""), " ") != ""
}

// oldTextHead is what makes text of version 1.0 one of 2.0: the lines before the
// rows. What the responses fill has no name.
func oldTextHead(f feed.Format) string {
	names := make([]string, len(oldColumns))
	for i, c := range oldColumns {
		if g := c.field.Info().Group; g == feed.GeocodeGroup || g == feed.ReverseGroup || c.field == feed.ID {
			names[i] = c.field.String()
		}
	}
	return delimfeed.VersionLine + "\n" + strings.Join(names, string(f.Delimiter())) + "\n"
}

// placesOf returns the places of a response: the first point that is on a roof,
// and the first that is not.
func placesOf(response feed.Part) map[oldPlace]feed.Part {
	places := make(map[oldPlace]feed.Part)
	for point := range response.Items(feed.PointGroup) {
		kind := interpolated
		if string(point.Text(feed.PointCalculationMethod)) == "Rooftop" {
			kind = rooftop
		}
		if _, ok := places[kind]; !ok {
			places[kind] = point
		}
	}
	return places
}

// An oldWriter writes results of version 1.0.
type oldWriter struct {
	w      *bufio.Writer
	entity func(*oldWriter, *feed.Record)
	end    string

	delimiter string
}

func newOldWriter(w io.Writer, f feed.Format) *oldWriter {
	o := &oldWriter{w: bufio.NewWriter(w)}
	if f != feed.XML {
		o.entity, o.delimiter = (*oldWriter).row, string(f.Delimiter())
		return o
	}
	o.entity, o.end = (*oldWriter).element, "</GeocodeFeed>\n"
	o.w.WriteString(xml.Header + `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode">` + "\n")
	return o
}

// WriteRecord implements resultWriter.
func (w *oldWriter) WriteRecord(r *feed.Record) error {
	w.entity(w, r)
	_, err := w.w.Write(nil) // the error of what was written before
	return err
}

// Close implements resultWriter.
func (w *oldWriter) Close() error {
	w.w.WriteString(w.end)
	return w.w.Flush()
}

// row writes an entity with its first response, which is all that a row holds.
func (w *oldWriter) row(r *feed.Record) {
	var texts [feed.NumFields][]byte
	take := func(p feed.Part) {
		for _, f := range p.Group().Fields() {
			texts[f] = p.Text(f)
		}
	}
	take(r.Entity())
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if p, ok := r.Request(g); ok {
			take(p)
		}
	}
	var places map[oldPlace]feed.Part
	for response := range r.Parts(feed.ResponseGroup) {
		take(response)
		places = placesOf(response)
		break
	}
	for i, c := range oldColumns {
		if i > 0 {
			w.w.WriteString(w.delimiter)
		}
		text := texts[c.field]
		if c.place != "" {
			text = nil
			if p, ok := places[c.place]; ok {
				text = p.Text(c.field)
			}
		}
		w.cell(string(text))
	}
	w.w.WriteString("\r\n")
}

func (w *oldWriter) cell(text string) {
	if strings.ContainsAny(text, "\"\r\n"+w.delimiter) {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	w.w.WriteString(text)
}

// element writes an entity as XML.
func (w *oldWriter) element(r *feed.Record) {
	w.open(2, feed.EntityGroup.Element())
	w.attr("Id", r.Entity().Text(feed.ID))
	w.w.WriteString(">\n")
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if p, ok := r.Request(g); ok {
			w.open(4, g.Element())
			w.attrs(p, "")
			w.children(p, nil)
		}
	}
	responded := false
	for p := range r.Parts(feed.ResponseGroup) {
		w.response(r, p)
		responded = true
	}
	if !responded {
		w.open(4, feed.ResponseGroup.Element())
		w.status(r)
		w.w.WriteString(" />\n")
	}
	w.w.WriteString("  </" + feed.EntityGroup.Element() + ">\n")
}

func (w *oldWriter) response(r *feed.Record, p feed.Part) {
	w.open(4, feed.ResponseGroup.Element())
	w.attr("DisplayName", p.Text(feed.ResponseName))
	w.attr("EntityType", p.Text(feed.ResponseEntityType))
	w.attr("Confidence", p.Text(feed.ResponseConfidence))
	w.status(r)
	places := placesOf(p)
	w.children(p, func() {
		for _, kind := range []oldPlace{rooftop, interpolated} {
			if point, ok := places[kind]; ok {
				w.open(6, string(kind))
				w.attr("Latitude", point.Text(feed.PointLatitude))
				w.attr("Longitude", point.Text(feed.PointLongitude))
				w.w.WriteString(" />\n")
			}
		}
		for pair := range p.Items(feed.QueryParseGroup) {
			w.open(6, feed.QueryParseGroup.Element())
			w.attrs(pair, "")
			w.w.WriteString(" />\n")
		}
	})
}

func (w *oldWriter) status(r *feed.Record) {
	w.attr("StatusCode", r.Entity().Text(feed.StatusCode))
	w.attr("FaultReason", r.Entity().Text(feed.FaultReason))
}

// children ends the start tag of a part and writes the elements within it that
// have attributes of their own: all of a request's, the Address of a response.
func (w *oldWriter) children(p feed.Part, more func()) {
	w.w.WriteString(">\n")
	last := ""
	for _, f := range p.Group().Fields() {
		element := f.Info().Element
		if element == "" || element == last || p.Group() == feed.ResponseGroup && element != "Address" || !w.has(p, element) {
			continue
		}
		last = element
		w.open(6, element)
		w.attrs(p, element)
		w.w.WriteString(" />\n")
	}
	if more != nil {
		more()
	}
	w.w.WriteString("    </" + p.Group().Element() + ">\n")
}

func (w *oldWriter) has(p feed.Part, element string) bool {
	for _, f := range p.Group().Fields() {
		if f.Info().Element == element && len(p.Text(f)) > 0 {
			return true
		}
	}
	return false
}

// attrs writes the attributes of a part that are of one of its elements, or its
// own where the element is empty.
func (w *oldWriter) attrs(p feed.Part, element string) {
	for _, f := range p.Group().Fields() {
		if info := f.Info(); info.Element == element && info.Attr != "" {
			name := info.Attr
			if info.Alias != "" {
				name = info.Alias
			}
			w.attr(name, p.Text(f))
		}
	}
}

func (w *oldWriter) open(indent int, element string) {
	w.w.WriteString(strings.Repeat(" ", indent) + "<" + element)
}

func (w *oldWriter) attr(name string, text []byte) {
	if len(text) > 0 {
		w.w.WriteString(" " + name + `="`)
		xml.EscapeText(w.w, text)
		w.w.WriteString(`"`)
	}
}
