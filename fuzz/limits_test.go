package fuzz

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// limited returns a writer for readers of some limits.
func limited(w io.Writer, f feed.Format, l feed.Limits, dropped *feed.Tally) feed.RecordWriter {
	return feedio.NewWriter(w, f, &feedio.WriterOptions{Limits: l, Dropped: dropped})
}

// spelled returns a text of characters that formats write in more bytes than they have,
// or that make them quote it.
func spelled(r *rand.Rand, size int) string {
	alphabet := []string{"x", "&", `"`, ",|\t", "é", `\`, "<", " "}[r.IntN(8)]
	return strings.Repeat("x"+alphabet, size/(1+len(alphabet))) + strings.Repeat("x", size%(1+len(alphabet)))
}

// largeEntity returns an entity whose values, cells or sum of them is about at a limit.
func largeEntity(r *rand.Rand, l feed.Limits) *feed.Entity {
	e := &feed.Entity{ID: "7", StatusCode: "Success"}
	near := func(n int) int { return max(0, n-6+r.IntN(12)) }
	switch r.IntN(5) {
	case 0:
		e.ID = spelled(r, near(l.Value))
	case 1:
		e.TraceID = spelled(r, near(l.Value))
	case 2: // a cell of points
		e.Responses = []feed.GeocodeResponse{{}}
		p := feed.GeocodePoint{Location: feed.Location{Latitude: "1", Longitude: "2"}, CalculationMethod: "Rooftop", Type: "Point", UsageTypes: spelled(r, near(l.Value/2-95))}
		e.Responses[0].GeocodePoints = []feed.GeocodePoint{p, p}
	case 3: // an entity of many values
		e.Geocode = &feed.GeocodeRequest{}
		for i, at := range []*string{&e.Geocode.Query, &e.Geocode.Culture, &e.Geocode.Address.AddressLine, &e.Geocode.Address.Locality, &e.Geocode.Address.PostalCode} {
			*at = spelled(r, near((l.Entity/(1+r.IntN(6))-100-20*i)/5))
		}
	case 4: // or of many responses
		for range 3 {
			e.Responses = append(e.Responses, feed.GeocodeResponse{Name: spelled(r, near(l.Entity/(1+r.IntN(3))/4)), EntityType: "Road"})
		}
	}
	return e
}

// TestWritersKeepToTheLimits: what a writer writes, a reader of the same limits reads as
// the same; and what it refuses, that reader would refuse.
func TestWritersKeepToTheLimits(t *testing.T) {
	l := feed.Limits{Value: 260, Entity: 900}
	wide := feed.Limits{}.WithDefaults()
	r := rand.New(rand.NewPCG(1, 2))
	var kept, refused [feed.JSONLines + 1]int
	for range 2000 {
		e := largeEntity(r, l)
		tokens := feedtest.Entities(e)
		for _, f := range formats {
			var small, large bytes.Buffer
			write := func(to *bytes.Buffer, l feed.Limits) error {
				w := limited(to, f, l, nil)
				// One before it, so that what a fault takes back can be seen.
				if err := errors.Join(feed.WriteEntity(w, &feed.Entity{ID: "before"}), feed.WriteEntity(w, e)); err != nil {
					return errors.Join(err, w.(interface{ Flush() error }).Flush())
				}
				return w.Close()
			}
			err := write(&small, l)
			if wideErr := write(&large, wide); wideErr != nil {
				t.Fatal(wideErr)
			}
			got, readErr := feedtest.Content(feedio.NewReader(&large, f, &feed.ReaderOptions{Limits: l}))
			switch {
			case err == nil:
				kept[f]++
				if want, _ := feedtest.Content(feedtest.Tokens(append(feedtest.Entities(&feed.Entity{ID: "before"}), tokens...)).Reader()); readErr != nil || got != want {
					t.Fatalf("%v: written, and reading says %v of\n%s", f, readErr, small.String())
				}
			case !errors.Is(err, feed.ValueTooLarge):
				t.Fatalf("%v: %v, want %v", f, err, feed.ValueTooLarge)
			case !errors.Is(readErr, feed.ValueTooLarge):
				t.Fatalf("%v: %v, but reading says %v of\n%s", f, err, readErr, large.String())
			default:
				refused[f]++
				if _, after, _ := strings.Cut(small.String(), "before"); strings.Contains(after, "x") {
					t.Fatalf("%v: a part of a refused entity is written:\n%s", f, small.String())
				}
			}
		}
	}
	for _, f := range formats {
		if kept[f] < 400 || refused[f] < 200 {
			t.Errorf("%v: %d were written and %d refused, too few to show anything", f, kept[f], refused[f])
		}
	}
}

// TestWritersDropWhatIsTooLarge: with a tally, values over the limit are left out and
// counted, each once, and the rest is written.
func TestWritersDropWhatIsTooLarge(t *testing.T) {
	l := feed.Limits{Value: 200}
	e := &feed.Entity{ID: "7", TraceID: strings.Repeat("x", 201), StatusCode: "Success", Responses: []feed.GeocodeResponse{{
		Name: strings.Repeat("y", 201), EntityType: "Road",
		GeocodePoints: []feed.GeocodePoint{{Type: strings.Repeat("a", 150), UsageTypes: "\xff"}, {Type: strings.Repeat("b", 150)}},
	}}}
	for f, want := range map[feed.Format]map[feed.Field]int64{
		feed.XML: {feed.TraceID: 1, feed.ResponseName: 1, feed.PointUsageTypes: 1},
		feed.CSV: {feed.TraceID: 1, feed.ResponseName: 1, feed.PointUsageTypes: 1, feed.PointType: 2},
		feed.Tab: {feed.TraceID: 1, feed.ResponseName: 1, feed.PointUsageTypes: 1, feed.PointType: 2},

		feed.JSONLines: {feed.TraceID: 1, feed.ResponseName: 1, feed.PointUsageTypes: 1},
	} {
		var out bytes.Buffer
		dropped := new(feed.Tally)
		w := limited(&out, f, l, dropped)
		if err := errors.Join(feed.WriteEntity(w, e), w.Close()); err != nil {
			t.Fatal(err)
		}
		for field, n := range dropped.All() {
			if n != want[field] {
				t.Errorf("%v: %d of %v dropped, want %d", f, n, field, want[field])
			}
			delete(want, field)
		}
		if len(want) > 0 {
			t.Errorf("%v: not dropped: %v", f, want)
		}
		if _, err := feedtest.Content(feedio.NewReader(&out, f, &feed.ReaderOptions{Limits: l})); err != nil {
			t.Errorf("%v: %v", f, err)
		}
	}
}

// TestTooLargeIsLocated: the fault of a conversion has its place in the input.
func TestTooLargeIsLocated(t *testing.T) {
	points := strings.Repeat("<GeocodePoint CalculationMethod='Rooftop' Latitude='1' Longitude='2' Type='Point' UsageTypes='Display'/>", 15000)
	for _, c := range []struct {
		text     string
		from, to feed.Format
		want     string
	}{
		{`<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">` + "\n<GeocodeEntity Id='1'><GeocodeResponse>\n" + points + "</GeocodeResponse></GeocodeEntity></GeocodeFeed>", feed.XML, feed.CSV,
			`3:1: entity 1 (Id "1"): GeocodeResponse/GeocodePoints: a value of 1515001 bytes, over the limit of 1048576 that readers have; leave some of them out`},
		{"Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query,GeocodeRequest/Address/Locality\n0,a,b\n1," + strings.Repeat("&", 1e6) + "," + strings.Repeat("&", 1e6) + "\n", feed.CSV, feed.XML,
			`4:1: entity 2 (Id "1"): written, the entity has 10000123 bytes, over the limit of 8388608 that readers have; shorten its values`},
	} {
		_, err := feed.Copy(feedio.NewWriter(io.Discard, c.to, nil), feedio.NewReader(strings.NewReader(c.text), c.from, nil))
		if err == nil || err.Error() != c.want {
			t.Errorf("%v, want\n%s", err, c.want)
		}
	}
}
