package tablefeed

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// This file finds the fields that the names in a Mapping mean.

// Two requests have fields of these names. They are the geocode request's, unless Latitude
// is mapped and the request is a reverse one.
var bothRequests = func() (set feed.FieldSet) {
	reverse := make(map[string]bool)
	for _, f := range feed.ReverseGroup.Fields() {
		reverse[lastPart(f)] = true
	}
	for _, f := range feed.GeocodeGroup.Fields() {
		if reverse[lastPart(f)] {
			set = set.With(f)
		}
	}
	return set
}()

// places are the fields that say what to look for. The others only say how.
var places = feed.SetOf(
	feed.ReverseLatitude, feed.ReverseLongitude, feed.GeocodeQuery,
	feed.GeocodeAddressLine, feed.GeocodeAdminDistrict, feed.GeocodeCountryRegion, feed.GeocodeAdminDistrict2,
	feed.GeocodeFormattedAddress, feed.GeocodeLocality, feed.GeocodePostalCode, feed.GeocodePostalTown,
)

// lastPart returns the last part of the path of a field.
func lastPart(f feed.Field) string {
	name := f.String()
	return name[strings.LastIndexByte(name, '/')+1:]
}

// namedFields are the fields that can be mapped, those of requests first.
var namedFields = func() (fields []feed.Field) {
	for _, g := range []feed.Group{feed.EntityGroup, feed.GeocodeGroup, feed.ReverseGroup, feed.ResponseGroup} {
		for _, f := range feed.Columns(feed.Extended) {
			if info := f.Info(); info.Group == g && info.InXML() {
				fields = append(fields, f)
			}
		}
	}
	return fields
}()

// fieldByName returns the field of a name: the path of a column, or the end of one. Reverse
// says that the request is a reverse one.
func fieldByName(name string, reverse bool) (feed.Field, error) {
	f, ok := feed.ColumnByName(name)
	if !ok {
		f, ok = fieldByEnd(name)
	}
	switch {
	case !ok:
		return feed.NoField, noField(name)
	case !f.Info().InXML():
		return feed.NoField, fmt.Errorf("the field %v holds several values and cannot be mapped", f)
	case reverse && bothRequests.Has(f) && !strings.Contains(name, "/"):
		return counterpart(f), nil
	}
	return f, nil
}

// fieldByEnd returns the first field whose path ends with a name.
func fieldByEnd(name string) (feed.Field, bool) {
	if name == "" {
		return feed.NoField, false
	}
	for _, f := range namedFields {
		info := f.Info()
		if endsPath(info.Name, name) || info.Alias != "" && strings.EqualFold(info.Alias, name) {
			return f, true
		}
	}
	return feed.NoField, false
}

// endsPath reports whether a path ends with a name, in any case: with one of its parts, or
// with several.
func endsPath(path, name string) bool {
	rest := len(path) - len(name)
	return rest > 0 && path[rest-1] == '/' && strings.EqualFold(path[rest:], name)
}

// counterpart returns the reverse request's field that has the name of a geocode request's.
func counterpart(f feed.Field) feed.Field {
	for _, other := range feed.ReverseGroup.Fields() {
		if lastPart(other) == lastPart(f) {
			return other
		}
	}
	return f
}

// noField returns the error of a name that is no field's.
func noField(name string) error {
	if name == "" {
		return fmt.Errorf("the name of a field is missing before \"=\"")
	}
	m, ok := near.Column(name, 0)
	if !ok || !m.Field.Info().InXML() {
		return fmt.Errorf("no field %s; the fields are Query, AddressLine, Locality, PostalCode, AdminDistrict, CountryRegion and the other columns of a feed", quote.Text(name))
	}
	return fmt.Errorf("no field %s; did you mean %s?", quote.Text(name), shortName(m.Field))
}

// shortName returns the shortest name of a field in a Mapping.
func shortName(f feed.Field) string {
	last := lastPart(f)
	if found, _ := fieldByEnd(last); found == f {
		return last
	}
	return f.String()
}
