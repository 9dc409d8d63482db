package feed_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestEntityJSON shows an entity in JSON, and that it comes back.
func TestEntityJSON(t *testing.T) {
	e := &feed.Entity{
		ID:      "001",
		Geocode: &feed.GeocodeRequest{Query: `12 "Elm" St`, MaxResults: "5", Address: feed.Address{Locality: "Łódź"}, MinimumConfidence: "High"},
		Reverse: new(feed.ReverseGeocodeRequest),
		Responses: []feed.GeocodeResponse{{
			Name:             "a",
			GeocodePoints:    []feed.GeocodePoint{{Location: feed.Location{Latitude: "1", Longitude: "2"}}, {UsageTypes: "Display, Route"}},
			QueryParseValues: []feed.QueryParsePair{{Property: "p", Value: "v"}},
			Point:            feed.Location{Latitude: "47.60"},
		}, {}},
		StatusCode: "Success",
	}
	text, err := e.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"id":"001","reverseGeocodeRequest":{},"geocodeRequest":{"query":"12 \"Elm\" St","maxResults":"5","address":{"locality":"Łódź"},"confidenceFilter":{"minimumConfidence":"High"}},` +
		`"responses":[{"name":"a","geocodePoints":[{"latitude":"1","longitude":"2"},{"usageTypes":"Display, Route"}],"queryParseValues":[{"property":"p","value":"v"}],"point":{"latitude":"47.60"}},{}],"statusCode":"Success"}`
	if string(text) != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
	var back feed.Entity
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, &back); diff != "" {
		t.Error(diff)
	}
	list, err := json.Marshal([]feed.Entity{*e, {}})
	if err != nil || string(list) != "["+want+",{}]" {
		t.Errorf("%s, %v", list, err)
	}
	var typed feed.Entity
	if err := json.Unmarshal([]byte(`{"id":7,"geocodeRequest":{"strictMatch":true,"query":null},"responses":[{"matchCodes":["Good","Ambiguous"],"point":{"latitude":1.50}}]}`), &typed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&feed.Entity{ID: "7", Geocode: &feed.GeocodeRequest{StrictMatch: "true"}, Responses: []feed.GeocodeResponse{{MatchCodes: "Good, Ambiguous", Point: feed.Location{Latitude: "1.50"}}}}, &typed); diff != "" {
		t.Error(diff)
	}
}

// TestEntityJSONRefuses shows the errors of what is no entity in JSON, or cannot be one.
func TestEntityJSONRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`1`:                              "json-syntax: an entity is an object",
		`{"ID":"1"}`:                     `json-key: byte 1: the unknown key "ID"`,
		`{"id":"1","\u0069d":"2"}`:       `json-key: byte 10: a second key "id"`,
		`{"id":["1"]}`:                   `json-value: byte 6: the value of "id" cannot begin with "["`,
		`{"id":true}`:                    `json-value: byte 6: the value of "id" cannot begin with "t"`,
		`{"id":"\ud800"}`:                `json-value: byte 6: "id" is no text`,
		`{"responses":{}}`:               `json-value: byte 13: the value of "responses" cannot begin with "{"`,
		`{"responses":[null]}`:           `json-value: byte 14: the value of "responses" cannot begin with "n"`,
		`{"geocodeRequest":"x"}`:         `json-value: byte 18: the value of "geocodeRequest" cannot begin with "\""`,
		"{\"id\":\"\xff\"}":              "encoding-invalid: the entity is not UTF-8",
		`{"responses":[{"matchCodes":[1`: "json-value: byte 29: the value of \"matchCodes\" cannot begin with \"0\"",
	} {
		e := feed.Entity{ID: "before"}
		if err := e.UnmarshalJSON([]byte(text)); err == nil || err.Error() != want || e.ID != "before" {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for _, e := range []feed.Entity{{ID: "\xff"}, {Geocode: &feed.GeocodeRequest{Address: feed.Address{Landmark: "x"}}}} {
		if text, err := e.MarshalJSON(); !errors.Is(err, feed.Unwritable) {
			t.Errorf("%s, %v", text, err)
		}
	}
}
