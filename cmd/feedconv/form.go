package main

import (
	"flag"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/geojson"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
)

// A form is what an output is. Besides feeds there are plain tables and GeoJSON, which are
// written for other programs and are not read as feeds.
type form struct {
	kind  formKind
	plain delimfeed.PlainOptions
	json  feedio.JSONOptions // of a feed in JSON Lines
	geo   geojson.Options
}

type formKind uint8

const (
	feedForm formKind = iota
	plainForm
	geoForm
)

// geoNames are what -to calls GeoJSON, and the extensions of files that have it, with whether
// each Feature is on a line of its own.
var geoNames = map[string]bool{"geojson": false, "geojsonl": true}

// geoFormats are the geoNames, sorted.
var geoFormats = slices.Sorted(maps.Keys(geoNames))

// geoOfName returns whether a file of some name is GeoJSON, and whether in lines.
func geoOfName(name string) (lines, ok bool) {
	name = strings.TrimSuffix(strings.ToLower(filepath.Base(name)), ".gz")
	lines, ok = geoNames[strings.TrimPrefix(filepath.Ext(name), ".")]
	return lines, ok
}

// formFlags are the flags that say what an output is, as given.
type formFlags struct {
	isPlain bool
	ofTable bool // outputs are tables as the input is, which take -all-responses too
	plain   delimfeed.PlainOptions
	json    feedio.JSONOptions
	geo     geojson.Options
}

// registerPlain adds the flags of plain tables; what says which outputs are.
func (o *formFlags) registerPlain(flags *flag.FlagSet, what string) {
	flags.BoolVar(&o.isPlain, "plain", false, "write "+what+" as a plain table: short names, only the columns that are needed, one row for each entity")
	flags.BoolVar(&o.plain.AllResponses, "all-responses", false, "with -plain: write a row for each response")
	flags.BoolVar(&o.plain.BOM, "bom", false, "with -plain: begin with a byte order mark, for Excel")
	flags.BoolVar(&o.plain.CRLF, "crlf", false, "with -plain: end rows with CR LF")
}

// registerJSON adds the flags of JSON Lines.
func (o *formFlags) registerJSON(flags *flag.FlagSet) {
	flags.BoolVar(&o.json.Typed, "typed", false, "in JSON Lines: write numbers, booleans and arrays where that loses nothing")
	flags.BoolVar(&o.json.Wide, "wide", false, "in JSON Lines: write every key on every line, and only the first of several responses")
}

// registerGeo adds the flags of GeoJSON.
func (o *formFlags) registerGeo(flags *flag.FlagSet) {
	flags.BoolVar(&o.geo.Located, "located", false, "in GeoJSON: leave out what has no place")
	flags.BoolVar(&o.geo.BBox, "bbox", false, "in GeoJSON: give each Feature the box of its response")
	flags.BoolVar(&o.geo.Azure, "azure-names", false, "in GeoJSON: write each response as a feature of Azure Maps")
	flags.BoolVar(&o.geo.Points, "points", false, "in GeoJSON: write each GeocodePoint as a Feature, instead of each response")
}

// check refuses flags without what they are for.
func (o *formFlags) check(isGeo bool) error {
	switch plain := o.plain.AllResponses || o.plain.BOM || o.plain.CRLF; {
	case o.ofTable && o.plain.AllResponses && !o.plain.BOM && !o.plain.CRLF:
	case plain && !o.isPlain:
		return usagef("-all-responses, -bom and -crlf go with -plain")
	case !isGeo && (o.geo.Located || o.geo.BBox || o.geo.Points || o.geo.Azure):
		return usagef("-located, -bbox, -points and -azure-names are for GeoJSON")
	case o.geo.Azure && (o.geo.BBox || o.geo.Points):
		return usagef("a feature of Azure Maps has its box and all its points; leave out -bbox and -points beside -azure-names")
	}
	return nil
}

// form returns the form of an output, and the format that -to, which may also name GeoJSON,
// says for it. What -to says counts, and then what the name of the output says.
func (o *formFlags) form(to, out string) (form, feed.Format, error) {
	lines, isGeo := geoNames[strings.TrimPrefix(strings.ToLower(to), ".")]
	if !isGeo && to == "" {
		lines, isGeo = geoOfName(out)
	}
	if err := o.check(isGeo); err != nil {
		return form{}, 0, err
	}
	switch {
	case isGeo && o.hasJSON():
		return form{}, 0, errOnlyLines
	case isGeo && o.isPlain:
		return form{}, 0, usagef("-plain is for csv, tab and pipe, not for GeoJSON")
	case isGeo:
		return form{kind: geoForm, geo: o.geoOptions(lines)}, feed.NoFormat, nil
	}
	format, err := parseFormat("-to", to, geoFormats...)
	if err != nil {
		return form{}, 0, err
	}
	if format == feed.NoFormat && out != "-" {
		format, _ = feedio.FormatOf(out)
	}
	if o.hasJSON() {
		return o.jsonForm(format, out)
	}
	if !o.isPlain {
		return form{}, format, nil
	}
	return o.plainForm(format, out)
}

// hasJSON reports whether there are flags of JSON Lines.
func (o *formFlags) hasJSON() bool { return o.json.Typed || o.json.Wide }

var errOnlyLines = usagef("-typed and -wide are for JSON Lines; name an output .jsonl, or say -to jsonl")

// jsonForm returns the form of an output that is to be JSON Lines of another kind than the
// usual one, and its format.
func (o *formFlags) jsonForm(format feed.Format, out string) (form, feed.Format, error) {
	if format == feed.NoFormat && !isFileName(out) {
		format = feed.JSONLines
	}
	if o.isPlain || format != feed.JSONLines && format != feed.NoFormat {
		return form{}, 0, errOnlyLines
	}
	return form{json: o.json}, format, nil
}

