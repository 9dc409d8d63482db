package azuremaps

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Kind is a kind of loss, or of another remarkable thing in answers.
type Kind uint8

// The kinds. The raw answers still have what is lost from a feed's responses.
const (
	LostStreetName Kind = iota
	LostStreetNumber
	LostIntersection
	LostFeatureID
	LostISO
	LostDistrictName
	LostDistrict
	LostNeighborhood
	LostOrdinate
	LostPoint
	LostPlace
	LostType
	LostFeature
	FilteredConfidence
	FilteredStrict
	FilteredMaxResults
	UnknownConfidence
	NoLocality
	OtherCountry
	OtherDistrict

	numKinds
)

// kinds says what each kind is: a name, and an explanation of it.
var kinds = [numKinds]struct{ name, text string }{
	LostStreetName:     {"address.streetName", "the feed has no field for it; AddressLine has it too"},
	LostStreetNumber:   {"address.streetNumber", "the feed has no field for it; AddressLine has it too"},
	LostIntersection:   {"address.intersection", "the feed has no field for it"},
	LostFeatureID:      {"feature.id", "the feed has no field for it"},
	LostISO:            {"address.countryRegion.ISO", "CountryRegion has the name"},
	LostDistrictName:   {"address.adminDistricts.name", "AdminDistrict and AdminDistrict2 have the short name"},
	LostDistrict:       {"address.adminDistricts beyond the second", "the feed has fields for two"},
	LostNeighborhood:   {"address.neighborhood", "IncludeNeighborhood does not ask for it"},
	LostOrdinate:       {"geometry.coordinates beyond the second", "the feed has fields for two"},
	LostPoint:          {"geocodePoints that lack a value", "a GeocodePoint of a feed needs all of its values"},
	LostPlace:          {"coordinates beyond 180 and 90 degrees", "they are no place"},
	LostType:           {"values of another type than text or number", "the feed has only text"},
	LostFeature:        {"features beyond the first", "only the first response is wanted"},
	FilteredConfidence: {"responses below MinimumConfidence", "left out"},
	FilteredStrict:     {"responses elsewhere than StrictMatch asks for", "left out"},
	FilteredMaxResults: {"responses beyond MaxResults", "left out"},
	UnknownConfidence:  {"responses of an unknown confidence", "left out, as there is a MinimumConfidence"},
	NoLocality:         {"responses without a locality", "the town may be in AdminDistrict2"},
	OtherCountry:       {"entities answered in another country than asked", "look at their responses"},
	OtherDistrict:      {"entities answered in another AdminDistrict than asked", "look at their responses"},
}

// Name returns the kind's name in messages; empty if there is no such kind.
func (k Kind) Name() string {
	if k >= numKinds {
		return ""
	}
	return kinds[k].name
}

// maxUnknown is how many unknown names a Tally keeps apart.
const maxUnknown = 100

// A Tally counts losses and other things to know: by kind, by field of requests, and by
// name of unknown members of answers. The zero Tally is ready to use.
type Tally struct {
	kinds   [numKinds]int64
	lost    [feed.NumFields]int64
	changed [feed.NumFields]int64
	unknown map[string]int64
}

// Count returns the count of a kind.
func (t *Tally) Count(k Kind) int64 { return t.kinds[k] }

// Lost returns how many requests lost the value of a field.
func (t *Tally) Lost(f feed.Field) int64 { return t.lost[f] }

// AddRequest counts the losses of a request.
func (t *Tally) AddRequest(r *Request) {
	for set := r.Lost; set != 0; {
		var f feed.Field
		f, set = set.Next()
		t.lost[f]++
	}
	for set := r.Changed; set != 0; {
		var f feed.Field
		f, set = set.Next()
		t.changed[f]++
	}
}

func (t *Tally) add(k Kind) { t.kinds[k]++ }

// maxUnknownName is how many bytes of an unknown name are kept.
const maxUnknownName = 100

