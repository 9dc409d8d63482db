package parallel

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// copier is feed.Copy or copyBatches with a batch size.
type copier func(feed.RecordWriter, feed.SourceReader) (int64, error)

func sequential(w feed.RecordWriter, r feed.SourceReader) (int64, error) { return feed.Copy(w, r) }

func inBatches(size int) copier {
	return func(w feed.RecordWriter, r feed.SourceReader) (int64, error) { return copyBatches(w, r, size) }
}

// outcome is all that can be told of a copy: its output as far as whole entities
// go, how many there were, and its error.
func outcome(copy copier, text io.Reader, from feed.Format, to feed.Format, columns []feed.Field) string {
	var r feed.SourceReader = xmlfeed.NewReader(text, nil)
	if from != feed.XML {
		r = delimfeed.NewReader(text, from, nil)
	}
	var out bytes.Buffer
	var w interface {
		feed.RecordWriter
		Flush() error
	} = xmlfeed.NewWriter(&out, nil)
	if to != feed.XML {
		w = delimfeed.NewWriter(&out, to, &delimfeed.WriterOptions{Columns: columns})
	}
	n, err := copy(w, r)
	w.Flush()
	var f *feed.Fault
	if errors.As(err, &f) {
		return fmt.Sprintf("%s%d entities, offset %d: %v", out.String(), n, f.Offset, err)
	}
	return fmt.Sprintf("%s%d entities, %v", out.String(), n, err)
}

// feeds are inputs that end in all the ways there are.
func feeds(t *testing.T) map[string]string {
	var out bytes.Buffer
	w := xmlfeed.NewWriter(&out, nil)
	if _, err := feed.Copy(w, feedtest.Results(1, 300)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	xml := out.String()
	middle := strings.Index(xml[len(xml)/2:], "<GeocodeEntity") + len(xml)/2
	return map[string]string{
		"whole":                   xml,
		"no entities":             xml[:strings.Index(xml, "<GeocodeEntity")] + "</GeocodeFeed>",
		"empty":                   "",
		"cut":                     xml[:len(xml)-1000],
		"an unknown element":      xml[:middle] + "\r\n\r<Foo/>" + xml[middle:],
		"not UTF-8":               xml[:middle] + "<!-- \xff -->" + xml[middle:],
		"a value without column":  xml[:middle] + "\r\n\r<GeocodeEntity Id='é'>\r\r\n<GeocodeRequest é='1'/></GeocodeEntity>" + xml[middle:],
		"a value without column2": xml[:middle] + "\r\n\r<GeocodeEntity Id='é'>\r\r\n<!-- é --><GeocodeRequest MaxResults='1'/></GeocodeEntity>" + xml[middle:],
	}
}

// TestCopyEqualsSequential shows that two goroutines and any size of batches give
// what one gives, at faults of the reader and of the writer too.
func TestCopyEqualsSequential(t *testing.T) {
	for name, text := range feeds(t) {
		for _, columns := range [][]feed.Field{nil, feed.Columns(feed.Documented)} {
			for _, to := range []feed.Format{feed.CSV, feed.XML} {
				want := outcome(sequential, strings.NewReader(text), feed.XML, to, columns)
				for _, size := range []int{1, 1000, 5000, 20000, batchSize} {
					got := outcome(inBatches(size), strings.NewReader(text), feed.XML, to, columns)
					if got != want {
						t.Errorf("%s to %v, batches of %d:\n%s\nwant\n%s", name, to, size, tail(got), tail(want))
					}
				}
			}
		}
	}
}

// TestCopyControlCharacter shows where a value stands that XML cannot hold, in
// text with line ends of all kinds.
func TestCopyControlCharacter(t *testing.T) {
	var text strings.Builder
	text.WriteString("Bing Spatial Data Services, 2.0\rId,GeocodeRequest/Query\r\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "%d,\"Köln\r\nAm Dom\"%s", i, []string{"\n", "\r", "\r\n"}[i%3])
	}
	text.WriteString("x, a\x01b\n")
	want := outcome(sequential, strings.NewReader(text.String()), feed.CSV, feed.XML, nil)
	if !strings.Contains(want, "2003:4: entity 1001") {
		t.Error(tail(want))
	}
	for _, size := range []int{1, 100, 10000} {
		if got := outcome(inBatches(size), strings.NewReader(text.String()), feed.CSV, feed.XML, nil); got != want {
			t.Errorf("batches of %d: %s\nwant %s", size, tail(got), tail(want))
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-300):] }

// failing is a writer without room.
type failing struct{ room int }

var errNoRoom = errors.New("no room")

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errNoRoom
	}
	return len(p), nil
}

// TestCopyErrors shows that errors of the streams pass through untouched, and
// that nothing reads on behind the return.
func TestCopyErrors(t *testing.T) {
	text := feeds(t)["whole"]
	broken := errors.New("broken")
	r := xmlfeed.NewReader(feedtest.FailAt(text, len(text)/2, broken), nil)
	if _, err := Copy(delimfeed.NewWriter(io.Discard, feed.CSV, nil), r); err != broken {
		t.Errorf("reading: %v", err)
	}
	w := delimfeed.NewWriter(&failing{room: 100 << 10}, feed.CSV, nil)
	if _, err := copyBatches(w, xmlfeed.NewReader(strings.NewReader(text), nil), 1000); err != errNoRoom {
		t.Errorf("writing: %v", err)
	}
}
