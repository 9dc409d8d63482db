package fuzz

import (
	"errors"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// FuzzColumns: whatever columns a generated feed is written in, it is refused,
// or reads back with the same content. With leave to drop values it is never
// refused, and what is left can be written and read again without another loss.
func FuzzColumns(f *testing.F) {
	for seed := range uint64(64) {
		f.Add(seed, byte(seed), ^uint64(0)<<(seed%50))
		f.Add(seed, byte(seed), 0x0123456789abcdef*seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64, format byte, mask uint64) {
		l := layout{format: feed.Format(format%3) + feed.CSV, columns: columnsOf(mask)}
		tokens := feedtest.Random(seed, 4, feedtest.AnyChars)
		l.refusesOrKeeps(t, tokens)
		l.dropsOnce(t, tokens)
	})
}

// columnsOf returns the columns of a mask, or all for none.
func columnsOf(mask uint64) (columns []feed.Field) {
	for i, f := range feed.Columns(feed.Extended) {
		if mask&(1<<i) != 0 {
			columns = append(columns, f)
		}
	}
	return columns
}

type layout struct {
	format  feed.Format
	columns []feed.Field
}

// write writes a feed; with a tally, dropping what it cannot hold.
func (l layout) write(src feed.Reader, dropped *feed.Tally) (string, error) {
	var b strings.Builder
	w := delimfeed.NewWriter(&b, l.format, &delimfeed.WriterOptions{Columns: l.columns, Dropped: dropped})
	if _, err := feed.Copy(w, src); err != nil {
		return "", err
	}
	err := w.Close()
	return b.String(), err
}

func (l layout) refusesOrKeeps(t *testing.T, tokens feedtest.Tokens) {
	text, err := l.write(tokens.Reader(), nil)
	if errors.Is(err, feed.Unwritable) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	want, _ := feedtest.Content(tokens.Reader())
	same(t, "content", mustContent(t, text, l.format), want)
}

func (l layout) dropsOnce(t *testing.T, tokens feedtest.Tokens) {
	once, err := l.write(tokens.Reader(), new(feed.Tally))
	if err != nil {
		t.Fatal(err)
	}
	mustContent(t, once, l.format)
	twice, err := l.write(read(once, l.format), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, once)
	}
	same(t, "second pass", twice, once)
}
