package geojson

import (
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/flat"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// This file writes the Features of an entity. Each has the same properties in the same order,
// and null where there is no value.

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// A section is a run of properties that are the values of one part of an entity, in the order
// of their fields. What is written for absent values is copied from nulls at once, up to the next
// value.
type section struct {
	fields  feed.FieldSet
	keys    [feed.NumFields][]byte // what comes before a value
	nulls   []byte                 // all properties of the section, each null
	begin   [feed.NumFields]int32  // where a field is in nulls
	end     [feed.NumFields]int32
	numbers feed.FieldSet // those of the fields that are JSON numbers
}

func newSection(numbers feed.FieldSet, fields ...feed.Field) *section {
	s := &section{fields: feed.SetOf(fields...), numbers: numbers}
	var nulls string
	for left := s.fields; left != 0; {
		var f feed.Field
		f, left = left.Next()
		key := `,"` + flat.Name(f) + `":`
		s.begin[f] = int32(len(nulls))
		nulls += key + "null"
		s.end[f] = int32(len(nulls))
		if !numbers.Has(f) {
			key += `"`
		}
		s.keys[f] = render.Padded(key)
	}
	s.nulls = []byte(nulls)
	return s
}

// box are the sides of a response's box, in the order of GeoJSON.
var box = [4]feed.Field{feed.ResponseWestLongitude, feed.ResponseSouthLatitude, feed.ResponseEastLongitude, feed.ResponseNorthLatitude}

// sections are those of a Feature, in the order of writing. Response comes after the Id.
type sections struct{ id, geocode, reverse, response, point, status *section }

var newSections = sync.OnceValue(func() *sections {
	return &sections{
		id:       newSection(0, feed.ID),
		geocode:  newSection(0, feed.GeocodeGroup.Fields()...),
		reverse:  newSection(0, feed.ReverseGroup.Fields()...),
		response: newSection(feed.SetOf(box[:]...), feed.ResponseGroup.Fields()...),
		point:    newSection(0, feed.PointCalculationMethod, feed.PointUsageTypes),
		status:   newSection(0, slices.DeleteFunc(feed.EntityGroup.Fields(), func(f feed.Field) bool { return f == feed.ID })...),
	}
})

// entity writes the Features of the record.
func (w *Writer) entity() error {
	for n := len(w.starts); n > 0 && w.starts[n-1] >= len(w.sink.Out); n-- { // of an entity that was taken back
		w.starts = w.starts[:n-1]
	}
	r := w.sink.Record
	number := 0
	for i := render.NextResponse(r, 1); i < r.Len(); i = render.NextResponse(r, i+1) {
		number++
		if err := w.response(r.At(i), number); err != nil {
			return err
		}
	}
	if number > 0 {
		return nil
	}
	w.counts.NoResponse++
	if w.o.Located || w.o.Azure {
		return nil
	}
	return w.feature(feed.Part{}, 0, feed.Part{}, false)
}

// response writes a response, or its points.
func (w *Writer) response(p feed.Part, number int) error {
	if w.o.Azure {
		return w.azureFeature(p)
	}
	r, index := w.sink.Record, records.Index(p)
	for i := records.NextIndex(r, index+1, feed.QueryParseGroup); i < r.Len(); i = records.NextIndex(r, i+1, feed.QueryParseGroup) {
		w.counts.Pairs++
	}
	if !w.o.Points {
		return w.located(p, number, p, feed.ResponseLatitude, feed.ResponseLongitude)
	}
	any := false
	for i := records.NextIndex(r, index+1, feed.PointGroup); i < r.Len(); i = records.NextIndex(r, i+1, feed.PointGroup) {
		point := r.At(i)
		if point.Empty() {
			continue
		}
		any = true
		if err := w.located(p, number, point, feed.PointLatitude, feed.PointLongitude); err != nil {
			return err
		}
	}
	if any {
		return nil
	}
	return w.located(p, number, feed.Part{}, feed.PointLatitude, feed.PointLongitude)
}

// located writes a Feature whose coordinates are two values of the part at, unless it has none
// and is to be left out.
func (w *Writer) located(p feed.Part, number int, at feed.Part, latitude, longitude feed.Field) error {
	lat, lon := at.Text(latitude), at.Text(longitude)
	ok := value.IsPlace(lat, lon)
	switch {
	case ok:
	case len(lat) == 0 || len(lon) == 0:
		w.counts.NoPlace++
	default:
		w.counts.BadPlace++
	}
	if !ok && w.o.Located {
		return nil
	}
	if err := w.feature(p, number, at, ok); err != nil {
		return err
	}
	if ok {
		w.number(`{"type":"Point","coordinates":[`, lon)
		w.number(",", lat)
		w.sink.Out = append(w.sink.Out, ']', '}')
		w.end()
	}
	return nil
}

// isPlace reports whether two values are coordinates, and counts those that are not.
func (w *Writer) isPlace(latitude, longitude []byte) bool {
	_, _, ok := value.Place(latitude, longitude)
	switch {
	case ok:
	case len(latitude) == 0 || len(longitude) == 0:
		w.counts.NoPlace++
	default:
		w.counts.BadPlace++
	}
	return ok
}

// azureFeature writes a response as the feature that Azure Maps would answer with, if it has
// a place.
func (w *Writer) azureFeature(p feed.Part) error {
	r := w.sink.Record
	if !w.isPlace(p.Text(feed.ResponseLatitude), p.Text(feed.ResponseLongitude)) {
		return nil
	}
	if !w.sink.Valid {
		for _, part := range slices.Concat([]feed.Part{r.Entity(), p}, slices.Collect(p.Items(feed.PointGroup)), slices.Collect(p.Items(feed.QueryParseGroup))) {
			if err := checkUTF8(part); err != nil {
				return err
			}
		}
	}
	if w.azure, _ = azuremaps.AppendFeature(w.azure[:0], r, p); len(w.azure) == 0 {
		return nil
	}
	w.begin()
	w.sink.Out = append(w.sink.Out, w.azure...)
	w.endLine()
	return nil
}

// checkUTF8 returns a fault of a part that has a value which is not UTF-8.
func checkUTF8(p feed.Part) error {
	for left := p.NonEmpty(); left != 0; {
		var f feed.Field
		if f, left = left.Next(); !utf8.Valid(p.Text(f)) {
			return p.Fault(feed.Unwritable, f, "the value is not UTF-8", "")
		}
	}
	return nil
}

// begin begins a Feature.
func (w *Writer) begin() {
	if w.forked {
		w.starts = append(w.starts, len(w.sink.Out))
	} else {
		w.sink.Out = w.appendStart(w.sink.Out)
	}
}

// feature writes a Feature of a response, or of the entity alone if the number is 0, up to its
// coordinates, or all of it if there are none.
func (w *Writer) feature(p feed.Part, number int, point feed.Part, located bool) error {
	w.begin()
	r := w.sink.Record
	own := r.Entity()
	if err := w.properties(w.of.id, own); err != nil {
		return err
	}
	w.sink.Out = append(w.sink.Out, `,"Response":`...)
	if number > 0 {
		w.sink.Out = strconv.AppendInt(w.sink.Out, int64(number), 10)
	} else {
		w.sink.Out = append(w.sink.Out, "null"...)
	}
	geocode, _ := r.Request(feed.GeocodeGroup)
	reverse, _ := r.Request(feed.ReverseGroup)
	for _, s := range [...]struct {
		*section
		feed.Part
	}{{w.of.geocode, geocode}, {w.of.reverse, reverse}, {w.of.response, p}, {w.of.point, point}, {w.of.status, own}} {
		if s.section == w.of.point && !w.o.Points {
			continue
		}
		if err := w.properties(s.section, s.Part); err != nil {
			return err
		}
	}
	w.sink.Out = append(w.sink.Out, '}')
	if w.o.BBox && number > 0 {
		w.bbox(p)
	}
	w.sink.Out = append(w.sink.Out, `,"geometry":`...)
	if !located {
		w.sink.Out = append(w.sink.Out, "null"...)
		w.end()
	}
	return nil
}

// number writes a number of degrees, and what comes before it.
func (w *Writer) number(before string, text []byte) {
	w.sink.Out, _ = value.AppendNumber(append(w.sink.Out, before...), text)
}

// end ends a Feature.
func (w *Writer) end() {
	w.sink.Out = append(w.sink.Out, '}')
	w.endLine()
}

// endLine ends the line of a Feature, if each has one of its own.
func (w *Writer) endLine() {
	if w.o.Lines {
		w.sink.Out = append(w.sink.Out, '\n')
	}
}

// properties writes the properties of a section.
func (w *Writer) properties(s *section, p feed.Part) error {
	out, at := w.sink.Out, int32(0)
	for left := p.NonEmpty() & s.fields; left != 0; {
		var f feed.Field
		f, left = left.Next()
		start, end := records.Span(p, f)
		text := w.sink.Values[start:end]
		isNumber := s.numbers.Has(f)
		if !isNumber && !w.sink.Valid && !utf8.Valid(text) {
			if w.o.Dropped == nil {
				return p.Fault(feed.Unwritable, f, "the value is not UTF-8", "")
			}
			w.sink.Dropped.Add(f, 1)
			continue
		}
		begun := len(out)
		if at < s.begin[f] {
			out = append(out, s.nulls[at:s.begin[f]]...)
		}
		out = render.Append(out, s.keys[f])
		switch {
		case isNumber:
			var ok bool
			if out, ok = value.AppendNumber(out, text); !ok {
				w.counts.NotNumbers++
				out = out[:begun] // to be null
				continue
			}
		case w.sink.Marked.Any(start, end):
			out = append(jsonscan.AppendEscaped(out, text), '"')
		default:
			out = append(render.Append(out, text), '"')
		}
		at = s.end[f]
	}
	w.sink.Out = append(out, s.nulls[at:]...)
	return nil
}

// bbox writes the box of a response as the member bbox, if it is one: if its sides are
// coordinates and north is not below south. West may be above east, where the box crosses the
// antimeridian.
func (w *Writer) bbox(p feed.Part) {
	var sides [4][]byte
	for i, f := range box {
		sides[i] = p.Text(f)
	}
	south, _, ok1 := value.Place(sides[1], sides[0])
	north, _, ok2 := value.Place(sides[3], sides[2])
	if !ok1 || !ok2 || south > north {
		return
	}
	for i, side := range sides {
		w.number([...]string{`,"bbox":[`, ",", ",", ","}[i], side)
	}
	w.sink.Out = append(w.sink.Out, ']')
}
