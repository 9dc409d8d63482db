package fuzz

import (
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// FuzzChunks: however the bytes of a feed arrive, tokens, faults, notices and
// places are the same.
func FuzzChunks(f *testing.F) {
	for i, in := range inputs(f) {
		f.Add(in.text, byte(in.format-feed.XML), uint64(i))
	}
	f.Fuzz(func(t *testing.T, input string, format byte, seed uint64) {
		from := feed.Format(format%5) + feed.XML
		want := logOf(strings.NewReader(input), from)
		for how, r := range feedtest.Hostile(input) {
			same(t, how, logOf(r, from), want)
		}
		same(t, "random pieces", logOf(feedtest.Sputter(strings.NewReader(input), seed, int(seed%64)+1), from), want)
	})
}

// logOf is all that reading yields, with places.
func logOf(r io.Reader, f feed.Format) string {
	log := feedtest.Log{Positions: true}
	log.Read(feedtest.Check(open(r, f, &feed.ReaderOptions{Notice: log.Notice})))
	return log.String()
}

// TestCasesAtEverySplit reads every case in two pieces, split anywhere.
func TestCasesAtEverySplit(t *testing.T) {
	t.Parallel()
	for n, c := range feedtest.Cases() {
		input := c.Bytes()
		want := logOf(strings.NewReader(input), c.Format)
		for i := n % step; i < len(input); i += step {
			same(t, c.Name, logOf(feedtest.SplitAt(input, i), c.Format), want)
		}
	}
}

// step is from one place that is tried to the next: every place is, but with the race
// detector, as all of it is done by one goroutine.
var step = func() int {
	if feedtest.Race {
		return 7
	}
	return 1
}()

// TestCutCases shows that a feed that is cut anywhere is a feed or at fault, and
// that an error of the reader comes through as it is.
func TestCutCases(t *testing.T) {
	t.Parallel()
	for n, c := range feedtest.Cases() {
		input := c.Bytes()
		for i := n % step; i < len(input); i += step {
			if log := logOf(strings.NewReader(input[:i]), c.Format); strings.Contains(log, "error ") {
				t.Fatalf("%s, cut at %d:\n%s", c.Name, i, log)
			}
			if err := lastError(feedtest.FailAt(input, i, io.ErrClosedPipe), c.Format); err != io.ErrClosedPipe {
				wantFatal(t, c, err)
			}
		}
	}
}

// lastError is the error at which reading ends.
func lastError(r io.Reader, f feed.Format) error {
	src := open(r, f, nil)
	for {
		_, err := src.ReadToken()
		if fault, ok := err.(*feed.Fault); err != nil && (!ok || fault.Fatal) {
			return err
		}
	}
}

// wantFatal fails where a reader that was cut off by an error ends with anything
// but this error or a fault before it.
func wantFatal(t *testing.T, c feedtest.Case, err error) {
	t.Helper()
	wantFault(t, err)
	if !strings.Contains(c.Want, "(fatal)") {
		t.Fatalf("%s: %v", c.Name, err)
	}
}
