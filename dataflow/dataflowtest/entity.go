package dataflowtest

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// A builder makes the result of an entity.
type builder struct {
	e      *Emulator
	packed []byte
}

func (b *builder) start(k feed.Kind) { b.packed = pack.AppendToken(b.packed, feed.Token{Kind: k}) }

func (b *builder) value(f feed.Field, text string) {
	if text != "" {
		b.packed = pack.AppendToken(b.packed, feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(text)})
	}
}

func (b *builder) succeed(r *feed.Record) {
	b.echo(r)
	h := b.hash(r)
	for _, response := range respond(r, h) {
		b.response(&response)
	}
	b.end("Success", "", h)
}

func (b *builder) fail(r *feed.Record, reason string) {
	b.echo(r)
	b.end("BadRequest", reason, b.hash(r))
}

// hash returns a number that depends on all that is asked.
func (b *builder) hash(r *feed.Record) uint64 {
	var texts []string
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if p, ok := r.Request(g); ok {
			for _, f := range g.Fields() {
				texts = append(texts, string(p.Text(f)))
			}
		}
	}
	return b.e.hash(texts...)
}

// echo begins the result with the entity's Id and request.
func (b *builder) echo(r *feed.Record) {
	b.start(feed.EntityStart)
	b.value(feed.ID, string(r.Entity().Text(feed.ID)))
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		p, ok := r.Request(g)
		if !ok {
			continue
		}
		b.start(g.Start())
		for _, f := range g.Fields() {
			b.value(f, echoed(f, string(p.Text(f))))
		}
	}
}

// echoed is a value of a request as the service returns it: a boolean as a word,
// and only where it is true, and no address that it does not take.
func echoed(f feed.Field, text string) string {
	if f == feed.GeocodeFormattedAddress {
		return ""
	}
	if f.Info().Type == feed.BooleanType {
		if v, err := value.ParseBool(text); err == nil {
			if !v {
				return ""
			}
			return value.FormatBool(v)
		}
	}
	return text
}

func (b *builder) response(r *response) {
	name := r.address.formatted()
	b.start(feed.ResponseStart)
	b.value(feed.ResponseName, name)
	b.value(feed.ResponseEntityType, string(r.level))
	b.value(feed.ResponseConfidence, r.confidence)
	b.value(feed.ResponseMatchCodes, r.matchCodes)
	b.value(feed.ResponseAddressLine, r.address.line)
	b.value(feed.ResponseAdminDistrict, r.address.district)
	b.value(feed.ResponseCountryRegion, r.address.country)
	b.value(feed.ResponseAdminDistrict2, r.address.district2)
	b.value(feed.ResponseFormattedAddress, name)
	b.value(feed.ResponseLocality, r.address.locality)
	b.value(feed.ResponsePostalCode, r.address.postalCode)
	b.value(feed.ResponsePostalTown, r.address.postalTown)
	b.value(feed.ResponseNeighborhood, r.address.neighborhood)
	b.value(feed.ResponseSouthLatitude, value.FormatDegrees(r.box.south))
	b.value(feed.ResponseWestLongitude, value.FormatDegrees(r.box.west))
	b.value(feed.ResponseNorthLatitude, value.FormatDegrees(r.box.north))
	b.value(feed.ResponseEastLongitude, value.FormatDegrees(r.box.east))
	b.value(feed.ResponseLatitude, value.FormatDegrees(r.at.latitude))
	b.value(feed.ResponseLongitude, value.FormatDegrees(r.at.longitude))
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
	b.value(feed.PointLatitude, value.FormatDegrees(at.latitude))
	b.value(feed.PointLongitude, value.FormatDegrees(at.longitude))
	b.value(feed.PointType, "Point")
	b.value(feed.PointUsageTypes, usage)
}

// end ends the result with its status. The trace id names machines of the
// service, as those in its results do.
func (b *builder) end(status, reason string, h uint64) {
	b.value(feed.StatusCode, status)
	b.value(feed.FaultReason, reason)
	m := mix(h)
	b.value(feed.TraceID, fmt.Sprintf("%016x%016x|CH%08X|7.7.0.0|CH1SCH%09d, i-%08x.us-east-1c", h, m, uint32(m), h%1_000_000_000, uint32(h)))
	b.start(feed.EntityEnd)
}
