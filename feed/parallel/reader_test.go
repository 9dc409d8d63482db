package parallel

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// sizes are of batches: an entity each, several, all.
var sizes = []int{1, 1000, 20_000, 1 << 30}

// log is all that can be told of a feed.
func log(open func(*feed.ReaderOptions) feed.SourceReader) string {
	return feedtest.Records(func(notice func(*feed.Fault)) (feed.SourceReader, func(*feed.Record) error) {
		r := open(&feed.ReaderOptions{Notice: notice})
		return r, func(rec *feed.Record) error { return rec.Read(r) }
	})
}

// compare reads a text plainly and ahead.
func compare(t *testing.T, name, text string, f feed.Format) {
	t.Helper()
	plain := func(o *feed.ReaderOptions) feed.SourceReader {
		return codec.NewReader(strings.NewReader(text), f, o)
	}
	want := log(plain)
	for _, size := range sizes {
		var ahead *Reader
		got := log(func(o *feed.ReaderOptions) feed.SourceReader {
			ahead = newReader(plain, o, size)
			return ahead
		})
		ahead.stop()
		if got != want {
			t.Errorf("%s in batches of %d:\n%s\nwant\n%s", name, size, tail(got), tail(want))
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-600):] }

// TestAheadEqualsPlain shows that reading ahead changes nothing, for all of the
// shared cases and for generated feeds.
func TestAheadEqualsPlain(t *testing.T) {
	for _, c := range feedtest.Cases() {
		compare(t, c.Name, c.Bytes(), c.Format)
	}
	for _, f := range []feed.Format{feed.XML, feed.CSV} {
		compare(t, "results", text(t, feedtest.Results(1, 300), f), f)
	}
}

