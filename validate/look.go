package validate

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// This file goes through an entity once, part by part. It notes what the rules often need,
// and which rules the entity triggers (trigger.go). It examines a value only as far as it
// takes to know that it is good (fastcheck.go, texts.go).

// look examines an entity that is now complete and ends at an offset.
func (e *entity) look(end int64) {
	v, r := e.v, e.Record
	e.end, e.id = end, ""
	e.has, e.sets = [feed.ResponseGroup]bool{}, [feed.ResponseGroup]feed.FieldSet{}
	e.answered, e.exchangeable = false, v.typed&exchanged != exchanged
	looked := v.valued
	if records.Tidy(r) {
		looked = v.typed
	}
	for i := range r.Len() {
		g, set, empty := records.Look(r, i)
		switch g {
		case feed.EntityGroup, feed.ReverseGroup, feed.GeocodeGroup:
			e.has[g], e.sets[g] = true, set
		case feed.ResponseGroup:
			e.answered, e.longitude = true, unknownDegrees
		}
		s := v.shape(shapeKeyOf(g, set))
		if s.key != shapeKeyOf(g, set) {
			v.learn(s, g, set)
		}
		v.triggered |= s.on
		v.suppressed |= s.suppresses
		values, texts := set&looked, set&textSet
		if values&coordinates != 0 {
			values = e.lookAtCoordinates(i, values)
		}
		if values|texts != 0 {
			e.lookAtValues(i, values, texts)
		}
		for empty &= v.required; empty != 0; {
			var f feed.Field
			f, empty = empty.Next()
			v.triggered |= v.triggers[f&63].values
		}
	}
	if v.options.Kind == Results {
		e.hideFailed()
	}
	e.lookAtAllText()
	e.responses, e.points, e.swapped = e.responses[:0], e.points[:0], false
	if e.answered {
		e.lookAtResponses()
	}
	e.results = len(e.responses) > 0 || e.sets[feed.EntityGroup]&statusSet != 0
}

// hideFailed hides the request of an entity that the service refused.
func (e *entity) hideFailed() {
	status := e.text(feed.StatusCode)
	if e.failed = len(status) > 0 && !isSuccess(status); e.failed {
		for _, g := range [...]feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
			e.has[g], e.sets[g] = false, 0
		}
	}
}

// lookAtCoordinates examines the coordinates of the i-th part. It returns the other fields,
// and the coordinates not known to be good.
func (e *entity) lookAtCoordinates(i int, looked feed.FieldSet) (rest feed.FieldSet) {
	at, values := records.Spans(e.Record, i), records.Values(e.Record)
	rest = looked
	for looked &= coordinates; looked != 0; {
		var f feed.Field
		f, looked = looked.Next()
		start, end := at.Of(f)
		n := wholeDegrees(values[start:end])
		if isWithin(n, coordinateLimits[f&63]) {
			rest = rest.Without(f)
		}
		switch f {
		case feed.ResponseLongitude:
			e.longitude = n
		case feed.PointLatitude:
			e.exchangeable = e.exchangeable || !isFar(n, e.longitude)
		}
	}
	return rest
}

// lookAtValues triggers the rules for values of the i-th part: for the looked fields that
// are not trivially good, and for texts.
func (e *entity) lookAtValues(i int, looked, texts feed.FieldSet) {
	at, values, v := records.Spans(e.Record, i), records.Values(e.Record), e.v
	for looked != 0 {
		var f feed.Field
		f, looked = looked.Next()
		start, end := at.Of(f)
		w, text := &v.triggers[f&63], values[start:end]
		if word := wordOf(text); !w.good.has(word) && !w.isTrivial(v, text, word) {
			v.triggered |= w.values
		}
	}
	if texts == 0 {
		return
	}
	var kinds kindSet
	for left := texts; left != 0; {
		var f feed.Field
		f, left = left.Next()
		start, end := at.Of(f)
		kinds |= begins[values[start]] & ends[values[end-1]]
	}
	if kinds != 0 {
		v.triggerEnds(e.At(i), texts)
	}
	if texts.Has(feed.GeocodePostalCode) {
		if start, end := at.Of(feed.GeocodePostalCode); mayBeMangled(values[start:end]) {
			v.triggered |= v.texts[mayBePlaceholders]
		}
	}
}
