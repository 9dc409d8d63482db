package mappage

import (
	"encoding/binary"
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// slots are the positions of fields among those of their group.
var slots = func() (slots [feed.NumFields]int) {
	for g := range feed.NumGroups {
		for i, f := range g.Fields() {
			slots[f] = i
		}
	}
	return slots
}()

// appendEntity appends an entity as a line of JSON: an array of its parts, which are arrays
// of their values in the order of the group's fields, as strings, without empty ones at the
// end. The parts are the entity itself, the reverse and the geocode request, which are empty
// if there is none, and each response that is not empty: an array of its own values, its points and its pairs.
// There is no number and no name in the line, so that a search finds values only.
func appendEntity(dst []byte, r *feed.Record) []byte {
	dst = append(dst, '[')
	dst = appendPart(dst, r.Entity())
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		dst = append(dst, ',')
		if p, ok := r.Request(g); ok {
			dst = appendPart(dst, p)
		} else {
			dst = append(dst, "[]"...)
		}
	}
	for p := range r.Parts(feed.ResponseGroup) {
		if render.IsEmptyResponse(p) {
			continue
		}
		dst = append(dst, ",["...)
		dst = appendPart(dst, p)
		for _, g := range []feed.Group{feed.PointGroup, feed.QueryParseGroup} {
			dst = append(dst, ",["...)
			end := len(dst)
			for item := range p.Items(g) {
				dst = append(appendPart(dst, item), ',')
				end = len(dst) - 1
			}
			dst = append(dst[:end], ']')
		}
		dst = append(dst, ']')
	}
	return append(dst, "]\n"...)
}

func appendPart(dst []byte, p feed.Part) []byte {
	dst = append(dst, '[')
	next := 0
	for set := p.NonEmpty(); set != 0; {
		var f feed.Field
		f, set = set.Next()
		if next > 0 {
			dst = append(dst, ',')
		}
		for ; next < slots[f]; next++ {
			dst = append(dst, `"",`...)
		}
		next++
		dst = append(dst, '"')
		dst = jsonscan.AppendEscaped(dst, p.Text(f))
		dst = append(dst, '"')
	}
	return append(dst, ']')
}

// What an entity has instead of a place, in its flags.
const (
	badPlace = 1 << iota // a response has coordinates that are none on Earth
)

// indexSize is the size of what the page reads of each entity when it opens: latitude and
// longitude in units of 1e-7 degrees, a byte for each trait, the number of responses, and
// flags.
const indexSize = 4 + 4 + numTraits + 1 + 1 + 1

const _ = uint(16 - indexSize) // the page reads rows of 16 bytes
const _ = uint(indexSize - 16)

// noPlace is the latitude of an entity without a place.
const noPlace = math.MinInt32

// unitsPerDegree is the precision of the index: about a centimetre.
const unitsPerDegree = 1e7

// appendIndex appends the row of an entity, and counts its traits.
func (w *Writer) appendIndex(dst []byte, r *feed.Record) []byte {
	lat, lon := int32(noPlace), int32(0)
	var flags, responses byte
	var best feed.Part // the first response with a place, or else the first one
	for p := range r.Parts(feed.ResponseGroup) {
		if render.IsEmptyResponse(p) {
			continue
		}
		if responses == 0 {
			best = p
		}
		if responses < math.MaxUint8 {
			responses++
		}
		if lat != noPlace {
			continue
		}
		var ok bool
		if lat, lon, ok = placeOf(p); ok {
			best = p
			flags = 0
		} else if p.Has(feed.ResponseLatitude) || p.Has(feed.ResponseLongitude) {
			flags |= badPlace
		}
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(lat))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(lon))
	for i := range w.traits {
		dst = append(dst, w.traits[i].code(traits[i].of(r, best, responses > 0)))
	}
	return append(dst, responses, flags, 0)
}

// hasPlace reports whether the entity of a row has a place.
func hasPlace(row []byte) bool { return int32(binary.LittleEndian.Uint32(row)) != noPlace }

// placeOf returns the Point of a response, if it is a place on Earth, in units of the index.
func placeOf(p feed.Part) (lat, lon int32, ok bool) {
	north, east, ok := value.Place(p.Text(feed.ResponseLatitude), p.Text(feed.ResponseLongitude))
	if !ok {
		return noPlace, 0, false
	}
	return int32(math.Round(north * unitsPerDegree)), int32(math.Round(east * unitsPerDegree)), true
}

// numTraits is the number of traits.
const numTraits = 5

// traits are what the page colors and filters entities by.
var traits = [numTraits]struct {
	name string
	of   func(r *feed.Record, best feed.Part, responds bool) []byte
}{
	{"Confidence", ofResponse(feed.ResponseConfidence)},
	{"StatusCode", func(r *feed.Record, _ feed.Part, _ bool) []byte { return r.Entity().Text(feed.StatusCode) }},
	{"MatchCodes", ofResponse(feed.ResponseMatchCodes)},
	{"EntityType", ofResponse(feed.ResponseEntityType)},
	{"Request", func(r *feed.Record, _ feed.Part, _ bool) []byte { return requestKind(r) }},
}

func ofResponse(f feed.Field) func(*feed.Record, feed.Part, bool) []byte {
	return func(_ *feed.Record, best feed.Part, responds bool) []byte {
		if !responds {
			return nil
		}
		return best.Text(f)
	}
}

// The kinds of requests.
var (
	geocode = []byte("geocode")
	reverse = []byte("reverse")
	both    = []byte("both")
)

func requestKind(r *feed.Record) []byte {
	_, forward := r.Request(feed.GeocodeGroup)
	_, back := r.Request(feed.ReverseGroup)
	switch {
	case forward && back:
		return both
	case forward:
		return geocode
	case back:
		return reverse
	}
	return nil
}

// A trait gives the values of one trait their codes, in the order in which they come: 0 is
// the empty value, and otherCode one of those that are too many or too long.
type trait struct {
	values []string
	codes  map[string]byte
	last   string // the value that came last, as the next is often the same
	lastIs byte
}

const (
	otherCode     = math.MaxUint8
	maxTraitValue = 100 // bytes
)

func newTrait() trait {
	return trait{values: []string{""}, codes: map[string]byte{"": 0}}
}

func (t *trait) code(text []byte) byte {
	if string(text) == t.last {
		return t.lastIs
	}
	code, ok := t.codes[string(text)]
	if !ok {
		if len(t.values) == otherCode || len(text) > maxTraitValue {
			return otherCode
		}
		code = byte(len(t.values))
		t.values = append(t.values, string(text))
		t.codes[t.values[code]] = code
	}
	t.last, t.lastIs = t.values[code], code
	return code
}

// groupNames returns the names that the page shows for the fields of a group.
func groupNames(g feed.Group) []string {
	names := []string{}
	for _, f := range g.Fields() {
		info := f.Info()
		name := info.Attr
		if name == "" {
			name = info.Element
		}
		names = append(names, name)
	}
	return names
}
