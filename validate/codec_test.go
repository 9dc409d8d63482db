package validate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

var formats = []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe}

func newReader(f feed.Format, r io.Reader, o *feed.ReaderOptions) feed.RecordReader {
	return feedio.NewReader(r, f, o)
}

func newWriter(w io.Writer, f feed.Format) feed.Writer { return feedio.NewWriter(w, f, nil) }

// run validates a text and returns the problems as Handle got them.
func run(t *testing.T, f feed.Format, text string, o Options) []Problem {
	t.Helper()
	var problems []Problem
	o.File = "feed." + f.String()
	o.Handle = func(p Problem) error {
		problems = append(problems, p)
		return nil
	}
	v := New(f, &o)
	err := v.Run(context.Background(), newReader(f, strings.NewReader(text), &feed.ReaderOptions{Notice: v.Notice}))
	if err != nil && !errors.Is(err, ErrIncomplete) {
		t.Errorf("%v: %v", f, err)
	}
	if cut := slices.ContainsFunc(problems, func(p Problem) bool { return p.Fatal }); cut != (err != nil) {
		t.Errorf("%v: error %v, of the problems one is fatal: %v", f, err, cut)
	}
	return problems
}

// The texts of tests are written for all formats at once: XML by what is in
// its root, delimited text by its header and rows, with pipes.

func xmlFeed(content string) string {
	return "<GeocodeFeed xmlns=\"http://schemas.microsoft.com/search/local/2010/5/geocode\" Version=\"2.0\">\n" + content + "\n</GeocodeFeed>\n"
}

func delimited(f feed.Format, rows string) string {
	return "Bing Spatial Data Services, 2.0\n" + strings.ReplaceAll(rows, "|", string(rune(f.Delimiter()))) + "\n"
}

// describe renders problems as a report does, with the marks in place of their
// lines and columns. Each mark is the place of at least one problem, and each
// problem has one.
func describe(t *testing.T, problems []Problem, marks []feed.Position) string {
	t.Helper()
	jsonLines(t, problems)
	var b strings.Builder
	used := make([]bool, len(marks))
	for _, p := range problems {
		i := slices.Index(marks, p.position())
		if i < 0 {
			t.Errorf("no mark at %d:%d (offset %d) for: %s", p.Line, p.Column, p.Offset, p.Message)
		} else {
			used[i] = true
		}
		fmt.Fprintf(&b, "§%d: %s[%s]: %s%s", i+1, p.Severity, p.Rule, p.subject(), p.sentence())
		if p.Entity > 0 {
			fmt.Fprintf(&b, " {%d %q %q}", p.Entity, p.ID, p.Value)
		}
		b.WriteString("\n")
	}
	for i, u := range used {
		if !u {
			t.Errorf("nothing is reported at mark %d (%d:%d)", i+1, marks[i].Line, marks[i].Column)
		}
	}
	return b.String()
}

func marked(text string) (string, []feed.Position) { return feedtest.Marks(text) }
