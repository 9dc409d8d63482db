package fuzz

import (
	"errors"
	"io"
	"maps"
	"slices"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// An input is the text of a feed and its format.
type input struct {
	text   string
	format feed.Format
}

// inputs are the seeds of all targets: the shared table of cases, the files of
// testdata but the large one, and some hard feeds.
func inputs(t testing.TB) (all []input) {
	for _, c := range feedtest.Cases() {
		all = append(all, input{c.Bytes(), c.Format})
	}
	for _, name := range slices.Sorted(maps.Keys(described(t))) {
		r, format := file(t, name)
		text, err := io.ReadAll(r)
		if err == nil && len(text) < 8<<10 {
			all = append(all, input{string(text), format})
		}
	}
	for i := range uint64(8) {
		for _, f := range formats {
			all = append(all, input{feedtest.Hard(i, 3, f).Text, f})
		}
	}
	return all
}

// seed adds the inputs of some formats.
func seed(f *testing.F, formats ...feed.Format) {
	for _, in := range inputs(f) {
		if slices.Contains(formats, in.format) {
			f.Add(in.text)
		}
	}
}

// FuzzXML: what is read from XML and written as XML reads back the same, empty
// requests and responses too, and is written the same a second time.
func FuzzXML(f *testing.F) {
	seed(f, feed.XML)
	f.Fuzz(func(t *testing.T, input string) { roundTrip(t, input, feed.XML) })
}

// FuzzCSV, FuzzTab and FuzzPipe: what is read from delimited text and written in
// the extended layout reads back the same, and is written the same a second time.
func FuzzCSV(f *testing.F) { fuzzText(f, feed.CSV) }

func FuzzTab(f *testing.F) { fuzzText(f, feed.Tab) }

func FuzzPipe(f *testing.F) { fuzzText(f, feed.Pipe) }

// FuzzJSONLines: what is read from JSON Lines and written as such reads back the same, empty
// requests and responses too, and is written the same a second time.
func FuzzJSONLines(f *testing.F) {
	seed(f, feed.JSONLines)
	f.Fuzz(func(t *testing.T, input string) { roundTrip(t, input, feed.JSONLines) })
}

func fuzzText(f *testing.F, format feed.Format) {
	seed(f, feed.CSV, feed.Tab, feed.Pipe)
	f.Fuzz(func(t *testing.T, input string) { roundTrip(t, input, format) })
}

func roundTrip(t *testing.T, input string, f feed.Format) {
	if _, ok := good(t, input, f); !ok {
		return
	}
	want, _ := shape(read(input, f), f)
	once, err := write(read(input, f), f)
	if err != nil {
		t.Fatalf("what was read cannot be written: %v", err)
	}
	got, err := shape(read(once, f), f)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, once)
	}
	same(t, "content", got, want)
	twice, err := write(read(once, f), f)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "second pass", twice, once)
}

// shape is all that a format keeps: XML and JSON Lines also have requests and responses
// without values.
func shape(r feed.Reader, f feed.Format) (string, error) {
	if f.Delimiter() == 0 {
		return feedtest.Shape(r)
	}
	return feedtest.Content(r)
}

// FuzzAcross: any feed in every other format, and from there back, has the same
// content; only XML may refuse a value, one with a character that it cannot hold.
func FuzzAcross(f *testing.F) {
	for _, in := range inputs(f) {
		f.Add(in.text, byte(in.format-feed.XML))
	}
	f.Fuzz(func(t *testing.T, input string, format byte) {
		across(t, input, feed.Format(format%5)+feed.XML)
	})
}

func across(t *testing.T, input string, from feed.Format) {
	want, ok := good(t, input, from)
	if !ok {
		return
	}
	for _, to := range formats {
		text, err := write(read(input, from), to)
		if to == feed.XML && errors.Is(err, feed.Unwritable) {
			continue
		}
		if err != nil {
			t.Fatalf("%v to %v: %v", from, to, err)
		}
		same(t, from.String()+" to "+to.String(), mustContent(t, text, to), want)
		back, err := write(read(text, to), from)
		if from == feed.XML && errors.Is(err, feed.Unwritable) {
			t.Fatalf("%v to %v cannot go back: %v", from, to, err)
		}
		if err != nil {
			t.Fatal(err)
		}
		same(t, to.String()+" back to "+from.String(), mustContent(t, back, from), want)
	}
}

// TestRandomFeedsAcross takes generated feeds, with everything that tokens can
// say, through all formats.
func TestRandomFeedsAcross(t *testing.T) {
	for seed := range uint64(16) {
		chars := feedtest.Chars(seed % 2)
		tokens := feedtest.Random(seed, 30, chars)
		want, err := feedtest.Content(tokens.Reader())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range formats {
			text, err := write(feedtest.Expire(tokens.Reader()), f)
			if f == feed.XML && chars == feedtest.AnyChars && errors.Is(err, feed.Unwritable) {
				continue
			}
			if err != nil {
				t.Fatalf("seed %d, %v: %v", seed, f, err)
			}
			same(t, f.String(), mustContent(t, text, f), want)
			across(t, text, f)
		}
	}
}

// TestRealisticFeedsAcross does the same with feeds as the service has them.
func TestRealisticFeedsAcross(t *testing.T) {
	for name, make := range map[string]func(uint64, int) feed.Reader{"requests": feedtest.Requests, "results": feedtest.Results} {
		t.Run(name, func(t *testing.T) {
			text, err := write(make(1, 500), feed.XML)
			if err != nil {
				t.Fatal(err)
			}
			across(t, text, feed.XML)
		})
	}
}
