package stats

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

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
	values       [numLists]values // as they are: matchCodes are lists of codes
	ids, asked   []uint64         // hashes, whose lowest bit is 0
	places       []place          // of each entity those that differ
	distances    []float64

	text []byte // of all values of the entity at hand
}

// A place is where a response is.
type place struct {
	lat, lon float64
	hash     uint64 // of both; not 0
}

func newPlace(lat, lon float64) place {
	lat, lon = lat+0, lon+0 // no -0
	hash := mix(mix(math.Float64bits(lat)^partSeed, factor)^math.Float64bits(lon), factor)
	return place{lat, lon, max(hash, 1)}
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

// isFull reports whether a block of several entities should be taken over: it has many of
// them, or long texts.
func (b *block) isFull() bool {
	return b.entities >= blockSize || len(b.values[matchCodes].texts) > spareTexts
}

// take counts an entity.
func (b *block) take(r *feed.Record) {
	b.entities++
	b.text = records.Values(r)
	responses, before := 0, len(b.places)
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
				b.ids = append(b.ids, hashText(idSeed, p.Text(feed.ID))&^1)
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
	if b.places = distinct(b.places, before); len(b.places) == before {
		b.withoutPlace++
	}
	for len(b.responses) <= responses {
		b.responses = append(b.responses, 0)
	}
	b.responses[responses]++
}

// asks counts the requests of an entity, and returns the place that it asks for.
func (b *block) asks(r *feed.Record) (from askedPlace) {
	var hash uint64
	if p, ok := r.Request(feed.GeocodeGroup); ok {
		set := p.NonEmpty()
		b.requests[feed.GeocodeGroup]++
		b.count(cultures, p, set, feed.GeocodeCulture)
		b.count(askedCountries, p, set, feed.GeocodeCountryRegion)
		hash = b.hashPart(hash, p)
	}
	if p, ok := r.Request(feed.ReverseGroup); ok {
		b.requests[feed.ReverseGroup]++
		b.count(cultures, p, p.NonEmpty(), feed.ReverseCulture)
		hash = b.hashPart(hash, p)
		from.lat, from.lon, from.ok = value.Place(p.Text(feed.ReverseLatitude), p.Text(feed.ReverseLongitude))
	}
	if hash != 0 {
		b.asked = append(b.asked, hash)
	}
	return from
}

// An askedPlace is one that a reverse request asks for.
type askedPlace struct {
	lat, lon float64
	ok       bool
}

// response counts a response to an entity that may ask for a place.
func (b *block) response(p feed.Part, set feed.FieldSet, from askedPlace) {
	b.count(confidences, p, set, feed.ResponseConfidence)
	b.count(entityTypes, p, set, feed.ResponseEntityType)
	b.count(countries, p, set, feed.ResponseCountryRegion)
	if set.Has(feed.ResponseMatchCodes) {
		start, end := records.Span(p, feed.ResponseMatchCodes)
		b.values[matchCodes].addSpan(b.text, start, end)
	}
	lat, lon, ok := value.Place(p.Text(feed.ResponseLatitude), p.Text(feed.ResponseLongitude))
	if !ok {
		return
	}
	b.places = append(b.places, newPlace(lat, lon))
	if from.ok {
		b.distances = append(b.distances, distance(from.lat, from.lon, lat, lon))
	}
}

// count counts the value of a field in a list.
func (b *block) count(list int, p feed.Part, set feed.FieldSet, f feed.Field) {
	if set.Has(f) {
		start, end := records.Span(p, f)
		if end-start > longest {
			end = start + len(cut(b.text[start:end]))
		}
		b.values[list].addSpan(b.text, start, end)
	}
}

// distinct leaves out the places from an index on that are there twice.
func distinct(all []place, from int) []place {
	some := all[from:]
	if len(some) > 8 {
		slices.SortFunc(some, func(a, b place) int { return cmp.Compare(a.hash, b.hash) })
		return all[:from+len(slices.CompactFunc(some, func(a, b place) bool { return a.hash == b.hash }))]
	}
	kept := all[:from]
	for _, p := range some {
		if !slices.ContainsFunc(kept[from:], func(k place) bool { return k.hash == p.hash }) {
			kept = append(kept, p)
		}
	}
	return kept
}

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
