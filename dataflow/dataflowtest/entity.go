package dataflowtest

import (
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// A builder makes the results of entities, one after the other. Its memory is used again.
type builder struct {
	seed chance.Hash // the hash of the Emulator's seed

	result    *feed.Record // the result at hand
	err       error        // that was the first in making it
	responses []response
	digits    []byte // of the value at hand
	name      []byte // of the response at hand
}

func newBuilder(seed uint64) *builder { return &builder{seed: chance.Seeded(seed)} }

func (b *builder) note(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) start(k feed.Kind) { b.note(records.AddStep(b.result, k, 0)) }

func (b *builder) value(f feed.Field, text string) {
	if text != "" {
		b.note(records.AddString(b.result, f, text, 0))
	}
}

func (b *builder) bytes(f feed.Field, text []byte) {
	if len(text) > 0 {
		b.note(records.AddValue(b.result, f, text, 0))
	}
}

func (b *builder) degrees(f feed.Field, degrees float64) {
	b.digits = value.AppendDegrees(b.digits[:0], degrees)
	b.bytes(f, b.digits)
}

// appendPadded appends a number with zeros before it, so that it has at least so many
// digits of a base.
func appendPadded(dst []byte, n uint64, digits, base int) []byte {
	var text [20]byte
	number := strconv.AppendUint(text[:0], n, base)
	for range digits - len(number) {
		dst = append(dst, '0')
	}
	return append(dst, number...)
}

// succeed makes the result of an entity that is located, or looked for in vain.
func (b *builder) succeed(result, sent *feed.Record) error {
	q := b.begin(result, sent)
	h := b.hash(q)
	b.responses = respond(b.responses[:0], q, h)
	for i := range b.responses {
		b.response(&b.responses[i])
	}
	return b.end("Success", "", h)
}

// fail makes the result of an entity that is refused.
func (b *builder) fail(result, sent *feed.Record, reason string) error {
	q := b.begin(result, sent)
	return b.end("BadRequest", reason, b.hash(q))
}

// hash returns a number that depends on all that is asked.
func (b *builder) hash(q question) uint64 {
	h := b.seed
	for _, g := range requestGroups {
		if p, ok := q.request(g.Group); ok {
			for _, f := range g.fields {
				h = h.Next(p.text(f))
			}
		}
	}
	return h.Number()
}

// begin begins the result with the entity's Id and request.
func (b *builder) begin(result, sent *feed.Record) question {
	b.result, b.err = result, nil
	q := questionOf(sent)
	b.start(feed.EntityStart)
	b.value(feed.ID, request{q.Entity(), q.texts}.text(feed.ID))
	for _, g := range requestGroups {
		p, ok := q.request(g.Group)
		if !ok {
			continue
		}
		b.start(g.Start())
		for _, f := range g.fields {
			b.value(f, echoed(p, f))
		}
	}
	return q
}

// echoed is a value of a request as the service returns it: a boolean as a word,
// and only where it is true, and no address that it does not take.
func echoed(p request, f feed.Field) string {
	if f == feed.GeocodeFormattedAddress {
		return ""
	}
	text := p.text(f)
	if text == "" || f.Info().Type != feed.BooleanType {
		return text
	}
	if yes, err := value.ParseBool(text); err == nil {
		if !yes {
			return ""
		}
		return value.FormatBool(yes)
	}
	return text
}

func (b *builder) response(r *response) {
	b.name = r.address.appendFormatted(b.name[:0])
	b.start(feed.ResponseStart)
	b.bytes(feed.ResponseName, b.name)
	b.value(feed.ResponseEntityType, string(r.level))
	b.value(feed.ResponseConfidence, r.confidence)
	b.value(feed.ResponseMatchCodes, r.matchCodes)
	b.value(feed.ResponseAddressLine, r.address.line)
	b.value(feed.ResponseAdminDistrict, r.address.district)
	b.value(feed.ResponseCountryRegion, r.address.country)
	b.value(feed.ResponseAdminDistrict2, r.address.district2)
	b.bytes(feed.ResponseFormattedAddress, b.name)
	b.value(feed.ResponseLocality, r.address.locality)
	b.value(feed.ResponsePostalCode, r.address.postalCode)
	b.value(feed.ResponsePostalTown, r.address.postalTown)
	b.value(feed.ResponseNeighborhood, r.address.neighborhood)
	b.degrees(feed.ResponseSouthLatitude, r.box.south)
	b.degrees(feed.ResponseWestLongitude, r.box.west)
	b.degrees(feed.ResponseNorthLatitude, r.box.north)
	b.degrees(feed.ResponseEastLongitude, r.box.east)
	b.degrees(feed.ResponseLatitude, r.at.latitude)
	b.degrees(feed.ResponseLongitude, r.at.longitude)
	b.point(r.at, "Display", "Rooftop")
	if r.level == addressLevel {
		b.point(r.street(), "Route", "Interpolation")
	} else {
		b.point(r.at, "Route", "Rooftop")
	}
	for _, p := range r.pairs {
		b.start(feed.QueryParseStart)
		b.value(feed.QueryParseProperty, p[0])
		b.value(feed.QueryParseValue, p[1])
	}
}

// street is where one stops for an address: a few metres beside it.
func (r *response) street() place {
	return place{round(min(90, r.at.latitude+0.00005)), round(min(180, r.at.longitude+0.00008))}
}

func (b *builder) point(at place, usage, method string) {
	b.start(feed.PointStart)
	b.value(feed.PointCalculationMethod, method)
	b.degrees(feed.PointLatitude, at.latitude)
	b.degrees(feed.PointLongitude, at.longitude)
	b.value(feed.PointType, "Point")
	b.value(feed.PointUsageTypes, usage)
}

// end ends the result with its status.
func (b *builder) end(status, reason string, h uint64) error {
	b.value(feed.StatusCode, status)
	b.value(feed.FaultReason, reason)
	b.digits = appendTrace(b.digits[:0], h)
	b.bytes(feed.TraceID, b.digits)
	b.start(feed.EntityEnd)
	return b.err
}

// appendTrace appends a trace id, which names machines of the service, as those in its
// results do.
func appendTrace(dst []byte, h uint64) []byte {
	m := chance.Mix(h)
	dst = appendPadded(dst, h, 16, 16)
	dst = appendPadded(dst, m, 16, 16)
	dst = append(dst, "|CH"...)
	dst = appendPadded(dst, uint64(uint32(m)), 8, 16)
	for i := len(dst) - 8; i < len(dst); i++ {
		if dst[i] >= 'a' {
			dst[i] -= 'a' - 'A'
		}
	}
	dst = append(dst, "|7.7.0.0|CH1SCH"...)
	dst = appendPadded(dst, h%1_000_000_000, 9, 10)
	dst = append(dst, ", i-"...)
	dst = appendPadded(dst, uint64(uint32(h)), 8, 16)
	return append(dst, ".us-east-1c"...)
}
