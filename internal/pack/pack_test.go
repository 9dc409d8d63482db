package pack_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
)

// whole is an entity with something in every group.
var whole = &feed.Entity{
	ID:      "x\x00\"é",
	Reverse: &feed.ReverseGeocodeRequest{Location: feed.LocationAt(47.5, -122)},
	Geocode: &feed.GeocodeRequest{Query: "Kraków, Rynek 1\r\n"},
	Responses: []feed.GeocodeResponse{
		{Name: "Rynek", GeocodePoints: []feed.GeocodePoint{{Type: "Point"}}, QueryParseValues: []feed.QueryParsePair{{Property: "Locality", Value: "Kraków"}}},
		{},
	},
	StatusCode: "Success",
}

func packed(t *testing.T) []byte {
	t.Helper()
	var data []byte
	for _, token := range feedtest.Entities(whole) {
		data = pack.AppendToken(data, token)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	var r feed.Record
	if err := pack.Load(&r, packed(t)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole, r.Struct()); diff != "" {
		t.Error(diff)
	}
	if again := pack.Append(nil, &r); !bytes.Equal(again, pack.Append(nil, &r)) || len(again) == 0 {
		t.Error("packed differently the second time")
	}
}

// TestBroken shows that no change of the bytes makes Load panic, and that every
// cut is an error.
func TestBroken(t *testing.T) {
	data := packed(t)
	for n := range data {
		var r feed.Record
		if err := pack.Load(&r, data[:n]); err == nil {
			t.Errorf("cut after %d bytes: no error", n)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		changed := bytes.Clone(data)
		changed[random.IntN(len(changed))] = byte(random.Uint32())
		var r feed.Record
		pack.Load(&r, changed)
	}
}