// addUnknown counts a member that is not known. The path is where it is.
func (t *Tally) addUnknown(path string, name []byte) {
	if t.unknown == nil {
		t.unknown = make(map[string]int64)
	}
	full := path + "." + string(name[:min(len(name), maxUnknownName)])
	if len(name) > maxUnknownName {
		full = strings.ToValidUTF8(full, "") + "…"
	}
	if _, known := t.unknown[full]; !known && len(t.unknown) >= maxUnknown {
		full = "further unknown members"
	}
	t.unknown[full]++
}

// Merge adds the counts of another Tally.
func (t *Tally) Merge(other *Tally) {
	for k, n := range other.kinds {
		t.kinds[k] += n
	}
	for f := range other.lost {
		t.lost[f] += other.lost[f]
		t.changed[f] += other.changed[f]
	}
	for name, n := range other.unknown {
		if t.unknown == nil {
			t.unknown = make(map[string]int64)
		}
		t.unknown[name] += n
	}
}

// A tallyText is a Tally in JSON, by names.
type tallyText struct {
	Kinds   map[string]int64 `json:"kinds,omitempty"`
	Lost    map[string]int64 `json:"lost,omitempty"`
	Changed map[string]int64 `json:"changed,omitempty"`
	Unknown map[string]int64 `json:"unknown,omitempty"`
}

// MarshalJSON returns what was counted, for UnmarshalJSON.
func (t *Tally) MarshalJSON() ([]byte, error) {
	text := tallyText{make(map[string]int64), make(map[string]int64), make(map[string]int64), t.unknown}
	add := func(to map[string]int64, name string, n int64) {
		if n != 0 {
			to[name] = n
		}
	}
	for k, n := range t.kinds {
		add(text.Kinds, kinds[k].name, n)
	}
	for f := range t.lost {
		add(text.Lost, feed.Field(f).String(), t.lost[f])
		add(text.Changed, feed.Field(f).String(), t.changed[f])
	}
	return json.Marshal(text)
}

// UnmarshalJSON sets the counts to those that MarshalJSON wrote. It ignores unknown ones.
func (t *Tally) UnmarshalJSON(data []byte) error {
	var text tallyText
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	*t = Tally{unknown: text.Unknown}
	for k := range t.kinds {
		t.kinds[k] = text.Kinds[kinds[k].name]
	}
	for f := range t.lost {
		t.lost[f], t.changed[f] = text.Lost[feed.Field(f).String()], text.Changed[feed.Field(f).String()]
	}
	return nil
}

// A Line is a count with its name and explanation.
type Line struct {
	N          int64
	Name, Text string
}

// All yields the counts: of requests first, then of answers.
func (t *Tally) All() iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for f, n := range t.changed {
			if n > 0 && !yield(Line{n, feed.Field(f).String(), changes[feed.Field(f)]}) {
				return
			}
		}
		for f, n := range t.lost {
			if n > 0 && !yield(Line{n, feed.Field(f).String(), "lost: Azure Maps has no place for it"}) {
				return
			}
		}
		for k, n := range t.kinds {
			if n > 0 && !yield(Line{n, kinds[k].name, kinds[k].text}) {
				return
			}
		}
		for _, name := range slices.Sorted(maps.Keys(t.unknown)) {
			if !yield(Line{t.unknown[name], name, "not known here"}) {
				return
			}
		}
	}
}

// changes says what becomes of values that are sent in another form.
var changes = map[feed.Field]string{
	feed.GeocodeCountryRegion:      "sent as the code of the country",
	feed.GeocodePostalTown:         "sent as adminDistrict3, as the service's guide says; nobody has verified it",
	feed.ReverseLatitude:           "sent as the shortest number that is equal",
	feed.ReverseLongitude:          "sent as the shortest number that is equal",
	feed.ReverseIncludeEntityTypes: "sent in the case that the service writes",
	feed.GeocodeQuery:              "sent with the name of the country",
}
