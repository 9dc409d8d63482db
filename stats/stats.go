package stats

import (
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Stats are the figures of a feed. Their JSON has a schema, schema/stats.schema.json.
//
// A response without any value does not count. A place is a response's Point whose
// coordinates are numbers within ±90 and ±180 degrees.
type Stats struct {
	Entities int64    `json:"entities"`
	Requests Requests `json:"requests"`

	// How often each value is there, in all entities, responses and points. There are at most
	// 1,000 values in each map, cut after 200 bytes. How many come after the first 1,000
	// different ones is under "".
	StatusCode        map[string]int64 `json:"statusCode"`
	FaultReason       map[string]int64 `json:"faultReason"`
	Confidence        map[string]int64 `json:"confidence"`
	EntityType        map[string]int64 `json:"entityType"`
	MatchCodes        map[string]int64 `json:"matchCodes"` // single codes
	CalculationMethod map[string]int64 `json:"calculationMethod"`
	CountryRegion     map[string]int64 `json:"countryRegion"` // of responses; if there are none, of requests
	Culture           map[string]int64 `json:"culture"`       // of both requests

	// Fill is how often each field has a value, by its path.
	Fill map[string]int64 `json:"fill"`

	ResponsesPerEntity map[string]int64 `json:"responsesPerEntity"` // how many entities have so many
	WithoutPlace       int64            `json:"withoutPlace"`       // entities
	RepeatedIDs        int64            `json:"repeatedIds"`        // different Ids that several entities have
	RepeatedRequests   int64            `json:"repeatedRequests"`   // different requests that several entities make

	// Box is the box of all places: west, south, east, north; nil if there is none. West is
	// above east where it crosses the antimeridian.
	Box *[4]float64 `json:"box"`
	// ReverseDistance is how far the places of responses are from that which a reverse
	// request asks for; nil if there are none.
	ReverseDistance *Distances `json:"reverseDistanceMeters"`
	// SharedPoints are the places that most entities share, the first ten. Many entities at
	// one place are often addresses of which only the town was found.
	SharedPoints []SharedPoint `json:"sharedPoints"`

	// Estimated are the JSON names of the members that are not exact.
	Estimated []string `json:"estimated"`

	parts [feed.NumGroups]int64
}

// Requests are how many requests of each kind there are.
type Requests struct {
	Geocode int64 `json:"geocode"`
	Reverse int64 `json:"reverse"`
}

// Distances are quantiles in meters: the median, the 90th and 99th percentiles, and the
// maximum.
type Distances struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// A SharedPoint is a place with the number of entities that have a response there.
type SharedPoint struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Entities  int64   `json:"entities"`
}

// Parts returns how many parts of a group have a value: how often its fields might be there.
// For EntityGroup these are all entities.
func (s *Stats) Parts(g feed.Group) int64 {
	switch {
	case g == feed.EntityGroup:
		return s.Entities
	case g >= feed.NumGroups:
		return 0
	}
	return s.parts[g]
}

// Stats returns the figures of what has been counted so far.
func (c *Counter) Stats() *Stats {
	s := &Stats{
		Entities:           c.entities,
		Requests:           Requests{c.requests[feed.GeocodeGroup], c.requests[feed.ReverseGroup]},
		StatusCode:         c.values[statusCodes].counts(),
		FaultReason:        c.values[faultReasons].counts(),
		Confidence:         c.values[confidences].counts(),
		EntityType:         c.values[entityTypes].counts(),
		MatchCodes:         c.values[matchCodes].counts(),
		CalculationMethod:  c.values[calculationMethods].counts(),
		CountryRegion:      c.values[c.countries()].counts(),
		Culture:            c.values[cultures].counts(),
		Fill:               make(map[string]int64),
		ResponsesPerEntity: make(map[string]int64),
		WithoutPlace:       c.withoutPlace,
		RepeatedIDs:        c.ids.repeated(),
		RepeatedRequests:   c.asked.repeated(),
		Box:                c.places.box(),
		ReverseDistance:    c.distances.quantiles(),
		SharedPoints:       c.places.shared.top(),
		Estimated:          []string{},
		parts:              c.parts,
	}
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		if f.Info().InXML() {
			s.Fill[f.String()] = c.fields[f]
		}
	}
	for n, entities := range c.responses {
		if entities > 0 {
			s.ResponsesPerEntity[strconv.Itoa(n)] = entities
		}
	}
	for _, e := range []struct {
		name string
		is   bool
	}{
		{"statusCode", c.values[statusCodes].others > 0}, {"faultReason", c.values[faultReasons].others > 0},
		{"confidence", c.values[confidences].others > 0}, {"entityType", c.values[entityTypes].others > 0},
		{"matchCodes", c.values[matchCodes].others > 0}, {"calculationMethod", c.values[calculationMethods].others > 0},
		{"countryRegion", c.values[c.countries()].others > 0}, {"culture", c.values[cultures].others > 0},
		{"repeatedIds", c.ids.isEstimate()}, {"repeatedRequests", c.asked.isEstimate()},
		{"reverseDistanceMeters", c.distances.isEstimate()}, {"sharedPoints", c.places.shared.lessened > 0},
	} {
		if e.is {
			s.Estimated = append(s.Estimated, e.name)
		}
	}
	return s
}

// countries returns the list of the countries: those of responses, unless there are only
// requests.
func (c *Counter) countries() int {
	if c.parts[feed.ResponseGroup] == 0 {
		return askedCountries
	}
	return countries
}
