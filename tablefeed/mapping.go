package tablefeed

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Mapping says where the values of a feed come from. schema/mapping.json describes its
// JSON.
//
// The keys of its maps are fields: the path of a column of a feed, such as
// GeocodeRequest/Address/AddressLine, or the end of one, such as AddressLine, in any case.
// Where an end fits several, the fields of requests come first. Culture, MaxResults,
// MinimumConfidence and IncludeNeighborhood are the geocode request's, or the reverse
// request's if Latitude is mapped.
//
// A row without a value for any mapped field of a request does not get the request's
// constants either: there is nothing to look for.
type Mapping struct {
	// Map has the columns of the table: the name of one in any case, or #3 for the third.
	// A name that several columns have is ambiguous; Name#2 is the second of them.
	//
	// A text with braces is a template, which builds a value from several columns:
	//
	//	{Street} {No}, {City}
	//
	// An empty part takes the text between it and the part before with it, and an empty
	// first part the text after it. Two braces, {{, are a brace.
	Map map[string]string `json:"map,omitempty"`
	// Set has values that are the same in all rows.
	Set map[string]string `json:"set,omitempty"`
	// SetIfEmpty has values for rows in which the mapped column is empty.
	SetIfEmpty map[string]string `json:"setIfEmpty,omitempty"`
}

// A MappingError is the error of a Mapping that is invalid or does not fit the table.
type MappingError struct {
	Message string
	Columns []string // those of the table, where it has been read
}

// shownColumns is how many columns of a table an error shows.
const shownColumns = 30

