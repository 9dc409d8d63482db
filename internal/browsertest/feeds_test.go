package browsertest

import (
	"fmt"
	"io"
	"math/rand/v2"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A town is somewhere that generated entities are near.
type town struct {
	name, district, country string
	lat, lon                float64
}

var someTowns = []town{
	{"Leeds", "England", "United Kingdom", 53.7974, -1.5438},
	{"Aberystwyth", "Wales", "United Kingdom", 52.4131, -4.0868},
	{"Jyväskylä", "Central Finland", "Finland", 62.2426, 25.7473},
	{"Leipzig", "SN", "Germany", 51.3397, 12.3731},
	{"Lyon", "Auvergne-Rhône-Alpes", "France", 45.7640, 4.8357},
	{"Łódź", "Łódź", "Poland", 51.7592, 19.4560},
	{"Redmond", "WA", "United States", 47.6740, -122.1215},
	{"Denver", "CO", "United States", 39.7392, -104.9903},
	{"Belém", "PA", "Brazil", -1.4558, -48.4902},
	{"Nairobi", "Nairobi", "Kenya", -1.2864, 36.8172},
	{"Pune", "MH", "India", 18.5204, 73.8567},
	{"Osaka", "Osaka", "Japan", 34.6937, 135.5023},
	{"Hobart", "TAS", "Australia", -42.8821, 147.3272},
	{"Suva", "Central", "Fiji", -18.1248, 178.4501},
}

// towns returns n entities around towns, as results of a job usually look: most have one good
// response, some have several or none, and some requests are reverse ones.
func towns(n int) func() (*feed.Entity, error) {
	r := rand.New(rand.NewPCG(1, 2))
	i := 0
	return func() (*feed.Entity, error) {
		if i == n {
			return nil, io.EOF
		}
		i++
		return aroundTown(r, i), nil
	}
}

func aroundTown(r *rand.Rand, i int) *feed.Entity {
	t := someTowns[r.IntN(len(someTowns))]
	spread := []float64{0.02, 0.2, 2}[r.IntN(3)]
	lat, lon := t.lat+r.NormFloat64()*spread, t.lon+r.NormFloat64()*spread
	if lon > 180 {
		lon -= 360
	}
	line, code := fmt.Sprintf("%d Station Road", 1+r.IntN(200)), fmt.Sprintf("%05d", r.IntN(99999))
	e := &feed.Entity{ID: fmt.Sprintf("%06d", i), StatusCode: "Success", TraceID: "8f0c2a55d1be|LT004417|02.00.83.300"}
	if r.IntN(5) == 0 {
		e.Reverse = &feed.ReverseGeocodeRequest{Culture: "en-GB", Location: feed.LocationAt(round(lat+r.NormFloat64()*0.002), round(lon+r.NormFloat64()*0.002))}
	} else {
		e.Geocode = &feed.GeocodeRequest{Culture: "en-GB", Address: feed.Address{AddressLine: line, Locality: t.name, AdminDistrict: t.district, CountryRegion: t.country, PostalCode: code}}
	}
	if r.IntN(40) == 0 {
		e.StatusCode, e.FaultReason = "BadRequest", "To geocode a location, you must specify at least one address field."
		e.Geocode, e.Reverse = &feed.GeocodeRequest{Culture: "en-GB"}, nil
		return e
	}
	if r.IntN(30) == 0 {
		return e
	}
	for k := range 1 + r.IntN(10)/8 {
		confidence := []string{"High", "High", "High", "Medium", "Low"}[r.IntN(5)]
		match := map[string]string{"High": "Good", "Medium": "Ambiguous, Good", "Low": "UpHierarchy"}[confidence]
		at := feed.LocationAt(round(lat+0.01*float64(k)), round(lon))
		line, code, kind := line, code, "Address"
		switch confidence {
		case "Medium":
			code = fmt.Sprintf("%05d", r.IntN(99999))
		case "Low":
			line, kind = "Station Road", "RoadBlock"
		}
		e.Responses = append(e.Responses, feed.GeocodeResponse{
			Name: line + ", " + t.name, EntityType: kind, Confidence: confidence, MatchCodes: match,
			Address:       feed.Address{AddressLine: line, Locality: t.name, AdminDistrict: t.district, CountryRegion: t.country, PostalCode: code, FormattedAddress: line + ", " + t.name + " " + code},
			GeocodePoints: []feed.GeocodePoint{{CalculationMethod: "Rooftop", Location: at, Type: "Point", UsageTypes: "Display"}, {CalculationMethod: "Interpolation", Location: feed.LocationAt(round(lat+0.0004), round(lon+0.0005)), Type: "Point", UsageTypes: "Route"}},
			BoundingBox:   feed.BoundingBoxOf(round(lat-0.0039), round(lon-0.0052), round(lat+0.0039), round(lon+0.0052)),
			Point:         at,
		})
	}
	return e
}

func round(degrees float64) float64 { return float64(int64(degrees*1e6)) / 1e6 }
