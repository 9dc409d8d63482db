package stats

import (
	"bytes"
	"math"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// This file counts entities, which takes most of the time of package stats. Nothing is
// allocated for an entity, once the memory of a block has grown.

// The lists of values that are counted.
const (
	statusCodes = iota
	faultReasons
	confidences
	entityTypes
	matchCodes
	calculationMethods
	countries
	askedCountries // of requests
	cultures
	numLists
)

// A block is what some entities came to, in their order.
type block struct {
	entities     int64
	requests     [feed.NumGroups]int64
	parts        [feed.NumGroups]int64
	fields       fieldCounts
	responses    []int64
	withoutPlace int64
	values       [numLists]values
	ids, asked   []uint64 // hashes
	places       []place
	distances    []float64

	text []byte // of all values of the entity at hand
}

// A place is where a response of an entity is.
type place struct {
	lat, lon float64
	hash     uint64 // of both
	entity   int32  // its number in the block, from 1
}

func newPlace(lat, lon float64, entity int64) place {
	lat, lon = lat+0, lon+0 // no -0
	return place{lat, lon, mix(mix(math.Float64bits(lat)^partSeed, factor)^math.Float64bits(lon), factor), int32(entity)}
}

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

func newBlock() *block { return new(block) }

// clear forgets all but the memory.
func (b *block) clear() {
	b.entities, b.withoutPlace = 0, 0
	b.requests, b.parts = [feed.NumGroups]int64{}, [feed.NumGroups]int64{}
	b.fields = fieldCounts{}
	clear(b.responses)
	for i := range b.values {
		b.values[i].clear()
	}
	b.ids, b.asked, b.places, b.distances = b.ids[:0], b.asked[:0], b.places[:0], b.distances[:0]
}

// take counts an entity.
func (b *block) take(r *feed.Record) {
	b.entities++
	b.text = records.Values(r)
	responses, located := 0, len(b.places)
	from := b.asks(r)
	for i := range r.Len() {
		p := r.At(i)
		set := p.NonEmpty()
		g := p.Group()
		b.fields.add(set)
		switch g {
		case feed.EntityGroup:
			b.count(statusCodes, p, set, feed.StatusCode)
			b.count(faultReasons, p, set, feed.FaultReason)
			if set.Has(feed.ID) {
				b.ids = append(b.ids, hashText(idSeed, p.Text(feed.ID)))
			}
			continue
		case feed.ResponseGroup:
			if set == 0 && render.IsEmptyResponse(p) {
				continue
			}
			responses++
			b.response(p, set, from)
		case feed.PointGroup:
			b.count(calculationMethods, p, set, feed.PointCalculationMethod)
		}
		if set != 0 {
			b.parts[g]++
		}
	}
	if len(b.places) == located {
		b.withoutPlace++
	}
	for len(b.responses) <= responses {
		b.responses = append(b.responses, 0)
	}
	b.responses[responses]++
}

// asks counts the requests of an entity, and returns its reverse request.
func (b *block) asks(r *feed.Record) (reverse feed.Part) {
	geocode, isGeocode := r.Request(feed.GeocodeGroup)
	reverse, isReverse := r.Request(feed.ReverseGroup)
	var hash uint64
	if isGeocode {
		set := geocode.NonEmpty()
		b.requests[feed.GeocodeGroup]++
		b.count(cultures, geocode, set, feed.GeocodeCulture)
		b.count(askedCountries, geocode, set, feed.GeocodeCountryRegion)
		hash = b.hashPart(hash, geocode)
	}
	if isReverse {
		b.requests[feed.ReverseGroup]++
		b.count(cultures, reverse, reverse.NonEmpty(), feed.ReverseCulture)
		hash = b.hashPart(hash, reverse)
	}
	if hash != 0 {
		b.asked = append(b.asked, hash)
	}
	return reverse
}

// response counts a response to an entity that may have a reverse request.
func (b *block) response(p feed.Part, set feed.FieldSet, from feed.Part) {
	b.count(confidences, p, set, feed.ResponseConfidence)
	b.count(entityTypes, p, set, feed.ResponseEntityType)
	b.count(countries, p, set, feed.ResponseCountryRegion)
	if set.Has(feed.ResponseMatchCodes) {
		b.countMembers(&b.values[matchCodes], p.Text(feed.ResponseMatchCodes))
	}
	lat, lon, ok := value.Place(p.Text(feed.ResponseLatitude), p.Text(feed.ResponseLongitude))
	if !ok {
		return
	}
	b.places = append(b.places, newPlace(lat, lon, b.entities))
	if from.Empty() {
		return
	}
	if fromLat, fromLon, ok := value.Place(from.Text(feed.ReverseLatitude), from.Text(feed.ReverseLongitude)); ok {
		b.distances = append(b.distances, distance(fromLat, fromLon, lat, lon))
	}
}

// count counts the value of a field in a list.
func (b *block) count(list int, p feed.Part, set feed.FieldSet, f feed.Field) {
	if set.Has(f) {
		start, end := records.Span(p, f)
		b.values[list].add(b.text[start:end])
	}
}

// countMembers counts the members of a comma-separated list.
func (b *block) countMembers(v *values, text []byte) {
	for more := true; more; {
		var member []byte
		member, text, more = bytes.Cut(text, comma)
		if member = bytes.TrimSpace(member); len(member) > 0 {
			v.add(member)
		}
	}
}

var comma = []byte(",")

// fieldCounts count how often each field is in a set. The sets are added to counters of eight
// bits that are spread over words, one word for each bit of all counters, so that one addition
// counts all fields at once.
type fieldCounts struct {
	planes [8]uint64
	added  int
	counts [64]int64
}

func (c *fieldCounts) add(set feed.FieldSet) {
	carry := uint64(set)
	for i := 0; carry != 0; i++ {
		c.planes[i&7], carry = c.planes[i&7]^carry, c.planes[i&7]&carry
	}
	if c.added++; c.added == 255 {
		c.flush()
	}
}

// flush adds the small counters to the counts.
func (c *fieldCounts) flush() {
	for i, plane := range c.planes {
		for ; plane != 0; plane &= plane - 1 {
			c.counts[bits.TrailingZeros64(plane)] += 1 << i
		}
	}
	c.planes, c.added = [8]uint64{}, 0
}
