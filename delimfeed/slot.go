package delimfeed

import (
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A slot says what is under a column of the header: the number of the
// feed.Field whose value it is or, for a JSON cell, of the first field of its
// objects, which has no column of its own. The slots of a row, in the order of
// their numbers, are thus in the order in which values are yielded.
type slot uint8

// The further slots.
const (
	nameless slot = 64  // an empty name: nothing may be under it
	unknown  slot = 65  // a name that is no column's: what is under it is not read
	unnamed  slot = 66  // an empty name with values under it, which are not read
	again    slot = 128 // added to the slot of a column named twice
)

// schema is the field table as rows want it.
var schema = newSlots()

type slots struct {
	of     [feed.NumFields]slot       // of a column
	column [feed.NumFields]feed.Field // of a slot; NoField where it is none's
	group  [feed.NumFields]feed.Group // of a slot

	reverse, geocode, response feed.FieldSet                 // the slots of a group; for response, without the index
	json                       feed.FieldSet                 // the slots of JSON cells
	ordinal                    [feed.NumFields]int           // of such a slot, from 0
	values                     [feed.NumGroups]feed.FieldSet // the slots of a group, without those of JSON cells
}

func newSlots() *slots {
	s := new(slots)
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		if c := f.Info().Cell; c != feed.NoField && s.of[c] == 0 {
			s.of[c] = slot(f)
			s.ordinal[f] = bits.OnesCount64(uint64(s.json))
			s.json = s.json.With(f)
		}
	}
	for _, f := range feed.Columns(feed.Extended) {
		if s.of[f] == 0 {
			s.of[f] = slot(f)
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
