package dataflowtest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/internal/pack"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A builder makes up the result of an entity. What it makes depends on the
// request and the seed only, so that the same feed has the same results however
// often it is sent.
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

// echoed is a value of a request as the service returns it: booleans as words,
// no address that it does not take.
func echoed(f feed.Field, text string) string {
	if f == feed.GeocodeFormattedAddress {
		return ""
	}
	if f.Info().Type == feed.BooleanType {
		if v, err := feed.ParseBool(text); err == nil {
			return feed.FormatBool(v)
		}
	}
	return text
}

// end ends the result with its status.
func (b *builder) end(status, reason string, h uint64) {
	b.value(feed.StatusCode, status)
	b.value(feed.FaultReason, reason)
	b.value(feed.TraceID, fmt.Sprintf("%016x%016x", h, mix(h)))
	b.start(feed.EntityEnd)
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

func (b *builder) succeed(r *feed.Record) {
	b.echo(r)
	h := b.hash(r)
	if p, ok := r.Request(feed.ReverseGroup); ok {
		latitude, _ := feed.ParseDegrees(strings.TrimSpace(string(p.Text(feed.ReverseLatitude))))
		longitude, _ := feed.ParseDegrees(strings.TrimSpace(string(p.Text(feed.ReverseLongitude))))
		b.response(madeUpAddress(h), place{latitude, longitude}, h, nil)
	} else if p, ok := r.Request(feed.GeocodeGroup); ok {
		b.geocode(p, h)
	}
	b.end("Success", "", h)
}

// geocode makes up responses: one, or two where several are asked for.
func (b *builder) geocode(p feed.Part, h uint64) {
	n := 1
	if limit, err := strconv.Atoi(string(p.Text(feed.GeocodeMaxResults))); err == nil && limit > 1 {
		n = 2
	}
	for i := range n {
		h := mix(h + uint64(i))
		address := requested(p)
		var pairs []string
		if query := string(p.Text(feed.GeocodeQuery)); query != "" {
			if address.line == "" && address.locality == "" {
				address = madeUpAddress(h)
			}
			if asked, _ := feed.ParseBool(string(p.Text(feed.GeocodeIncludeQueryParse))); asked {
				pairs = []string{"AddressLine", query}
			}
		}
		b.response(address, madeUpPlace(h), h, pairs)
	}
}

type place struct{ latitude, longitude float64 }

// degrees returns a number of degrees within a span around 0.
func degrees(h uint64, span float64) float64 {
	const steps = 1_000_000
	return (float64(h%steps)/steps - 0.5) * span
}

func madeUpPlace(h uint64) place {
	return place{round(degrees(h, 160)), round(degrees(mix(h), 358))}
}

// round keeps as many digits as one writes.
func round(x float64) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'f', 6, 64), 64)
	return x
}

// An address is what a response says of one.
type address struct{ line, district, country, locality, postalCode string }

var (
	streets    = []string{"Harbour Street", "Mill Lane", "Station Road", "Orchard Way", "Market Square", "Bridge Street", "Hill Road"}
	localities = []string{"Ashford", "Birkdale", "Carrick", "Dunmore", "Elmstead", "Fairview", "Glenwood"}
)

func madeUpAddress(h uint64) address {
	return address{
		line:       fmt.Sprintf("%d %s", 1+h%200, streets[mix(h)%uint64(len(streets))]),
		locality:   localities[h%uint64(len(localities))],
		district:   "Sample County",
		postalCode: fmt.Sprintf("%05d", mix(h+1)%100_000),
		country:    "Sampleland",
	}
}

// requested is the address of a request.
func requested(p feed.Part) address {
	text := func(f feed.Field) string { return string(p.Text(f)) }
	return address{
		text(feed.GeocodeAddressLine), text(feed.GeocodeAdminDistrict), text(feed.GeocodeCountryRegion),
		text(feed.GeocodeLocality), text(feed.GeocodePostalCode),
	}
}

func (a address) formatted() string {
	var parts []string
	for _, p := range []string{a.line, a.locality, strings.TrimSpace(a.district + " " + a.postalCode), a.country} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// pick returns one of some texts, evenly.
func pick(h uint64, texts ...string) string { return texts[h%uint64(len(texts))] }

func (b *builder) response(a address, at place, h uint64, pairs []string) {
	b.start(feed.ResponseStart)
	b.value(feed.ResponseName, a.formatted())
	b.value(feed.ResponseEntityType, map[bool]string{true: "Address", false: "PopulatedPlace"}[a.line != ""])
	b.value(feed.ResponseConfidence, pick(h, "High", "High", "Medium"))
	b.value(feed.ResponseMatchCodes, pick(mix(h), "Good", "Good", "Ambiguous, Good"))
	b.value(feed.ResponseAddressLine, a.line)
	b.value(feed.ResponseAdminDistrict, a.district)
	b.value(feed.ResponseCountryRegion, a.country)
	b.value(feed.ResponseFormattedAddress, a.formatted())
	b.value(feed.ResponseLocality, a.locality)
	b.value(feed.ResponsePostalCode, a.postalCode)
	b.value(feed.ResponseSouthLatitude, feed.FormatDegrees(round(max(-90, at.latitude-0.004))))
	b.value(feed.ResponseWestLongitude, feed.FormatDegrees(round(max(-180, at.longitude-0.005))))
	b.value(feed.ResponseNorthLatitude, feed.FormatDegrees(round(min(90, at.latitude+0.004))))
	b.value(feed.ResponseEastLongitude, feed.FormatDegrees(round(min(180, at.longitude+0.005))))
	b.value(feed.ResponseLatitude, feed.FormatDegrees(at.latitude))
	b.value(feed.ResponseLongitude, feed.FormatDegrees(at.longitude))
	b.start(feed.PointStart)
	b.value(feed.PointCalculationMethod, pick(h, "Rooftop", "Interpolation", "ParcelCentroid"))
	b.value(feed.PointLatitude, feed.FormatDegrees(at.latitude))
	b.value(feed.PointLongitude, feed.FormatDegrees(at.longitude))
	b.value(feed.PointType, "Point")
	b.value(feed.PointUsageTypes, pick(h, "Display", "Display, Route"))
	if pairs != nil {
		b.start(feed.QueryParseStart)
		b.value(feed.QueryParseProperty, pairs[0])
		b.value(feed.QueryParseValue, pairs[1])
	}
}