// Error implements error. It lists the table's columns.
func (e *MappingError) Error() string {
	if len(e.Columns) == 0 {
		return e.Message
	}
	var b strings.Builder
	b.WriteString(e.Message)
	b.WriteString("; the table has the ")
	b.WriteString(quote.Count(len(e.Columns), "column"))
	for i, name := range e.Columns[:min(len(e.Columns), shownColumns)] {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte(' ')
		b.WriteString(quote.Text(name))
	}
	if more := len(e.Columns) - shownColumns; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

// IsZero reports whether the Mapping maps nothing.
func (m *Mapping) IsZero() bool { return len(m.Map) == 0 && len(m.Set) == 0 && len(m.SetIfEmpty) == 0 }

// AddMap adds what text maps: FIELD=COLUMN, or several of these, separated by commas. A
// comma separates only if FIELD= follows it and it is not within braces.
func (m *Mapping) AddMap(text string) error {
	for text != "" {
		var one string
		one, text = cutMapped(text)
		field, column, ok := strings.Cut(one, "=")
		field, column = strings.TrimSpace(field), strings.TrimSpace(column)
		switch {
		case !ok:
			return &MappingError{Message: fmt.Sprintf("%s is not FIELD=COLUMN", quote.Text(one))}
		case column == "":
			return &MappingError{Message: fmt.Sprintf("the column is missing after %s=", field)}
		}
		if err := add(&m.Map, field, column); err != nil {
			return err
		}
	}
	return nil
}

// cutMapped cuts the first FIELD=COLUMN off a text.
func cutMapped(text string) (one, rest string) {
	braces := 0
	for i, c := range text {
		switch {
		case c == '{':
			braces++
		case c == '}' && braces > 0:
			braces--
		case c == ',' && braces == 0 && beginsField(text[i+1:]):
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// beginsField reports whether a text begins with what may be a field and an equals sign.
func beginsField(text string) bool {
	name, _, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	return ok && name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return c != '/' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z')
	})
}

// AddSet adds the constant of a text: FIELD=VALUE, or FIELD?=VALUE for rows in which the
// mapped column is empty.
func (m *Mapping) AddSet(text string) error {
	field, value, ok := strings.Cut(text, "=")
	field, ifEmpty := strings.CutSuffix(strings.TrimSpace(field), "?")
	switch {
	case !ok:
		return &MappingError{Message: fmt.Sprintf("%s is not FIELD=VALUE", quote.Text(text))}
	case value == "":
		return &MappingError{Message: fmt.Sprintf("the value is missing after %s=", field)}
	case ifEmpty:
		return add(&m.SetIfEmpty, field, value)
	}
	return add(&m.Set, field, value)
}

// Merge adds everything from another Mapping. A field that both have in the same map is
// an error.
func (m *Mapping) Merge(other Mapping) error {
	for _, merged := range []struct {
		to   *map[string]string
		from map[string]string
	}{{&m.Map, other.Map}, {&m.Set, other.Set}, {&m.SetIfEmpty, other.SetIfEmpty}} {
		for _, field := range slices.Sorted(maps.Keys(merged.from)) {
			if err := add(merged.to, field, merged.from[field]); err != nil {
				return err
			}
		}
	}
	return nil
}

// add adds a field to a map, once.
func add(to *map[string]string, field, text string) error {
	if _, err := fieldByName(field, false); err != nil {
		return &MappingError{Message: err.Error()}
	}
	for other := range *to {
		if strings.EqualFold(other, field) {
			return &MappingError{Message: fmt.Sprintf("the field %s is given twice", field)}
		}
	}
	if *to == nil {
		*to = make(map[string]string)
	}
	(*to)[field] = text
	return nil
}

// A plan is a Mapping whose fields are known.
type plan struct {
	mapped     [feed.NumFields]*template
	set        [feed.NumFields]string
	setIfEmpty [feed.NumFields]string
	has        struct{ mapped, set, setIfEmpty feed.FieldSet }
}

// Check reports whether the Mapping can be of use, whatever the columns of the table are:
// its fields exist and are given once, its templates are well-formed, and it maps something
// to look for. The error is a *MappingError.
func (m Mapping) Check() error {
	p, err := m.plan()
	if err == nil && p.has.mapped&places == 0 {
		err = &MappingError{Message: nothingToLookFor}
	}
	return err
}

// CheckForJoin is Check of a Mapping of a table that is only read to join results to it: a
// column for Id is enough.
func (m Mapping) CheckForJoin() error {
	_, err := m.plan()
	return err
}

const nothingToLookFor = "the mapping gives nothing to geocode; map Query, AddressLine or another part of an address, or Latitude and Longitude"

// plan finds out the fields.
func (m Mapping) plan() (*plan, error) {
	p := new(plan)
	reverse := m.isReverse()
	err := eachField(m.Map, reverse, func(f feed.Field, text string) error {
		t, err := parseTemplate(text)
		if err != nil {
			return fmt.Errorf("%s: %w", shortName(f), err)
		}
		if p.has.mapped.Has(f) {
			return fmt.Errorf("the field %s is mapped twice", shortName(f))
		}
		p.mapped[f], p.has.mapped = t, p.has.mapped.With(f)
		return nil
	})
	if err == nil {
		err = constants(m.Set, reverse, &p.set, &p.has.set)
	}
	if err == nil {
		err = constants(m.SetIfEmpty, reverse, &p.setIfEmpty, &p.has.setIfEmpty)
	}
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return nil, &MappingError{Message: err.Error()}
	}
	return p, nil
}

// isReverse reports whether Latitude is mapped.
func (m Mapping) isReverse() bool {
	for name := range m.Map {
		if f, err := fieldByName(name, false); err == nil && f == feed.ReverseLatitude {
			return true
		}
	}
	return false
}

// eachField calls use for the fields of a map, in the order of their names.
func eachField(texts map[string]string, reverse bool, use func(feed.Field, string) error) error {
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		f, err := fieldByName(name, reverse)
		if err == nil {
			err = use(f, texts[name])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// constants finds out the fields of constants.
func constants(texts map[string]string, reverse bool, values *[feed.NumFields]string, has *feed.FieldSet) error {
	return eachField(texts, reverse, func(f feed.Field, text string) error {
		switch {
		case has.Has(f):
			return fmt.Errorf("the field %s is set twice", shortName(f))
		case f == feed.ID:
			return fmt.Errorf("the field Id cannot be set: it tells the rows apart")
		case text == "":
			return fmt.Errorf("the field %s is set to an empty value", shortName(f))
		case !utf8.ValidString(text):
			return fmt.Errorf("the value that %s is set to is not UTF-8: %s", shortName(f), quote.Text(text))
		}
		values[f], *has = text, has.With(f)
		return nil
	})
}

// check looks for fields that do not go together.
func (p *plan) check() error {
	if both := p.has.set & p.has.mapped; both != 0 {
		f, _ := both.Next()
		return fmt.Errorf("the field %[1]s is both mapped and set; to set it only where the column is empty, write %[1]s?=VALUE", shortName(f))
	}
	if both := p.has.set & p.has.setIfEmpty; both != 0 {
		f, _ := both.Next()
		return fmt.Errorf("the field %[1]s is set twice, with %[1]s= and with %[1]s?=", shortName(f))
	}
	constants := p.has.set | p.has.setIfEmpty
	for _, g := range []feed.Group{feed.GeocodeGroup, feed.ReverseGroup} {
		if alone := constants & g.Set(); alone != 0 && p.has.mapped&g.Set()&places == 0 && p.has.mapped&places != 0 {
			f, _ := alone.Next()
			return fmt.Errorf("the field %v is set, and no column is mapped to what its %s looks for", f, g.Element())
		}
	}
	all := p.has.mapped | p.has.set
	if lat, lon := all.Has(feed.ReverseLatitude), all.Has(feed.ReverseLongitude); lat != lon {
		given, missing := "Latitude", "Longitude"
		if lon {
			given, missing = missing, given
		}
		return fmt.Errorf("%s is mapped and %s is not; a reverse request needs both", given, missing)
	}
	if p.has.mapped&places.With(feed.ID) == 0 {
		return errors.New(nothingToLookFor)
	}
	return nil
}
