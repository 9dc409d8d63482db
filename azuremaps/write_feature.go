package azuremaps

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/countries"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// AppendFeature appends a response of a feed to dst as the GeoJSON feature that Azure Maps
// would answer with, so that results of the old service can be read with those of the new
// one. Values that have no place in such a feature are in the member "bing" of its
// properties: Name, Landmark, PostalTown, the query parse values, and the Id and status of
// the entity. ParcelCentroid becomes Parcel. The values must be UTF-8. AppendFeature
// returns false and appends nothing for a response without a point whose coordinates are
// JSON numbers.
func AppendFeature(dst []byte, rec *feed.Record, response feed.Part) (feature []byte, ok bool) {
	w := featureWriter{dst: dst}
	start := len(dst)
	w.open('{')
	w.plain("type", "Feature")
	w.key("geometry")
	if !w.geometry(response.Text(feed.ResponseLongitude), response.Text(feed.ResponseLatitude)) {
		return dst[:start], false
	}
	w.box(response)
	w.key("properties")
	w.open('{')
	w.text("type", response.Text(feed.ResponseEntityType))
	w.text("confidence", response.Text(feed.ResponseConfidence))
	w.list("matchCodes", response.Text(feed.ResponseMatchCodes))
	w.address(response)
	w.points(response)
	w.bing(rec, response)
	w.close('}')
	w.close('}')
	return w.dst, true
}

// A featureWriter writes JSON.
type featureWriter struct {
	dst   []byte
	inner bool // something is written after the last bracket
}

func (w *featureWriter) open(bracket byte) {
	w.dst = append(w.dst, bracket)
	w.inner = false
}

func (w *featureWriter) close(bracket byte) {
	w.dst = append(w.dst, bracket)
	w.inner = true
}

// next writes the comma before a member or item, where one is needed.
func (w *featureWriter) next() {
	if w.inner {
		w.dst = append(w.dst, ',')
	}
	w.inner = true
}

func (w *featureWriter) key(name string) {
	w.next()
	w.dst = append(append(append(w.dst, '"'), name...), '"', ':')
}

// plain writes a text that needs no escapes.
func (w *featureWriter) plain(name, text string) {
	w.key(name)
	w.dst = append(append(append(w.dst, '"'), text...), '"')
}

func (w *featureWriter) quoted(text []byte) {
	w.dst = append(jsonscan.AppendEscaped(append(w.dst, '"'), text), '"')
}

// text writes a value, if there is one.
func (w *featureWriter) text(name string, text []byte) {
	if len(text) > 0 {
		w.key(name)
		w.quoted(text)
	}
}

// list writes a list whose members the feed has joined.
func (w *featureWriter) list(name string, text []byte) {
	if len(text) == 0 {
		return
	}
	w.key(name)
	w.open('[')
	for member := range bytes.SplitSeq(text, []byte(",")) {
		w.next()
		w.quoted(bytes.TrimSpace(member))
	}
	w.close(']')
}

// number returns a value as a number of JSON; nil if it is none.
func number(text []byte) []byte {
	if jsonscan.IsNumber(text) {
		return text
	}
	degrees, err := value.ParseDegrees(string(bytes.TrimSpace(text)))
	if err != nil {
		return nil
	}
	return value.AppendDegrees(nil, degrees)
}

// geometry writes a point, longitude first. It reports whether there is one.
func (w *featureWriter) geometry(longitude, latitude []byte) bool {
	longitude, latitude = number(longitude), number(latitude)
	if longitude == nil || latitude == nil {
		return false
	}
	w.open('{')
	w.plain("type", "Point")
	w.key("coordinates")
	w.numbers(longitude, latitude)
	w.close('}')
	return true
}

func (w *featureWriter) numbers(list ...[]byte) {
	w.open('[')
	for _, n := range list {
		w.next()
		w.dst = append(w.dst, n...)
	}
	w.close(']')
}

// box writes the bounding box, if it is one.
func (w *featureWriter) box(p feed.Part) {
	var sides [4][]byte
	for i, f := range boxFields {
		if sides[i] = number(p.Text(f)); sides[i] == nil {
			return
		}
	}
	w.key("bbox")
	w.numbers(sides[:]...)
}

func (w *featureWriter) address(p feed.Part) {
	w.key("address")
	w.open('{')
	w.text("addressLine", p.Text(feed.ResponseAddressLine))
	w.text("locality", p.Text(feed.ResponseLocality))
	w.text("neighborhood", p.Text(feed.ResponseNeighborhood))
	if first, second := p.Text(feed.ResponseAdminDistrict), p.Text(feed.ResponseAdminDistrict2); len(first)+len(second) > 0 {
		w.key("adminDistricts")
		w.open('[')
		w.district(first)
		if len(second) > 0 {
			w.district(second)
		}
		w.close(']')
	}
	w.text("postalCode", p.Text(feed.ResponsePostalCode))
	if country := p.Text(feed.ResponseCountryRegion); len(country) > 0 {
		w.key("countryRegion")
		w.open('{')
		if countries.ByCode(string(country)) != nil {
			w.text("ISO", country)
		} else {
			w.text("name", country)
		}
		w.close('}')
	}
	w.text("formattedAddress", p.Text(feed.ResponseFormattedAddress))
	w.close('}')
}

// district writes a district; without a name it is empty, and keeps the place.
func (w *featureWriter) district(name []byte) {
	w.next()
	w.open('{')
	w.text("shortName", name)
	w.close('}')
}

func (w *featureWriter) points(p feed.Part) {
	begun := false
	for at := range p.Items(feed.PointGroup) {
		longitude, latitude := number(at.Text(feed.PointLongitude)), number(at.Text(feed.PointLatitude))
		if longitude == nil || latitude == nil {
			continue
		}
		if !begun {
			begun = true
			w.key("geocodePoints")
			w.open('[')
		}
		w.next()
		w.open('{')
		w.key("geometry")
		w.geometry(longitude, latitude)
		method := at.Text(feed.PointCalculationMethod)
		if string(method) == "ParcelCentroid" {
			method = method[:len("Parcel")] // as the new service calls it
		}
		w.text("calculationMethod", method)
		w.list("usageTypes", at.Text(feed.PointUsageTypes))
		w.close('}')
	}
	if begun {
		w.close(']')
	}
}

// bing writes what Azure Maps has no place for, if there is any.
func (w *featureWriter) bing(rec *feed.Record, p feed.Part) {
	before, inner := len(w.dst), w.inner
	w.key("bing")
	w.open('{')
	w.text("id", rec.Entity().Text(feed.ID))
	w.text("statusCode", rec.Entity().Text(feed.StatusCode))
	w.text("faultReason", rec.Entity().Text(feed.FaultReason))
	w.text("traceId", rec.Entity().Text(feed.TraceID))
	w.text("name", p.Text(feed.ResponseName))
	w.text("landmark", p.Text(feed.ResponseLandmark))
	w.text("postalTown", p.Text(feed.ResponsePostalTown))
	begun := false
	for pair := range p.Items(feed.QueryParseGroup) {
		if !begun {
			begun = true
			w.key("queryParseValues")
			w.open('[')
		}
		w.next()
		w.open('{')
		w.text("property", pair.Text(feed.QueryParseProperty))
		w.text("value", pair.Text(feed.QueryParseValue))
		w.close('}')
	}
	if begun {
		w.close(']')
	}
	if !w.inner {
		w.dst, w.inner = w.dst[:before], inner
		return
	}
	w.close('}')
}
