package fuzz

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

var formats = []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines}

// open returns a reader of any format.
func open(r io.Reader, f feed.Format, o *feed.ReaderOptions) feed.Reader {
	return feedio.NewReader(r, f, o)
}

// create returns a writer of any format, with the whole extended layout.
func create(w io.Writer, f feed.Format) feed.Writer {
	return feedio.NewWriter(w, f, nil)
}

// read returns a reader of a text that keeps its tokens no longer than it must
// and is held to the promises of readers.
func read(text string, f feed.Format) feed.Reader {
	return feedtest.Check(feedtest.Expire(open(strings.NewReader(text), f, nil)))
}

// write writes a feed.
func write(src feed.Reader, f feed.Format) (string, error) {
	var b strings.Builder
	w := create(&b, f)
	if _, err := feed.Copy(w, src); err != nil {
		return "", err
	}
	err := w.Close()
	return b.String(), err
}

// good returns the content of an input that is not at fault.
func good(t testing.TB, input string, f feed.Format) (content string, ok bool) {
	content, err := feedtest.Content(read(input, f))
	if err != nil {
		wantFault(t, err)
		return "", false
	}
	return content, true
}

// wantFault fails where an error over bytes in memory is no fault of the input.
func wantFault(t testing.TB, err error) {
	t.Helper()
	var f *feed.Fault
	if !errors.As(err, &f) {
		t.Fatalf("no fault: %v", err)
	}
}

// mustContent is the content of a text that was written by us.
func mustContent(t testing.TB, text string, f feed.Format) string {
	t.Helper()
	content, err := feedtest.Content(read(text, f))
	if err != nil {
		t.Fatalf("%v does not read back: %v\n%s", f, err, text)
	}
	return content
}

// same fails where two strings differ, and shows where.
func same(t testing.TB, what, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	from := max(0, i-200)
	t.Fatalf("%s: differ at byte %d:\n…%s\nwant\n…%s", what, i, got[from:min(len(got), i+200)], want[from:min(len(want), i+200)])
}
