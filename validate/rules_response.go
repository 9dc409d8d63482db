package validate

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

var responseRules = []Rule{
	{
		Code: "response-coordinate-invalid", Severity: Error, Kinds: Results,
		Title: "a response coordinate that is not a valid number",
		Text: `Coordinates of responses are degrees within their ranges. Another value was
changed after the service wrote it, by a spreadsheet for example, and would be
used as a place.`,
		Bad:    `<Point Latitude="53,8" Longitude="-1.55" />`,
		Good:   `<Point Latitude="53.8" Longitude="-1.55" />`,
		check:  checkResponseCoordinates,
		values: append(slices.Clone(coordinateFields[feed.ResponseGroup]), coordinateFields[feed.PointGroup]...),
	},
	{
		Code: "confidence-low", Severity: Warning, Kinds: Results,
		Title: "a response of low confidence",
		Text: `The service doubts that the response is what was meant. Look at it before you
use it, or ask with a MinimumConfidence.`,
		Bad:    `<GeocodeResponse Confidence="Low">`,
		Good:   `<GeocodeResponse Confidence="High">`,
		check:  checkConfidenceLow,
		values: []feed.Field{feed.ResponseConfidence},
	},
	{
		Code: "match-ambiguous", Severity: Warning, Kinds: Results,
		Title: "a response that is one of several that fit",
		Text: `The match code Ambiguous says that the request fits several places as well. A
more complete address sets them apart.`,
		Bad:    `<GeocodeResponse MatchCodes="Ambiguous, Good">`,
		Good:   `<GeocodeResponse MatchCodes="Good">`,
		check:  checkAmbiguous,
		values: []feed.Field{feed.ResponseMatchCodes},
	},
	{
		Code: "match-up-hierarchy", Severity: Warning, Kinds: Results,
		Title: "a response for a larger place than asked for",
		Text: `The match code UpHierarchy says that the service did not find the address itself
and returned what it lies in: the city for a street, the district for a city.`,
		Bad:    `<GeocodeResponse MatchCodes="UpHierarchy">`,
		Good:   `<GeocodeResponse MatchCodes="Good">`,
		check:  checkUpHierarchy,
		values: []feed.Field{feed.ResponseMatchCodes},
	},
}

// coordinateFields are the coordinates of a response and of a point.
var coordinateFields = func() (fields [feed.NumGroups][]feed.Field) {
	for _, g := range []feed.Group{feed.ResponseGroup, feed.PointGroup} {
		for _, f := range g.Fields() {
			if coordinates.Has(f) {
				fields[g] = append(fields[g], f)
			}
		}
	}
	return fields
}()

// siblings has, for a coordinate of a response, the other coordinates of the same place:
// if they have a value, it must have one too.
var siblings = func() (sets [feed.NumFields]feed.FieldSet) {
	for _, f := range coordinateFields[feed.ResponseGroup] {
		for _, other := range coordinateFields[feed.ResponseGroup] {
			if other != f && other.Info().Element == f.Info().Element {
				sets[f] = sets[f].With(other)
			}
		}
	}
	return sets
}()

func checkResponseCoordinates(e *entity) {
	for _, r := range e.responses {
		e.checkCoordinates(r.Part, 0)
		for i, p := range r.points {
			if !p.swapped {
				e.checkCoordinates(p.Part, i+1)
			}
		}
	}
}

// checkCoordinates checks the coordinates of a response or, if point is not 0, of its
// point of that number.
func (e *entity) checkCoordinates(p feed.Part, point int) {
	for _, f := range coordinateFields[p.Group()] {
		if !p.Has(f) && p.NonEmpty()&siblings[f] == 0 {
			continue
		}
		text, t := p.Text(f), f.Info().Type
		if d, ok := degrees(text); ok && inRange(d, t) {
			continue
		}
		if len(text) > 0 {
			message, remedy := coordinateFault(text, t)
			e.reportPart(p, f, message, remedy)
		} else if e.knows(feed.ResponseGroup) {
			what := f.Info().Attr
			if point > 0 { // a cell may hold several
				what += fmt.Sprintf(" of GeocodePoint %d", point)
			}
			e.reportPart(p, f, what+" is missing", "fetch the results again")
		}
	}
}

func checkConfidenceLow(e *entity) {
	for _, r := range e.responses {
		if text := trim(r.Text(feed.ResponseConfidence)); isWord(text, "Low") {
			e.reportPart(r.Part, feed.ResponseConfidence, "the response has low confidence", "look at it before you use it")
		}
	}
}

func checkAmbiguous(e *entity) {
	e.checkMatch("Ambiguous", "the request fits several places", "say more of the address")
}

func checkUpHierarchy(e *entity) {
	e.checkMatch("UpHierarchy", "the response is a larger place than asked for", "correct the address, or use the response as what it is")
}

// checkMatch reports the responses that have a match code.
func (e *entity) checkMatch(code, message, remedy string) {
	for _, r := range e.responses {
		if text := r.Text(feed.ResponseMatchCodes); len(text) >= len(code) && hasMember(text, code) {
			e.reportPart(r.Part, feed.ResponseMatchCodes, message, remedy)
		}
	}
}

// hasMember reports whether a comma-separated list has a member, in any case.
func hasMember(list []byte, member string) bool {
	for {
		end := bytes.IndexByte(list, ',')
		m := list
		if end >= 0 {
			m = list[:end]
		}
		if isWord(trim(m), member) {
			return true
		}
		if end < 0 {
			return false
		}
		list = list[end+1:]
	}
}
