package azuremaps

import (
	"bytes"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/countries"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// A Filter holds the conditions of a request on its responses for which Azure Maps has no
// parameter. It stays valid after the record of the request changes.
type Filter struct {
	m            *Mapper
	reverse      bool
	minimum      int  // confidence, as rankOf has it; unknownRank if any will do
	strict       bool // the country and the district have to be those asked for
	most         int  // responses; 0 if any number will do
	neighborhood bool // is wanted

	country  *countries.Country // that was asked for, if it was and is known
	district []byte             // that was asked for
}

// Filter returns the filter of a record's request.
func (m *Mapper) Filter(rec *feed.Record) Filter {
	if p, ok := rec.Request(feed.ReverseGroup); ok && !p.Empty() {
		f := Filter{m: m, reverse: true, minimum: minimumOf(p.Text(feed.ReverseMinimumConfidence)), neighborhood: isTrue(p.Text(feed.ReverseIncludeNeighborhood))}
		if text := p.Text(feed.ReverseMaxResults); !isBlank(text) {
			f.most = numberOfResults(text)
		}
		return f
	}
	p, _ := rec.Request(feed.GeocodeGroup)
	f := Filter{
		m: m, minimum: minimumOf(p.Text(feed.GeocodeMinimumConfidence)), neighborhood: isTrue(p.Text(feed.GeocodeIncludeNeighborhood)),
		strict: isTrue(p.Text(feed.GeocodeStrictMatch)),
	}
	if district := bytes.TrimSpace(p.Text(feed.GeocodeAdminDistrict)); len(district) > 0 {
		f.district = m.district(district)
	}
	if country := p.Text(feed.GeocodeCountryRegion); !isBlank(country) {
		f.country = m.named(country)
	} else if m.country != nil && m.sendsCountry(p) {
		f.country = m.country
	}
	return f
}

// sendsCountry reports whether the country of those that name none is sent of a request that
// names none: it has no place beside a Query.
func (m *Mapper) sendsCountry(p feed.Part) bool {
	return m.o.CountryInQuery || !m.picksQuery(!isBlank(p.Text(feed.GeocodeQuery)), given(p, addressSet) != 0)
}

// boolean returns the boolean that a value is.
func boolean(text []byte) (bool, error) {
	switch string(text) { // quickly, what is usual
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return value.ParseBool(string(bytes.TrimSpace(text)))
}

// isTrue reports whether a value is true; an absent one is not.
func isTrue(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	yes, err := boolean(text)
	return err == nil && yes
}

const unknownRank = -1

// rankOf says how sure a confidence is; unknownRank if it is none that is known.
func rankOf(confidence []byte) int {
	for rank, known := range [...]string{"Low", "Medium", "High"} {
		if len(confidence) == len(known) && strings.EqualFold(string(confidence), known) {
			return rank
		}
	}
	return unknownRank
}

func minimumOf(text []byte) int { return rankOf(bytes.TrimSpace(text)) }

// keeps reports whether a feature passes, and counts why it does not.
func (f *Filter) keeps(r *feature, t *Tally) bool {
	if f.minimum != unknownRank {
		switch rank := rankOf(r.confidence); {
		case rank == unknownRank:
			t.add(UnknownConfidence)
			return false
		case rank < f.minimum:
			t.add(FilteredConfidence)
			return false
		}
	}
	if f.strict && (f.country != nil && !f.isCountry(r) || len(f.district) > 0 && !f.isDistrict(r)) {
		t.add(FilteredStrict)
		return false
	}
	return true
}

// isCountry reports whether a feature is in the country that was asked for.
func (f *Filter) isCountry(r *feature) bool {
	if len(r.iso) > 0 {
		return string(r.iso) == f.country.Code || strings.EqualFold(string(r.iso), f.country.Code)
	}
	return f.m.named(r.country) == f.country // landmarks have no code
}

// isDistrict reports whether a feature is in the district that was asked for.
func (f *Filter) isDistrict(r *feature) bool {
	d := &r.districts[0]
	return bytes.EqualFold(d.short, f.district) || bytes.EqualFold(d.name, f.district)
}

// compare counts an answer whose first response is elsewhere than what was asked for. A
// district is compared only where both are written in a short form, as the full names
// differ from language to language.
func (f *Filter) compare(r *feature, t *Tally) {
	if f.reverse {
		return
	}
	if f.country != nil && len(r.iso)+len(r.country) > 0 && !f.isCountry(r) {
		t.add(OtherCountry)
	}
	if d := r.districts[0]; len(f.district) > 0 && len(d.text()) > 0 && !f.isDistrict(r) && len(d.text()) == len(f.district) && len(f.district) <= 3 {
		t.add(OtherDistrict)
	}
}

// reason says that every response was left out, and by which filter.
func (f *Filter) reason() string {
	var names []string
	if f.minimum != unknownRank {
		names = append(names, "MinimumConfidence")
	}
	if f.strict {
		names = append(names, "StrictMatch")
	}
	return "Azure Maps found only what " + strings.Join(names, " and ") + " leaves out"
}