func text(t testing.TB, r feed.Reader, f feed.Format) string {
	t.Helper()
	var b bytes.Buffer
	w := codec.NewWriter(&b, f, nil, nil)
	if _, err := feed.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAheadCutsEntities shows an entity with more faults than a batch holds.
func TestAheadCutsEntities(t *testing.T) {
	const root = "<GeocodeFeed xmlns='http://schemas.microsoft.com/search/local/2010/5/geocode' Version='2.0'>"
	many := strings.Repeat("<a/>\n", maxSteps+1000)
	compare(t, "unknown elements", root+"\n<GeocodeEntity Id='é'>"+many+"<StatusCode>s</StatusCode></GeocodeEntity>"+many+"<GeocodeEntity/></GeocodeFeed>", feed.XML)
	compare(t, "cut", root+"\n<GeocodeEntity Id='é'>"+many, feed.XML)
}

// TestAheadCopies shows that a copy that fails in the writer fails at the same
// place.
func TestAheadCopies(t *testing.T) {
	feedText := text(t, feedtest.Requests(1, 600), feed.CSV)
	middle := strings.Index(feedText[len(feedText)/2:], "\n") + len(feedText)/2
	feedText = feedText[:middle] + "\r\n\r \"é\r\n\", é\x01\n" + feedText[middle:]
	outcome := func(r feed.Reader) string {
		var out bytes.Buffer
		w := codec.NewWriter(&out, feed.XML, nil, nil)
		n, err := feed.Copy(w, r)
		return fmt.Sprintf("%s%d %v", out.String(), n, err)
	}
	open := func(o *feed.ReaderOptions) feed.SourceReader {
		return codec.NewReader(strings.NewReader(feedText), feed.CSV, o)
	}
	want := outcome(open(nil))
	if !strings.Contains(want, "U+0001") {
		t.Fatal(tail(want))
	}
	for _, size := range sizes {
		r := newReader(open, new(feed.ReaderOptions), size)
		if got := outcome(r); got != want {
			t.Errorf("batches of %d: %s\nwant %s", size, tail(got), tail(want))
		}
		r.stop()
	}
}

// TestAheadValidates shows the same problems, notices in their places, and the
// size of the feed.
func TestAheadValidates(t *testing.T) {
	const bad = "\uFEFFId,GeocodeRequest/Query,GeocodeRequest/Query,GeocodeRequest/MaxResults\n1,a,,\n1,b,,30\n2,c,d,e,f\n,\n"
	problems := func(open func(*feed.ReaderOptions) feed.SourceReader) string {
		var log strings.Builder
		v := validate.New(feed.CSV, &validate.Options{Handle: func(p validate.Problem) error {
			fmt.Fprintf(&log, "%d:%d %s %s\n", p.Line, p.Column, p.Rule, p.Message)
			return nil
		}})
		if err := v.Run(open(&feed.ReaderOptions{Notice: v.Notice})); err != nil {
			t.Error(err)
		}
		return log.String()
	}
	for _, text := range []string{bad, "Bing Spatial Data Services, 2.0\n\nId\n"} {
		plain := func(o *feed.ReaderOptions) feed.SourceReader {
			return codec.NewReader(strings.NewReader(text), feed.CSV, o)
		}
		want := problems(plain)
		for _, size := range sizes {
			got := problems(func(o *feed.ReaderOptions) feed.SourceReader { return newReader(plain, o, size) })
			if got != want {
				t.Errorf("batches of %d:\n%swant\n%s", size, got, want)
			}
		}
	}
}

// TestAheadErrors shows that errors of the stream pass through untouched, and that
// stop ends the reading early.
func TestAheadErrors(t *testing.T) {
	feedText := text(t, feedtest.Results(1, 300), feed.XML)
	broken := errors.New("broken")
	r, stop := Ahead(func(o *feed.ReaderOptions) feed.SourceReader {
		return codec.NewReader(feedtest.FailAt(feedText, len(feedText)/2, broken), feed.XML, o)
	}, nil)
	if _, err := feed.Copy(codec.NewWriter(io.Discard, feed.CSV, nil, nil), r); err != broken {
		t.Error(err)
	}
	if _, err := r.ReadToken(); err != broken {
		t.Error("again:", err)
	}
	stop()
	stop()
	r, stop = Ahead(func(o *feed.ReaderOptions) feed.SourceReader {
		return codec.NewReader(strings.NewReader(feedText), feed.XML, o)
	}, nil)
	if _, err := r.ReadToken(); err != nil {
		t.Error(err)
	}
	stop()
}

// TestAheadForgetsLargeEntities shows that a large entity now and then leaves no
// memory behind.
func TestAheadForgetsLargeEntities(t *testing.T) {
	const root = "<GeocodeFeed xmlns='http://schemas.microsoft.com/search/local/2010/5/geocode' Version='2.0'>"
	entity := func(size int) string {
		return `<GeocodeEntity Id="1"><GeocodeRequest Query="` + strings.Repeat("x", size) + `" /></GeocodeEntity>`
	}
	random := rand.New(rand.NewPCG(1, 2))
	small, large := entity(20), entity(600_000)
	rounds := 1200
	if feedtest.Race {
		rounds = 100
	}
	feedText, out := io.Pipe()
	go func() {
		io.WriteString(out, root)
		for range rounds {
			io.WriteString(out, strings.Repeat(small, random.IntN(40)))
			io.WriteString(out, large)
		}
		io.WriteString(out, "</GeocodeFeed>")
		out.Close()
	}()
	r := newReader(func(o *feed.ReaderOptions) feed.SourceReader {
		return codec.NewReader(feedText, feed.XML, o)
	}, new(feed.ReaderOptions), batchSize)
	defer r.stop()
	var rec feed.Record
	most := uint64(0)
	for n := 0; ; n++ {
		if err := r.ReadRecord(&rec); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if n%2000 == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
	if most > 32<<20 {
		t.Errorf("%d MiB in use", most>>20)
	}
	t.Logf("%d MiB at most", most>>20)
}
