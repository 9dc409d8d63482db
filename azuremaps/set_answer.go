package azuremaps

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// The statuses that entities get.
const (
	StatusSuccess    = "Success"    // there is a response
	StatusNotFound   = "NotFound"   // there is none: the service counts this as a success
	StatusBadRequest = "BadRequest" // the item was refused, here or by the service

	// ReasonNotFound is the FaultReason of an item without a result.
	ReasonNotFound = "Azure Maps found no match"
)

var reasonNotFound = []byte(ReasonNotFound)

// SetAnswer replaces the responses and the status of a complete record by those of the
// i-th item of an answer: the responses that pass the filters of the record's request, and
// a status. Trace becomes the TraceId. SetAnswer counts losses in t, which may be nil. The
// error is one of feed.Record's.
func (m *Mapper) SetAnswer(rec *feed.Record, a *Answer, i int, trace []byte, t *Tally) error {
	var out feed.Record
	if err := m.Respond(&out, nil, m.Filter(rec), a, i, trace, t); err != nil {
		return err
	}
	return records.SetAnswer(rec, records.AppendAnswer(nil, &out, 0))
}

// Respond is SetAnswer for a new record of results, without a request: out gets the Id
// and the answer to the request whose Filter is f.
func (m *Mapper) Respond(out *feed.Record, id []byte, f Filter, a *Answer, i int, trace []byte, t *Tally) error {
	if i < 0 || i >= len(a.items) {
		return fmt.Errorf("azuremaps: the answer has no item %d", i)
	}
	if t == nil {
		t = new(Tally)
	}
	w := responder{out: out, m: m, t: t, a: a, filter: f}
	w.begin(id)
	status, reason := w.item(&a.items[i])
	w.end(status, reason, trace)
	return w.err
}

// Refuse makes a record of results, without a request, for an entity that was not sent:
// out gets the Id and the reason.
func Refuse(out *feed.Record, id []byte, reason string) error {
	w := responder{out: out}
	w.begin(id)
	w.end(StatusBadRequest, []byte(reason), nil)
	return w.err
}

// A responder writes the record of an answer.
type responder struct {
	out    *feed.Record
	m      *Mapper
	t      *Tally
	a      *Answer
	filter Filter
	err    error
}

func (w *responder) step(k feed.Kind) {
	if w.err == nil {
		w.err = records.AddStep(w.out, k, 0)
	}
}

func (w *responder) value(f feed.Field, text []byte) {
	if w.err == nil && len(text) > 0 {
		w.err = records.AddValue(w.out, f, text, 0)
	}
}

func (w *responder) begin(id []byte) {
	records.Discard(w.out)
	w.step(feed.EntityStart)
	if w.err == nil {
		w.err = records.AddValue(w.out, feed.ID, id, 0)
	}
}

func (w *responder) end(status string, reason, trace []byte) {
	w.value(feed.StatusCode, []byte(status))
	w.value(feed.FaultReason, reason)
	w.value(feed.TraceID, trace)
	w.step(feed.EntityEnd)
}

// item writes the responses of an item, and returns the status.
func (w *responder) item(item *answerItem) (status string, reason []byte) {
	if item.failed {
		return StatusBadRequest, w.a.refused(&item.fault)
	}
	if item.first == item.end {
		return StatusNotFound, reasonNotFound
	}
	n := 0
	for i := item.first; i < item.end; i++ {
		f := &w.a.features[i]
		switch {
		case !w.filter.keeps(f, w.t):
		case n > 0 && w.m.o.First:
			w.t.add(LostFeature)
		case w.filter.most > 0 && n >= w.filter.most:
			w.t.add(FilteredMaxResults)
		default:
			if n == 0 {
				w.filter.compare(f, w.t)
			}
			n++
			w.response(f)
		}
	}
	if n == 0 {
		return StatusNotFound, []byte(w.filter.reason())
	}
	return StatusSuccess, nil
}

// refused returns the FaultReason of an item that was refused. It lives as long as the
// answer.
func (a *Answer) refused(f *fault) []byte {
	start := len(a.codes)
	add := func(mark string, text []byte) {
		if len(text) > 0 {
			if len(a.codes) > start {
				a.codes = append(a.codes, mark...)
			}
			a.codes = append(a.codes, text...)
		}
	}
	add("", f.code)
	add(": ", f.message)
	if len(a.codes) == start {
		a.codes = append(a.codes, "Azure Maps gives no reason"...)
	}
	if len(f.target)+len(f.detail) > 0 {
		a.codes = append(a.codes, " ("...)
		a.codes = append(a.codes, f.target...)
		if len(f.target) > 0 && len(f.detail) > 0 {
			a.codes = append(a.codes, ": "...)
		}
		a.codes = append(append(a.codes, f.detail...), ')')
	}
	return a.codes[start:]
}

// response writes one response. What the feed has no field for is counted.
func (w *responder) response(f *feature) {
	w.step(feed.ResponseStart)
	if !w.m.o.NoName {
		w.value(feed.ResponseName, f.formatted)
	}
	w.value(feed.ResponseEntityType, f.entityType)
	w.value(feed.ResponseConfidence, f.confidence)
	w.value(feed.ResponseMatchCodes, f.matchCodes)
	w.value(feed.ResponseAddressLine, f.addressLine)
	w.value(feed.ResponseAdminDistrict, f.districts[0].text())
	w.country(f)
	w.value(feed.ResponseAdminDistrict2, f.districts[1].text())
	w.value(feed.ResponseFormattedAddress, f.formatted)
	w.value(feed.ResponseLocality, f.locality)
	w.value(feed.ResponsePostalCode, f.postalCode)
	if w.filter.neighborhood {
		w.value(feed.ResponseNeighborhood, f.neighborhood)
	} else if len(f.neighborhood) > 0 {
		w.t.add(LostNeighborhood)
	}
	if f.hasBox {
		for side, field := range boxFields {
			w.value(field, f.box[side])
		}
	}
	if len(f.longitude) > 0 && len(f.latitude) > 0 {
		w.value(feed.ResponseLatitude, f.latitude)
		w.value(feed.ResponseLongitude, f.longitude)
	}
	for i := f.firstPoint; i < f.endPoint; i++ {
		w.point(&w.a.points[i])
	}
	w.count(f)
}

// boxFields are the sides of a box in the order in which the service writes them.
var boxFields = [4]feed.Field{feed.ResponseWestLongitude, feed.ResponseSouthLatitude, feed.ResponseEastLongitude, feed.ResponseNorthLatitude}

func (w *responder) country(f *feature) {
	text := f.country
	if len(text) == 0 {
		text = f.iso
	} else if len(f.iso) > 0 {
		w.t.add(LostISO)
	}
	w.value(feed.ResponseCountryRegion, text)
}

// pointType is the type that all points have.
var pointType = []byte("Point")

func (w *responder) point(p *point) {
	w.step(feed.PointStart)
	w.value(feed.PointCalculationMethod, p.method)
	w.value(feed.PointLatitude, p.latitude)
	w.value(feed.PointLongitude, p.longitude)
	w.value(feed.PointType, pointType)
	w.value(feed.PointUsageTypes, p.usage)
}

// count counts what a response has lost.
func (w *responder) count(f *feature) {
	for k := range numKinds {
		if f.lost&(1<<k) != 0 {
			w.t.add(k)
		}
	}
	for _, d := range f.districts {
		if len(d.short) > 0 && len(d.name) > 0 && string(d.short) != string(d.name) {
			w.t.add(LostDistrictName)
		}
	}
	if len(f.locality) == 0 {
		w.t.add(NoLocality)
	}
}
