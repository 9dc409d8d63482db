package azuremaps

import (
	"encoding/json"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An answerStruct is an answer as a program declares it for encoding/json.
type answerStruct struct {
	BatchItems []struct {
		OptionalID string `json:"optionalId"`
		Features   []struct {
			Geometry   geometryStruct
			BBox       []json.Number
			Properties struct {
				Type, Confidence string
				MatchCodes       []string
				GeocodePoints    []struct {
					Geometry          geometryStruct
					CalculationMethod string
					UsageTypes        []string
				}
				Address struct {
					AddressLine, PostalCode, Neighborhood, Locality, FormattedAddress string
					StreetName, StreetNumber                                          string
					CountryRegion                                                     struct{ Name, ISO string }
					AdminDistricts                                                    []struct{ Name, ShortName string }
				}
			}
		}
		Error *struct{ Code, Message, Target string }
	}
}

type geometryStruct struct {
	Type        string
	Coordinates []json.Number
}

// BenchmarkAnswer measures the way from answers to records.
func BenchmarkAnswer(b *testing.B) {
	m, _ := NewMapper(nil)
	body := testBatch(b, 100)
	rec := recordOf(b, geocode(func(q *feed.GeocodeRequest) { q.Query = "a" }))
	var a Answer
	var out feed.Record
	var tally Tally
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Parse(body); err != nil {
			b.Fatal(err)
		}
		for i := range a.Len() {
			if err := m.Respond(&out, nil, m.Filter(rec), &a, i, nil, &tally); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkAnswerEncodingJSON is the baseline of BenchmarkAnswer: encoding/json into structs.
func BenchmarkAnswerEncodingJSON(b *testing.B) {
	body := testBatch(b, 100)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var v answerStruct
		if err := json.Unmarshal(body, &v); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFeature measures the way from records to features, in bytes of these. Its baseline
// is BenchmarkAnswerEncodingJSON too.
func BenchmarkFeature(b *testing.B) {
	m, _ := NewMapper(nil)
	var a Answer
	if err := a.Parse(testBatch(b, 100)); err != nil {
		b.Fatal(err)
	}
	recs := make([]feed.Record, a.Len())
	for i := range recs {
		if err := m.Respond(&recs[i], nil, Filter{m: m}, &a, i, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
	var text []byte
	b.ReportAllocs()
	for b.Loop() {
		text = text[:0]
		for i := range recs {
			for p := range recs[i].Parts(feed.ResponseGroup) {
				text, _ = AppendFeature(text, &recs[i], p)
			}
		}
	}
	b.SetBytes(int64(len(text)))
}

// BenchmarkItem measures the way from records to items.
func BenchmarkItem(b *testing.B) {
	m, _ := NewMapper(nil)
	rec := recordOf(b, geocode(func(q *feed.GeocodeRequest) {
		q.Culture = "de-DE"
		q.Address = feed.Address{AddressLine: "12 Orchard Way", Locality: "Fairview", PostalCode: "98100", AdminDistrict: "WA", CountryRegion: "United States"}
	}))
	var item []byte
	item, _ = m.AppendItem(item[:0], rec, 123456)
	b.SetBytes(int64(len(item)))
	b.ReportAllocs()
	for b.Loop() {
		item, _ = m.AppendItem(item[:0], rec, 123456)
	}
}

// BenchmarkItemEncodingJSON is the baseline of BenchmarkItem.
func BenchmarkItemEncodingJSON(b *testing.B) {
	item := struct {
		OptionalID    string `json:"optionalId"`
		AddressLine   string `json:"addressLine,omitempty"`
		Locality      string `json:"locality,omitempty"`
		PostalCode    string `json:"postalCode,omitempty"`
		AdminDistrict string `json:"adminDistrict,omitempty"`
		CountryRegion string `json:"countryRegion,omitempty"`
	}{"123456", "12 Orchard Way", "Fairview", "98100", "WA", "US"}
	text, _ := json.Marshal(item)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(item); err != nil {
			b.Fatal(err)
		}
	}
}
