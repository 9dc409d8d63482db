package feedio_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// isUTF16 reports whether a text begins with a mark of UTF-16.
func isUTF16(text string) bool {
	return strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff")
}

// textAt returns a text that says how long it is, or one that does not, by turns.
func textAt(text string, start int64) io.ReaderAt {
	if start%2 == 0 {
		return strings.NewReader(text)
	}
	return struct{ io.ReaderAt }{strings.NewReader(text)}
}

// logOf returns all that reading of a range tells; of the whole text for a start of -1.
func logOf(t *testing.T, text string, f feed.Format, start, end int64) string {
	t.Helper()
	return feedtest.Records(func(notice func(*feed.Fault)) (feed.RecordReader, func(*feed.Record) error) {
		o := &feedio.Options{Format: f, ReaderOptions: feed.ReaderOptions{Notice: notice}}
		r, err := feedio.OpenRange(textAt(text, start), max(start, 0), end, o)
		if start < 0 {
			r, err = feedio.Open(strings.NewReader(text), o)
		}
		if err != nil {
			t.Fatal(err)
		}
		return r, r.ReadRecord
	})
}

// TestRanges shows that however a feed is cut, its parts have together what the whole
// has: entities, faults and notices, with their places and numbers, each once.
func TestRanges(t *testing.T) {
	check := func(name, text string, f feed.Format, seed uint64) {
		if isUTF16(text) {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		whole := logOf(t, text, f, -1, 0)
		for range 4 {
			cuts := []int64{0, math.MaxInt64}
			for range r.IntN(6) {
				cuts = append(cuts, r.Int64N(int64(len(text))+2))
			}
			if r.IntN(3) == 0 {
				cuts = append(cuts, int64(len(text)))
			}
			slices.Sort(cuts)
			parts := ""
			for i, start := range cuts[:len(cuts)-1] {
				parts += logOf(t, text, f, start, cuts[i+1])
			}
			if parts != whole {
				t.Fatalf("%s, cut at %v:\n%s\nparts:\n%s\nwhole:\n%s", name, cuts, text, parts, whole)
			}
		}
	}
	for i, c := range feedtest.Cases() {
		check(c.Name, c.Bytes(), c.Format, uint64(i))
	}
	for _, f := range []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines} {
		for i := range uint64(20) {
			h := feedtest.Hard(i, 1+int(i), f)
			check(fmt.Sprintf("%v %d", f, i), h.Text, f, i)
			damaged := []byte(h.Text)
			r := rand.New(rand.NewPCG(i, uint64(f)))
			for range 3 {
				damaged[r.IntN(len(damaged))] = "\" <>,\n|\t/x"[r.IntN(10)]
			}
			check(fmt.Sprintf("damaged %v %d", f, i), string(damaged), f, i)
		}
	}
}

// TestRangesByOne cuts a feed at every byte.
func TestRangesByOne(t *testing.T) {
	const text = "Id,GeocodeRequest/Query,Odd\n1,\"a\n2,b\"\n\n3,c,x\n"
	parts := ""
	for i := range int64(len(text)) + 1 {
		parts += logOf(t, text, feed.CSV, i, i+1)
	}
	if whole := logOf(t, text, feed.CSV, -1, 0); parts != whole {
		t.Errorf("parts:\n%s\nwhole:\n%s", parts, whole)
	}
}

// TestRangeOfTokens reads a range by tokens.
func TestRangeOfTokens(t *testing.T) {
	const text = "Id,GeocodeRequest/Query\n1,a\n2,b\n3,c\n"
	r, err := feedio.OpenRange(strings.NewReader(text), int64(strings.Index(text, "2,b")), int64(len(text)-2), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		token, err := r.ReadToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if token.Kind == feed.FieldValue {
			at := r.Position(token.Offset)
			got = append(got, fmt.Sprintf("%d:%d %s", at.Line, at.Column, token.Text))
		}
	}
	if want := "3:1 2,3:3 b,4:1 3,4:3 c"; strings.Join(got, ",") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// TestRangeRefused shows what has no ranges.
func TestRangeRefused(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	io.WriteString(w, "Id\n1\n")
	w.Close()
	broken := errors.New("broken")
	for _, c := range []struct {
		text       io.ReaderAt
		start, end int64
		encoding   feed.Encoding
		want       string
	}{
		{strings.NewReader("Id\n1\n"), 3, 2, 0, "feedio: there is no range of bytes from 3 to 2"},
		{strings.NewReader("Id\n1\n"), -1, 2, 0, "feedio: there is no range of bytes from -1 to 2"},
		{bytes.NewReader(packed.Bytes()), 0, 9, 0, "feedio: a range can only be read of text that is UTF-8 and not compressed: this is compressed; unpack it first"},
		{strings.NewReader("\xff\xfeI\x00d\x00"), 0, 9, 0, "feedio: a range can only be read of text that is UTF-8 and not compressed: this is UTF-16; turn it into UTF-8 first"},
		{strings.NewReader("Id\n1\n"), 0, 9, feed.Windows1252, "feedio: a range can only be read of text that is UTF-8 and not compressed: this is to be read as windows-1252; turn it into UTF-8 first"},
		{strings.NewReader(""), 0, 9, 0, "1:1: the file is empty; look for why nothing was written into it"},
		{strings.NewReader("To: you\n"), 3, 9, 0, "1:1: this looks neither like XML nor like delimited text or JSON Lines of a feed; say what it is with -from xml, csv, tab, pipe or jsonl, or read a table of your own with -map"},
		{failingAt{broken}, 0, 9, 0, "broken"},
	} {
		_, err := feedio.OpenRange(c.text, c.start, c.end, &feedio.Options{ReaderOptions: feed.ReaderOptions{Encoding: c.encoding}})
		if err == nil || err.Error() != c.want || errors.Is(err, feedio.ErrRange) != strings.Contains(c.want, "not compressed:") {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

type failingAt struct{ err error }

func (r failingAt) ReadAt([]byte, int64) (int, error) { return 0, r.err }
