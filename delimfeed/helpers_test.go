package delimfeed_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

func open(r io.Reader, f feed.Format, o *feed.ReaderOptions) feed.Reader {
	return delimfeed.NewReader(r, f, o)
}

// formats are the formats of this package.
var formats = []feed.Format{feed.CSV, feed.Tab, feed.Pipe}

// in returns CSV in another format: with its delimiter instead of commas.
func in(f feed.Format, csv string) string {
	return strings.ReplaceAll(csv, ",", string(f.Delimiter()))
}

// read returns the log of a text.
func read(text string, f feed.Format, limits feed.Limits) string {
	var log feedtest.Log
	log.Read(feedtest.Expire(open(strings.NewReader(text), f, &feed.ReaderOptions{Limits: limits, Notice: log.Notice})))
	return log.String()
}

// same reports a difference of two texts.
func same(t *testing.T, what, got, want string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: (-want +got)\n%s", what, diff)
	}
}

// faults returns the faults and notices of a marked text, one a line. Their positions must be
// the marked ones.
func faults(t *testing.T, marked string, f feed.Format) string {
	t.Helper()
	text, places := feedtest.Marks(marked)
	var log feedtest.Log
	log.Read(feedtest.Check(open(strings.NewReader(text), f, &feed.ReaderOptions{Notice: log.Notice})))
	if len(log.Faults) != len(places) {
		t.Errorf("%q: %d faults at %d marks", marked, len(log.Faults), len(places))
	}
	var lines strings.Builder
	for i, fault := range log.Faults {
		if i < len(places) && fault.Position != places[i] {
			t.Errorf("%q: fault %d is at %+v, want %+v", marked, i, fault.Position, places[i])
		}
		_, message, _ := strings.Cut(fault.Error(), ": ")
		lines.WriteString(message + " [" + string(fault.Cause) + "]\n")
	}
	return lines.String()
}

// write returns what a Writer makes of a feed.
func write(src feed.Reader, f feed.Format, o *delimfeed.WriterOptions) (string, error) {
	var out bytes.Buffer
	w := delimfeed.NewWriter(&out, f, o)
	if _, err := feed.Copy(w, src); err != nil {
		return out.String(), err
	}
	err := w.Close()
	return out.String(), err
}

// content returns the content of a text.
func content(t *testing.T, text string, f feed.Format) string {
	t.Helper()
	c, err := feedtest.Content(open(strings.NewReader(text), f, nil))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}
