package delimfeed

import (
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A row keeps each cell in a slot: the number of the feed.Field whose value it is or, for a
// JSON cell, of the first field of its objects, which has no column of its own. So the slots
// of a row, in the order of their numbers, are in the order of the schema.

// A columnKind says what is under a column of the header: a slot, or one of the others.
type columnKind uint8

// The kinds of columns that have no slot, or not one of their own.
const (
	unnamed   columnKind = 64  // an empty name: nothing may be under it
	unknown   columnKind = 65  // a name that is no column's: what is under it is not read
	rowLabels columnKind = 66  // an empty name, with a value in every row: not read
	duplicate columnKind = 128 // added to the slot of a column that was named before
)

// schema is the field table, arranged for rows.
var schema = newSlots()

type slots struct {
	of     [feed.NumFields]columnKind // of a column
	column [feed.NumFields]feed.Field // of a slot; NoField for other numbers
	group  [feed.NumFields]feed.Group // of a slot

	reverse, geocode, response feed.FieldSet                 // the slots of a group, without the response index
	json                       feed.FieldSet                 // the slots of JSON cells
	ordinal                    [feed.NumFields]int           // of such a slot, from 0
	values                     [feed.NumGroups]feed.FieldSet // the slots of a group, without those of JSON cells
}

func newSlots() *slots {
	s := new(slots)
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		if c := f.Info().Cell; c != feed.NoField && s.of[c] == 0 {
			s.of[c] = columnKind(f)
			s.ordinal[f] = bits.OnesCount64(uint64(s.json))
			s.json = s.json.With(f)
		}
	}
	for _, f := range feed.Columns(feed.Extended) {
		if s.of[f] == 0 {
			s.of[f] = columnKind(f)
		}
		at := feed.Field(s.of[f])
		s.column[at], s.group[at] = f, f.Info().Group
		switch {
		case f == feed.ResponseIndex:
		case s.group[at] == feed.ReverseGroup:
			s.reverse = s.reverse.With(at)
		case s.group[at] == feed.GeocodeGroup:
			s.geocode = s.geocode.With(at)
		case s.group[at] == feed.ResponseGroup:
			s.response = s.response.With(at)
		}
	}
	s.values[feed.EntityGroup] = feed.EntityGroup.Set().Without(feed.ID)
	s.values[feed.ReverseGroup] = s.reverse
	s.values[feed.GeocodeGroup] = s.geocode
	s.values[feed.ResponseGroup] = s.response &^ s.json
	return s
}

// The documented layout has no columns for a reverse request's Culture and
// MinimumConfidence: the service's samples put them under the geocode request's.
// Such a shared cell belongs to the reverse request if the row has another value of the
// reverse request and none of the geocode request. Otherwise it belongs to the geocode
// request. Reader, Writer and Survey all use the functions below.

// shared are the pairs of fields that share a column, which has the name of the first.
var shared = [...]struct{ geocode, reverse feed.Field }{
	{feed.GeocodeCulture, feed.ReverseCulture},
	{feed.GeocodeMinimumConfidence, feed.ReverseMinimumConfidence},
}

var (
	sharedGeocode = feed.SetOf(shared[0].geocode, shared[1].geocode)
	sharedReverse = feed.SetOf(shared[0].reverse, shared[1].reverse)
)

// shares reports whether a header with these columns shares any.
func shares(columns feed.FieldSet) bool { return columns&sharedReverse == 0 }

// reverseOwns reports whether the shared cells of a row with these values are
// the reverse request's.
func reverseOwns(values feed.FieldSet) bool {
	return values&schema.reverse&^sharedReverse != 0 && values&schema.geocode&^sharedGeocode == 0
}

// unrecoverable returns which of the wanted values a reader would not get back from shared
// cells, in a row where the other values are written.
func unrecoverable(wanted, others feed.FieldSet) feed.FieldSet {
	if reverseOwns(others) {
		return wanted & sharedGeocode
	}
	return wanted & sharedReverse
}

// A jsonColumn is a column of JSON cells.
type jsonColumn struct {
	column feed.Field
	group  feed.Group
	fields []feed.Field // in the order of the keys
}

// jsonColumns are the JSON columns, with their keys in the order of the
// service's examples.
var jsonColumns = [...]jsonColumn{
	newJSONColumn(feed.ResponseGeocodePoints, feed.PointLongitude, feed.PointLatitude, feed.PointUsageTypes, feed.PointType, feed.PointCalculationMethod),
	newJSONColumn(feed.ResponseQueryParseValues, feed.QueryParseProperty, feed.QueryParseValue),
}

func newJSONColumn(column feed.Field, fields ...feed.Field) jsonColumn {
	return jsonColumn{column: column, group: fields[0].Info().Group, fields: fields}
}

// A jsonGroup describes the objects of a JSON column.
type jsonGroup struct {
	group    feed.Group
	start    feed.Kind
	fields   []feed.Field // in the order of tokens
	keys     []string     // of the fields
	required feed.FieldSet
}

// jsonGroups are indexed by the slots of their columns.
var jsonGroups = newJSONGroups()

func newJSONGroups() (groups [feed.NumFields]*jsonGroup) {
	for set := schema.json; set != 0; {
		var at feed.Field
		at, set = set.Next()
		g := at.Info().Group
		group := &jsonGroup{group: g, start: g.Start(), fields: g.Fields()}
		for _, f := range group.fields {
			group.keys = append(group.keys, f.Info().Attr)
			if f.Info().Required {
				group.required = group.required.With(f)
			}
		}
		groups[at] = group
	}
	return groups
}
