package geojson

import (
	"slices"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/flat"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// This file writes the properties of a Feature. Most parts of a feed have values of the same
// few sets of fields. So for each set a template is made, once, of all that is not a value:
//
//	,"Name":"Leeds","EntityType":null,"Confidence":"High",…
//	|literal|     |------------ literal -----------|

// A section is a run of properties that are the values of one part of an entity, in the order
// of their fields. A property without a value is null.
type section struct {
	index   int // among the sections
	fields  feed.FieldSet
	numbers feed.FieldSet // those of the fields that are JSON numbers
	nulls   []byte        // all properties, each null
}

func newSection(index int, numbers feed.FieldSet, fields ...feed.Field) *section {
	s := &section{index: index, fields: feed.SetOf(fields...), numbers: numbers}
	s.nulls = s.template(0).tail
	return s
}

// The sections, in the order of writing. The Id comes before them, and Response after it.
var (
	ofID       = newSection(0, 0, feed.ID)
	ofGeocode  = newSection(1, 0, feed.GeocodeGroup.Fields()...)
	ofReverse  = newSection(2, 0, feed.ReverseGroup.Fields()...)
	ofResponse = newSection(3, feed.SetOf(box[:]...), feed.ResponseGroup.Fields()...)
	ofPoint    = newSection(4, 0, feed.PointCalculationMethod, feed.PointUsageTypes)
	ofStatus   = newSection(5, 0, slices.DeleteFunc(feed.EntityGroup.Fields(), func(f feed.Field) bool { return f == feed.ID })...)
)

const numSections = 6

// A template is the properties of a section that has values of a set of fields.
type template struct {
	holes []hole
	tail  []byte // what comes after the last value
}

// A hole is where a value is put.
type hole struct {
	literal  []byte // what comes before it, as render.Append wants it
	field    feed.Field
	isNumber bool
}

// template makes the template of a set of the section's fields.
func (s *section) template(set feed.FieldSet) *template {
	t, text := new(template), ""
	for left := s.fields; left != 0; {
		var f feed.Field
		f, left = left.Next()
		text += `,"` + flat.Name(f) + `":`
		switch {
		case !set.Has(f):
			text += "null"
		case s.numbers.Has(f):
			t.holes = append(t.holes, hole{render.Padded(text), f, true})
			text = ""
		default:
			t.holes = append(t.holes, hole{render.Padded(text + `"`), f, false})
			text = `"`
		}
	}
	t.tail = []byte(text)
	return t
}

// templates are those of a section that a Writer has needed.
type templates struct {
	set  feed.FieldSet // of the latest one
	last *template
	all  map[feed.FieldSet]*template
}

// maxTemplates bounds them, so that no input makes them grow.
const maxTemplates = 256

// of returns the template of a set of the section's fields.
func (t *templates) of(s *section, set feed.FieldSet) *template {
	if t.last != nil && t.set == set {
		return t.last
	}
	last := t.all[set]
	if last == nil {
		if t.all == nil || len(t.all) == maxTemplates {
			t.all = make(map[feed.FieldSet]*template)
		}
		last = s.template(set)
		t.all[set] = last
	}
	t.set, t.last = set, last
	return last
}

// properties writes the properties of a section.
func (w *Writer) properties(s *section, p feed.Part) error {
	set := p.NonEmpty() & s.fields
	if !w.sink.Valid {
		var err error
		if set, err = w.withoutInvalid(s, p, set); err != nil {
			return err
		}
	}
	for set != 0 {
		bad := w.fill(w.templates[s.index].of(s, set), p)
		if bad == feed.NoField {
			return nil
		}
		w.counts.NotNumbers++
		set = set.Without(bad) // to be null
	}
	w.sink.Out = append(w.sink.Out, s.nulls...)
	return nil
}

// fill writes a template with the values of a part. If one is not the number that it is to
// be, fill returns its field, and has written nothing.
func (w *Writer) fill(t *template, p feed.Part) (bad feed.Field) {
	out, values := w.sink.Out, w.sink.Values
	spans := records.Spans(w.sink.Record, records.Index(p))
	for i := range t.holes {
		h := &t.holes[i]
		out = render.Append(out, h.literal)
		start, end := spans.Of(h.field)
		switch {
		case h.isNumber:
			var ok bool
			if out, ok = value.AppendNumber(out, values[start:end]); !ok {
				return h.field
			}
		case w.sink.Marked.Any(start, end):
			out = jsonscan.AppendEscaped(out, values[start:end])
		default:
			out = render.Append(out, values[start:end])
		}
	}
	w.sink.Out = append(out, t.tail...)
	return feed.NoField
}

// withoutInvalid returns a set of the section's fields without those whose values are not
// UTF-8, which it counts as dropped.
func (w *Writer) withoutInvalid(s *section, p feed.Part, set feed.FieldSet) (feed.FieldSet, error) {
	for left := set &^ s.numbers; left != 0; {
		var f feed.Field
		if f, left = left.Next(); utf8.Valid(p.Text(f)) {
			continue
		}
		if w.o.Dropped == nil {
			return 0, p.Fault(feed.Unwritable, f, "the value is not UTF-8", "")
		}
		w.sink.Dropped.Add(f, 1)
		set = set.Without(f)
	}
	return set, nil
}
