package batch_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// lines reads a text of one query to a line, which is no format of feeds.
func lines(r io.Reader) feed.RecordReader {
	scanner, n := bufio.NewScanner(r), 0
	return feed.NewEntityReader(func() (*feed.Entity, error) {
		if !scanner.Scan() {
			return nil, cmp.Or(scanner.Err(), io.EOF)
		}
		n++
		return &feed.Entity{ID: strconv.Itoa(n), Geocode: &feed.GeocodeRequest{Query: scanner.Text()}}, nil
	})
}

// TestNewReader shows that a run goes through a text that only the reader of the
// caller can read.
func TestNewReader(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	o := s.options(t.TempDir(), feed.CSV, []byte("Leeds\nYork\nHull\n"))
	o.NewReader = lines
	o.Limits = batch.Limits{Entities: 2}
	report, joined := run(t, o)
	want := feedOf(t, feed.XML, lines(strings.NewReader("Leeds\nYork\nHull\n")))
	wantJoined(t, joined, feed.XML, want)
	if report.Succeeded != 3 || report.Jobs != 2 {
		t.Errorf("report %+v", report)
	}
	o.NewReader = func(io.Reader) feed.RecordReader { return nil }
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Do(context.Background()); err == nil || err.Error() != "batch: Options.NewReader returned no reader" {
		t.Errorf("error %v", err)
	}
}

// TestFirst shows that a run of the first entities takes no others, whatever the rest
// of the feed is.
func TestFirst(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	whole := feedOf(t, feed.XML, feedtest.Requests(3, 10))
	o := s.options(t.TempDir(), feed.XML, whole)
	o.First, o.Limits = 3, batch.Limits{Entities: 2}
	report, joined := run(t, o)
	if got := entities(t, feed.XML, []byte(joined)); len(got) != 3 || report.Entities != 3 || report.Succeeded+report.Failed != 3 || report.Jobs != 2 {
		t.Errorf("%d entities joined, report %+v", len(got), report)
	}
	end := bytes.LastIndex(whole, []byte("</GeocodeEntity>"))
	broken := append(bytes.Clone(whole[:end]), "<<"...)
	o.Input = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(broken)), nil }
	if _, again := run(t, o); again != joined {
		t.Errorf("joined otherwise where the end of the feed is broken")
	}
	o = s.options(t.TempDir(), feed.XML, whole)
	_, all := run(t, o)
	o.First = 10
	if _, joined := run(t, o); joined != all {
		t.Errorf("the first ten of ten joined otherwise than all")
	}
	o.First = 1000
	if _, joined := run(t, o); joined != all {
		t.Errorf("the first thousand of ten joined otherwise than all")
	}
}

// TestOtherFirst shows that a run goes on with as many entities as it was begun with
// only, and that the rest of the feed must not change meanwhile.
func TestOtherFirst(t *testing.T) {
	o, want := interrupted(t, func(o *batch.Options) { o.First = 6 })
	for first, said := range map[int64]string{0: "was begun with -limit 6; give", 5: "was begun with -limit 6; give"} {
		other := o
		other.First = first
		if _, err := batch.Open(other); !errors.Is(err, batch.ErrOtherRun) || !strings.Contains(err.Error(), said) {
			t.Errorf("first %d: error %v", first, err)
		}
	}
	changed := o
	changed.Input = func() (io.ReadCloser, error) {
		in, err := o.Input()
		return io.NopCloser(io.MultiReader(in, strings.NewReader("<!-- -->"))), err
	}
	if _, err := batch.Open(changed); !errors.Is(err, batch.ErrChanged) {
		t.Errorf("error %v of a feed with another end", err)
	}
	if joined, err := goOn(t, o); err != nil || joined != want {
		t.Errorf("error %v, joined\n%s\nwant\n%s", err, joined, want)
	}
	o, _ = interrupted(t)
	o.First = 2
	if _, err := batch.Open(o); !errors.Is(err, batch.ErrOtherRun) || !strings.Contains(err.Error(), "was begun without -limit; give") {
		t.Errorf("error %v", err)
	}
	o.First = -1
	if _, err := batch.Open(o); err == nil || err.Error() != "batch: Options.First is negative: -1" {
		t.Errorf("error %v", err)
	}
}

// TestOtherReading shows that a run goes on only if the feed is read in the same way.
func TestOtherReading(t *testing.T) {
	o, want := interrupted(t, func(o *batch.Options) { o.Reading = "-map a=b" })
	for reading, said := range map[string]string{"": "was begun with -map a=b; give", "-map a=c": "was begun with -map a=b; give"} {
		other := o
		other.Reading = reading
		if _, err := batch.Open(other); !errors.Is(err, batch.ErrOtherRun) || !strings.Contains(err.Error(), said) {
			t.Errorf("reading %q: error %v", reading, err)
		}
	}
	if joined, err := goOn(t, o); err != nil || joined != want {
		t.Errorf("error %v, joined\n%s\nwant\n%s", err, joined, want)
	}
	o, _ = interrupted(t)
	o.Reading = "-map a=b"
	if _, err := batch.Open(o); !errors.Is(err, batch.ErrOtherRun) || !strings.Contains(err.Error(), "was begun without a mapping; give") {
		t.Errorf("error %v", err)
	}
}

// TestRunInput opens the feed of a run again, also where it could be read only once.
func TestRunInput(t *testing.T) {
	whole := feedOf(t, feed.CSV, feedtest.Requests(3, 10))
	for _, once := range []bool{false, true} {
		o := newService(t, dataflowtest.Options{}).options(t.TempDir(), feed.CSV, whole)
		o.Once = once
		r, err := batch.Open(o)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			in, err := r.Input()
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(in); err != nil || !bytes.Equal(text, whole) {
				t.Errorf("once %v: %v, %d bytes", once, err, len(text))
			}
			in.Close()
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}
