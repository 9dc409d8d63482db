package run

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/azuremapstest"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

var benchEntities = flag.Int("entities", 5_000, "entities of the benchmarks of runs")

const benchFlights = 4

// benchFeed writes a feed of addresses into a file.
func benchFeed(b *testing.B) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "in.xml")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	w := feedio.NewWriter(f, feed.XML, nil)
	for i := range *benchEntities {
		e := feed.Entity{ID: fmt.Sprint(i), Geocode: &feed.GeocodeRequest{MaxResults: "1", Address: feed.Address{
			AddressLine: fmt.Sprintf("%d Mill Lane", i), Locality: "Ely", AdminDistrict: "WA", PostalCode: "98100", CountryRegion: "US",
		}}}
		if err := feed.WriteEntity(w, &e); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return name
}

// benchServer returns an emulator, and the bodies of the batches of a feed.
func benchServer(b *testing.B, in string) (url string, bodies []string) {
	b.Helper()
	var mu sync.Mutex
	warm := true
	e, err := azuremapstest.New(azuremapstest.Options{Log: func(r azuremapstest.Request) {
		mu.Lock()
		defer mu.Unlock()
		if warm {
			bodies = append(bodies, string(r.Body))
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(e)
	b.Cleanup(server.Close)
	benchRun(b, server.URL, in)
	mu.Lock()
	defer mu.Unlock()
	warm = false
	return server.URL, bodies
}

// benchRun carries a run to its end, with one output.
func benchRun(b *testing.B, url, in string) {
	m, err := azuremaps.NewMapper(nil)
	if err != nil {
		b.Fatal(err)
	}
	s, err := New(Options{Client: &client.Client{BaseURL: url, Rate: 1e9}, Mapper: m, Flights: benchFlights})
	if err != nil {
		b.Fatal(err)
	}
	r, err := batch.Open(batch.Options{
		Service: s, State: filepath.Join(b.TempDir(), "state"), Format: feed.XML, Limits: batch.Limits{Entities: 10_000, Jobs: 2},
		Input: func() (io.ReadCloser, error) { return os.Open(in) },
	})
	if err != nil {
		b.Fatal(err)
	}
	report, err := r.Do(context.Background())
	if err != nil || report.Failed+report.Missing > 0 {
		b.Fatalf("%+v, %v", report, err)
	}
	w := feedio.NewWriter(io.Discard, feed.XML, nil)
	if err := r.Join(batch.Outputs{Joined: w}); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	if err := r.Remove(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRun measures a whole run, journal and output included.
func BenchmarkRun(b *testing.B) {
	in := benchFeed(b)
	url, _ := benchServer(b, in)
	for b.Loop() {
		benchRun(b, url, in)
	}
	b.ReportMetric(float64(*benchEntities)*float64(b.N)/b.Elapsed().Seconds(), "entities/s")
}

// BenchmarkBareClient is its baseline: the same bodies are posted, as many at once, and the
// answers are read and thrown away.
func BenchmarkBareClient(b *testing.B) {
	url, list := benchServer(b, benchFeed(b))
	for b.Loop() {
		bodies := make(chan string)
		var group sync.WaitGroup
		for range benchFlights {
			group.Go(func() {
				for body := range bodies {
					resp, err := http.Post(url+"/geocode:batch?api-version="+client.DefaultVersion, "application/json", strings.NewReader(body))
					if err != nil {
						b.Error(err)
						continue
					}
					io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
			})
		}
		for _, body := range list {
			bodies <- body
		}
		close(bodies)
		group.Wait()
	}
	b.ReportMetric(float64(*benchEntities)*float64(b.N)/b.Elapsed().Seconds(), "entities/s")
}