// plainForm returns the form of an output that is to be a plain table, and its format, which is
// CSV where nothing says it.
func (o *formFlags) plainForm(format feed.Format, out string) (form, feed.Format, error) {
	switch {
	case format == feed.NoFormat && !isFileName(out):
		format = feed.CSV
	case format != feed.NoFormat && format.Delimiter() == 0:
		return form{}, 0, usagef("-plain is for csv, tab and pipe, not for %v", format)
	}
	return form{kind: plainForm, plain: o.plain}, format, nil
}

// geoForm returns the form of an output that is GeoJSON, whatever its name.
func (o *formFlags) geoForm(out string) form {
	lines, _ := geoOfName(out)
	return form{kind: geoForm, geo: o.geoOptions(lines)}
}

func (o *formFlags) geoOptions(lines bool) geojson.Options {
	geo := o.geo
	geo.Lines = lines
	return geo
}

// writer returns the writer of an output.
func (f *form) writer(w io.Writer, format feed.Format, o *feedio.WriterOptions) feed.RecordWriter {
	switch f.kind {
	case plainForm:
		plain := f.plain
		plain.Columns, plain.Dropped = o.Columns, o.Dropped
		return delimfeed.NewPlainWriter(w, format, &plain)
	case geoForm:
		geo := f.geo
		geo.Dropped = o.Dropped
		return geojson.NewWriter(w, &geo)
	}
	o.JSON = f.json
	return feedio.NewWriter(w, format, o)
}

// A survey finds out which columns an output needs.
type survey interface {
	feed.RecordWriter
	Columns() []feed.Field
}

// survey returns a survey of the columns that the form needs.
func (f *form) survey() survey {
	if f.kind == plainForm {
		return &delimfeed.PlainSurvey{AllResponses: f.plain.AllResponses}
	}
	return new(feedio.Survey)
}

// columnsOf returns the columns of an output whose input cannot be surveyed and has these
// columns. Cells that both requests share may be of either.
func (f *form) columnsOf(header []feed.Field) []feed.Field {
	if f.kind != plainForm {
		return withExtensions(header)
	}
	var columns []feed.Field
	for _, c := range feed.Columns(feed.Extended) {
		shared := c == feed.ReverseCulture && slices.Contains(header, feed.GeocodeCulture) ||
			c == feed.ReverseMinimumConfidence && slices.Contains(header, feed.GeocodeMinimumConfidence)
		if (shared || slices.Contains(header, c)) && c != feed.ResponseIndex {
			columns = append(columns, c)
		}
	}
	return columns
}

// all returns the columns of an output of which nothing is known.
func (f *form) all() []feed.Field {
	if f.kind == plainForm {
		return f.columnsOf(feed.Columns(feed.Extended))
	}
	return feed.Columns(feed.Extended)
}

// A tee writes the entities of a feed to several writers.
type tee []feed.RecordWriter

// WriteToken implements feed.Writer.
func (t tee) WriteToken(token feed.Token) error {
	for _, w := range t {
		if err := w.WriteToken(token); err != nil {
			return err
		}
	}
	return nil
}

// WriteRecord implements feed.RecordWriter.
func (t tee) WriteRecord(r *feed.Record) error {
	for _, w := range t {
		if err := w.WriteRecord(r); err != nil {
			return err
		}
	}
	return nil
}

// Close implements feed.Writer.
func (t tee) Close() error {
	for _, w := range t {
		if err := w.Close(); err != nil {
			return err
		}
	}
	return nil
}

// noteLeftOut says what an output does not have, or what a map will not show. The name begins
// the notes where there are several outputs.
func noteLeftOut(s *session, name string, w feed.Writer) {
	switch w := w.(type) {
	case *delimfeed.Writer:
		if n := w.FurtherResponses(); n > 0 {
			s.note("%sthe table has only the first response of each entity: %s left out; -all-responses writes them", name, quote.CountOf(n, "further one is", "further ones are"))
		}
	case *jsonfeed.Writer:
		c := w.Counts()
		for f, n := range c.Untyped.All() {
			s.note("%sleft as strings by -typed: %s of %v", name, quote.Count(n, "value"), f)
		}
		if c.Responses > 0 {
			s.note("%swide lines have only the first response of each entity: %s left out", name, quote.CountOf(c.Responses, "further one is", "further ones are"))
		}
	case *geojson.Writer:
		c := w.Counts()
		var parts []string
		for _, p := range []struct {
			n         int64
			one, many string
		}{
			{c.NoResponse, "entity has no response", "entities have no response"},
			{c.NoPlace, "place has no coordinates", "places have no coordinates"},
			{c.BadPlace, "place has coordinates that are no numbers or out of range", "places have coordinates that are no numbers or out of range"},
		} {
			if p.n > 0 {
				parts = append(parts, quote.CountOf(p.n, p.one, p.many))
			}
		}
		if len(parts) > 0 {
			s.note("%snot on the map: %s", name, strings.Join(parts, ", "))
		}
		if c.NotNumbers > 0 {
			s.note("%s%s, and null", name, quote.CountOf(c.NotNumbers, "side of a box is no number", "sides of boxes are no numbers"))
		}
		if c.Pairs > 0 {
			s.note("%sGeoJSON does not get QueryParseValues: %s left out", name, quote.CountOf(c.Pairs, "pair is", "pairs are"))
		}
	}
}
