package dataflowtest

import (
	"math"
	"strings"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// A box is an area in degrees.
type box struct{ south, west, north, east float64 }

// A region is a country, or a division of one, with the names it goes by.
type region struct {
	name, code string
	names      string // further ones, with semicolons between
	box        box
}

// world is where a request is that names a country which is not known.
var world = box{-60, -180, 75, 180}

func (b box) size() float64 { return (b.north - b.south) * (b.east - b.west) }

func (b box) has(at place) bool {
	return b.south <= at.latitude && at.latitude <= b.north && b.west <= at.longitude && at.longitude <= b.east
}

// place makes up a place in the middle of a box, where a country that is no
// rectangle is likely to be.
func (b box) place(h uint64) place {
	const part = 0.6
	return place{
		round((b.south+b.north)/2 + degrees(h, part*(b.north-b.south))),
		round((b.west+b.east)/2 + degrees(mix(h), part*(b.east-b.west))),
	}
}

// around returns the box around a place, as far as there is an earth.
func around(at place, half float64) box {
	return box{
		round(max(-90, at.latitude-half)), round(max(-180, at.longitude-half*1.25)),
		round(min(90, at.latitude+half)), round(min(180, at.longitude+half*1.25)),
	}
}

type place struct{ latitude, longitude float64 }

// degrees returns a number of degrees within a span around 0.
func degrees(h uint64, span float64) float64 {
	const steps = 1_000_000
	return (float64(h%steps)/steps - 0.5) * span
}

// round keeps as many digits as one writes.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// A gazetteer finds regions by their names.
type gazetteer map[string]*region

func newGazetteer(regions []region) gazetteer {
	g := make(gazetteer)
	for i := range regions {
		r := &regions[i]
		for _, name := range append(strings.Split(r.names, ";"), r.name, r.code) {
			g[nameKey(name)] = r
		}
	}
	delete(g, "")
	return g
}

// nameKey is a name as it is looked for: "U.S.A." is "usa".
func nameKey(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), ".", ""))
}

func (g gazetteer) find(name string) *region { return g[nameKey(name)] }

var gazetteers = sync.OnceValue(func() (all struct {
	countries gazetteer
	divisions map[string]gazetteer
}) {
	all.countries = newGazetteer(countries)
	all.divisions = make(map[string]gazetteer)
	for code, list := range divisions {
		all.divisions[code] = newGazetteer(list)
	}
	return all
})

func countryNamed(name string) *region { return gazetteers().countries.find(name) }

// divisionNamed finds a division of a country. With no country it is one of those
// whose divisions are known.
func divisionNamed(name string, country *region) (division, of *region) {
	if name == "" {
		return nil, country
	}
	if country != nil {
		return gazetteers().divisions[country.code].find(name), country
	}
	for _, code := range []string{"US", "CA"} {
		if d := gazetteers().divisions[code].find(name); d != nil {
			return d, countryNamed(code)
		}
	}
	return nil, nil
}

// languages are the countries that a culture without one stands for.
var languages = map[string]string{
	"cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "es": "ES", "et": "EE", "fi": "FI", "fr": "FR", "hu": "HU", "is": "IS", "it": "IT", "ja": "JP",
	"ko": "KR", "lt": "LT", "lv": "LV", "nb": "NO", "nl": "NL", "nn": "NO", "no": "NO", "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sk": "SK",
	"sl": "SI", "sv": "SE", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN", "zh": "CN",
}

// countryOfCulture is where a request is that names no country. The service's
// default culture is en-US.
func countryOfCulture(culture string) *region {
	language, rest, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(culture), "_", "-"), "-")
	for part := range strings.SplitSeq(rest, "-") {
		if len(part) == 2 {
			if c := countryNamed(part); c != nil {
				return c
			}
		}
	}
	if code, ok := languages[strings.ToLower(language)]; ok {
		return countryNamed(code)
	}
	return countryNamed("US")
}

// regionsAt returns the country, and the division if known, of a place: those
// with the smallest boxes.
func regionsAt(at place) (country, division *region) {
	country = smallestWith(at, countries)
	if country != nil {
		division = smallestWith(at, divisions[country.code])
	}
	return country, division
}

func smallestWith(at place, regions []region) (found *region) {
	for i := range regions {
		if r := &regions[i]; r.box.has(at) && (found == nil || r.box.size() < found.box.size()) {
			found = r
		}
	}
	return found
}

// placeOf reads the location of a reverse request.
func placeOf(p feed.Part) place {
	latitude, _ := value.ParseDegrees(strings.TrimSpace(string(p.Text(feed.ReverseLatitude))))
	longitude, _ := value.ParseDegrees(strings.TrimSpace(string(p.Text(feed.ReverseLongitude))))
	return place{latitude, longitude}
}
