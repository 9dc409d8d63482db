package pieces_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

// pieceSizes are of pieces: less than an entity, an entity or two, many.
var pieceSizes = []int{1, 100, 700, 5000, 30_000}

func init() {
	runtime.GOMAXPROCS(max(3, runtime.GOMAXPROCS(0)))
	if feedtest.Race {
		pieceSizes = pieceSizes[2:4]
	}
}

// A sequential reader is one that cannot be read in pieces, with all else that readers
// have.
type sequential struct{ whole }

type whole interface {
	feed.RecordReader
	InputOffset() int64
	EntityLine() int
	Begin() feed.Position
}

// copyIn copies in pieces of a size.
func copyIn(w feed.Writer, r feed.RecordReader, size int) (int64, error) {
	pieces.Size = size
	return pieces.Copy(context.Background(), w, r)
}

// takeIn validates in pieces of a size.
func takeIn(v *validate.Validator, r feed.RecordReader, size int) error {
	pieces.Size = size
	return v.Run(context.Background(), r)
}

// text writes a feed.
func text(t testing.TB, r feed.Reader, f feed.Format) string {
	t.Helper()
	return feedtest.Text(t, r, f, feedio.NewWriter)
}

// copied is all that can be told of a copy.
func copied(text io.Reader, from, to feed.Format, lossy, notices bool, copy func(feed.Writer, feed.RecordReader) (int64, error)) string {
	var log, out bytes.Buffer
	var o feed.ReaderOptions
	if notices {
		o.Notice = func(f *feed.Fault) { fmt.Fprintf(&log, "notice %v\n", f) }
	}
	var dropped *feed.Tally
	if lossy {
		dropped = new(feed.Tally)
	}
	r := feedio.NewReader(text, from, &o)
	w := feedio.NewWriter(&out, to, &feedio.WriterOptions{Columns: feed.Columns(feed.Documented), Dropped: dropped})
	if to != feed.XML && !lossy {
		w = feedio.NewWriter(&out, to, &feedio.WriterOptions{Columns: feed.Columns(feed.Extended)})
	}
	n, err := copy(w, r)
	fmt.Fprintf(&log, "%d entities: %v\n", n, err)
	if err == nil {
		err = w.Close()
	} else {
		w.(interface{ Flush() error }).Flush()
	}
	fmt.Fprintf(&log, "closed: %v\n", err)
	if lossy {
		for f, n := range dropped.All() {
			fmt.Fprintf(&log, "dropped %d of %v\n", n, f)
		}
	}
	if d, ok := r.(*delimfeed.Reader); ok {
		fmt.Fprintf(&log, "lost %d\n", d.DuplicateColumnConflicts())
	}
	if err == nil {
		fmt.Fprintf(&log, "offset %d\n", r.(interface{ InputOffset() int64 }).InputOffset())
	}
	return log.String() + out.String()
}

// A way is how a copy is made: with values that the output cannot hold left out, or
// refused, and with notices.
type way struct{ lossy, notices bool }

var ways = []way{{}, {notices: true}, {lossy: true}, {lossy: true, notices: true}}

// compareCopies copies a text plainly and in pieces, in some ways, and reports what the
// pieces came to.
func compareCopies(t *testing.T, name, text string, from, to feed.Format, ways ...way) {
	t.Helper()
	for _, way := range ways {
		want := copied(strings.NewReader(text), from, to, way.lossy, way.notices, func(w feed.Writer, r feed.RecordReader) (int64, error) { return feed.Copy(w, r) })
		for _, size := range pieceSizes {
			got := copied(strings.NewReader(text), from, to, way.lossy, way.notices, func(w feed.Writer, r feed.RecordReader) (int64, error) { return copyIn(w, r, size) })
			if got != want {
				t.Errorf("%s to %v in pieces of %d, %+v:\n%s\nwant\n%s", name, to, size, way, difference(got, want), difference(want, got))
			}
		}
	}
}

// difference returns where a differs from b.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("%.200q … at %d: %.300q", a, i, a[max(0, i-100):])
}

// TestCopyEqualsPlain shows that a copy in pieces is the same to the byte, for all
// of the shared cases, within longer feeds too, and for generated feeds.
func TestCopyEqualsPlain(t *testing.T) {
	const entities = 120 // several of the largest pieces
	for _, c := range feedtest.Cases() {
		to := feed.XML
		if c.Format == feed.XML {
			to = feed.Pipe
		}
		compareCopies(t, c.Name, c.Bytes(), c.Format, to, ways...)
	}
	for _, from := range []feed.Format{feed.XML, feed.CSV, feed.Tab} {
		for _, to := range []feed.Format{feed.XML, feed.CSV} {
			compareCopies(t, fmt.Sprint("results from ", from), text(t, feedtest.Results(1, entities), from), from, to, ways...)
			compareCopies(t, fmt.Sprint("requests from ", from), text(t, feedtest.Requests(2, entities), from), from, to, ways...)
		}
	}
}

// traps are what looks like the end of an entity and is none, or ends one in an
// unusual way.
var traps = map[feed.Format][]string{
	feed.XML: {
		"<!-- </GeocodeEntity> -->", "<!--\n", "-->", "<?pi </GeocodeEntity>?>", "<![CDATA[</GeocodeEntity>]]>", "]]>", "<![CDATA[",
		"</GeocodeEntity>", "<GeocodeEntity Id='t'/>", "<GeocodeEntity Id=\"t\"><StatusCode><![CDATA[</GeocodeEntity>]]></StatusCode></GeocodeEntity>",
		"</GeocodeEntity \n>", "</GeocodeFeed>", "<GeocodeEntity xmlns='' Id='n'></GeocodeEntity>", "<x:GeocodeEntity xmlns:x='http://schemas.microsoft.com/search/local/2010/5/geocode' Id='x'></x:GeocodeEntity>",
		"é", "\r\n", "\r", "&", "\xff", " ", "<x>", "</x>", "<x></GeocodeEntity></x>", "x",
	},
	feed.CSV: {
		"\n", "\r\n", "\r", "\"", "\"\n", "\n\"", "a\"\nb", "\"a\n\n1,2\n\",", ",", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n", " ", "é", "\xff", "\x00",
		"\n\n\n", "\n,,\n", "\"\"", "[", "]",
	},
}

// TestCopyTraps puts traps at random places of feeds, which usually break them.
func TestCopyTraps(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	rounds := 80
	if feedtest.Race {
		rounds = 30
	}
	for _, from := range []feed.Format{feed.XML, feed.CSV} {
		list := traps[from]
		for i := range rounds {
			feedText := text(t, feedtest.Results(uint64(i), 40), from)
			for range 1 + random.IntN(3) {
				at := random.IntN(len(feedText) + 1)
				if random.IntN(2) == 0 { // between two entities
					at = len(feedText)/3 + strings.Index(feedText[len(feedText)/3:], "\n") + 1
					if next := strings.Index(feedText[random.IntN(len(feedText)):], "</GeocodeEntity>\n"); next > 0 {
						at = next + len("</GeocodeEntity>")
					}
				}
				feedText = feedText[:at] + list[random.IntN(len(list))] + feedText[at:]
			}
			if random.IntN(8) == 0 {
				feedText = inUTF16(feedText)
			}
			compareCopies(t, fmt.Sprintf("trap %d", i), feedText, from, feed.XML+feed.CSV-from, ways[i%len(ways)])
		}
	}
}

func inUTF16(text string) string {
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// TestCopyRows lets pieces end at every place in and between the rows of entities
// that have several, with blank rows and line ends in quotes among them.
func TestCopyRows(t *testing.T) {
	header := "Bing Spatial Data Services, 2.0\nId,GeocodeResponse/Index,GeocodeResponse/Name,StatusCode\n"
	rows := "1,,a,Success\n\n\n1,2,\"b\nb\",\n\n\n\n\n1,3,c,\n2,,\"\n1,2,c,\n\",x\r\n\r\n2,2,d,\r\n,,,\n,,,\n3,1,e,\n3,2,\"f\",\n"
	plain := func(w feed.Writer, r feed.RecordReader) (int64, error) { return feed.Copy(w, r) }
	for _, feedText := range []string{header + strings.Repeat(rows, 5), header + strings.Repeat(rows, 3) + "4,,\"", header + strings.Repeat(rows, 2) + "3,3,g,\r4,,"} {
		want := copied(strings.NewReader(feedText), feed.CSV, feed.XML, false, false, plain)
		for size := range 250 {
			got := copied(strings.NewReader(feedText), feed.CSV, feed.XML, false, false, func(w feed.Writer, r feed.RecordReader) (int64, error) { return copyIn(w, r, size+1) })
			if got != want {
				t.Fatalf("in pieces of %d:\n%s\nwant\n%s", size+1, difference(got, want), difference(want, got))
			}
		}
	}
}

// TestCopyGoesOnInPieces shows that after a piece that is none the next ones are
// pieces again, for comments and quoted line ends.
func TestCopyGoesOnInPieces(t *testing.T) {
	xmlText := everyThird(text(t, feedtest.Results(1, 400), feed.XML), "</GeocodeEntity>\n", "</GeocodeEntity>\n<!-- </GeocodeEntity> -->\n")
	csvText := everyThird(text(t, feedtest.Results(1, 400), feed.CSV), "Success", "\"Suc\ncess\"")
	for _, c := range []struct {
		text     string
		from, to feed.Format
	}{{xmlText, feed.XML, feed.CSV}, {csvText, feed.CSV, feed.XML}} {
		src := newCounting(feedio.NewReader(strings.NewReader(c.text), c.from, nil))
		if n, err := copyIn(feedio.NewWriter(io.Discard, c.to, nil), src, 10_000); n != 400 || err != nil {
			t.Error(n, err)
		}
		if src.pieces < 3 || src.plain < 3 {
			t.Errorf("%v: %d pieces, %d times plainly", c.from, src.pieces, src.plain)
		}
	}
}

// TestCopyLost counts what is under repeated columns only, where blank rows are
// after the pieces, and rows of no entity.
func TestCopyLost(t *testing.T) {
	header := "Bing Spatial Data Services, 2.0\nGeocodeResponse/Index,Id,GeocodeRequest/Query,StatusCode,StatusCode\n"
	rows := "\n,1,a,b,c\n,2,\"line1\nline2\",d,e\n\n,,\n"
	ignore := func(*validate.Reject) error { return nil }
	for _, feedText := range []string{header + strings.Repeat(rows, 50), header + strings.Repeat(rows, 20) + "2,3,x,y,z\n" + strings.Repeat(rows, 20)} {
		for _, rejects := range []bool{false, true} {
			want := copied(strings.NewReader(feedText), feed.CSV, feed.XML, false, false, func(w feed.Writer, r feed.RecordReader) (int64, error) {
				if rejects {
					return validate.New(feed.CSV, nil).Copy(context.Background(), w, sequential{r.(whole)}, ignore)
				}
				return feed.Copy(w, r)
			})
			for size := range 150 {
				got := copied(strings.NewReader(feedText), feed.CSV, feed.XML, false, false, func(w feed.Writer, r feed.RecordReader) (int64, error) {
					if rejects {
						pieces.Size = size + 1
						return validate.New(feed.CSV, nil).Copy(context.Background(), w, r, ignore)
					}
					return copyIn(w, r, size+1)
				})
				if got != want {
					t.Fatalf("in pieces of %d, rejects %v:\n%s\nwant\n%s", size+1, rejects, difference(got, want), difference(want, got))
				}
			}
		}
	}
}

// TestCopyIsInPieces shows that of feeds without traps all is copied in pieces,
// but for what comes first: whatever ends a line or is between two entities,
// and of those, too, whose entities have several rows.
func TestCopyIsInPieces(t *testing.T) {
	for _, c := range []struct {
		from     feed.Format
		old, new string
	}{
		{feed.XML, "", ""},
		{feed.XML, "</GeocodeEntity>", "</GeocodeEntity\r\n >\n\n\n"},
		{feed.CSV, "", ""},
		{feed.CSV, "\n", "\r\n"},
		{feed.Pipe, "\n", "\r"},
		{feed.Tab, "\n", "\n\n\n"},
		{feed.CSV, "\n", "\r\n,,\r\n"},
	} {
		from := c.from
		feedText := text(t, feedtest.Results(1, 400), from)
		if c.old != "" {
			feedText = strings.ReplaceAll(feedText, c.old, c.new)
		}
		src := newCounting(feedio.NewReader(strings.NewReader(feedText), from, nil))
		if n, err := copyIn(feedio.NewWriter(io.Discard, feed.XML, nil), src, 10_000); n != 400 || err != nil {
			t.Error(n, err)
		}
		if want := len(feedText) / 10_000; src.pieces < want || src.plain > 1 {
			t.Errorf("%v with %q: %d pieces, %d times plainly; want %d", from, c.new, src.pieces, src.plain, want)
		}
	}
}

// everyThird replaces every third of the places where old is.
func everyThird(text, old, new string) string {
	parts := strings.Split(text, old)
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i == 0:
		case i%3 == 0:
			b.WriteString(new)
		default:
			b.WriteString(old)
		}
		b.WriteString(part)
	}
	return b.String()
}

// counting counts how a reader is moved.
type counting struct {
	pieces.Reader
	pieces, plain int
}

func newCounting(r feed.Reader) *counting {
	p, _ := pieces.ReaderOf(r)
	return &counting{Reader: p}
}

func (c *counting) Continue(rest io.Reader) { c.plain++; c.Reader.Continue(rest) }

func (c *counting) Pass(fork pieces.Reader, piece feed.Position, entities int64) {
	c.pieces++
	c.Reader.Pass(fork, piece, entities)
}

// TestCopySurveys shows that a survey in pieces finds the same columns.
func TestCopySurveys(t *testing.T) {
	feedText := text(t, feedtest.Results(5, 500), feed.XML)
	columns := func(copy func(feed.Writer, feed.RecordReader) (int64, error)) string {
		var s delimfeed.Survey
		n, err := copy(&s, xmlfeed.NewReader(strings.NewReader(feedText), nil))
		return fmt.Sprint(n, err, s.Columns())
	}
	want := columns(func(w feed.Writer, r feed.RecordReader) (int64, error) { return feed.Copy(w, r) })
	if got := columns(func(w feed.Writer, r feed.RecordReader) (int64, error) { return copyIn(w, r, 10_000) }); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestCopyErrors shows that errors of the streams pass through as they are, after
// the same entities.
func TestCopyErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, from := range []feed.Format{feed.XML, feed.CSV} {
		feedText := text(t, feedtest.Results(1, 100), from)
		for _, at := range []int{0, 10, len(feedText) / 2, len(feedText) - 5, len(feedText)} {
			outcome := func(copy func(feed.Writer, feed.RecordReader) (int64, error)) string {
				return copied(feedtest.FailAt(feedText, at, broken), from, feed.Tab, false, false, copy)
			}
			want := outcome(func(w feed.Writer, r feed.RecordReader) (int64, error) { return feed.Copy(w, r) })
			for _, size := range pieceSizes {
				if got := outcome(func(w feed.Writer, r feed.RecordReader) (int64, error) { return copyIn(w, r, size) }); got != want {
					t.Errorf("%v broken at %d, pieces of %d:\n%s\nwant\n%s", from, at, size, difference(got, want), difference(want, got))
				}
			}
		}
		full := &limited{left: len(feedText) / 3}
		_, err := copyIn(feedio.NewWriter(full, feed.XML, nil), feedio.NewReader(strings.NewReader(feedText), from, nil), 5000)
		if err != errFull {
			t.Error(err)
		}
	}
}

var errFull = errors.New("full")

// limited takes so many bytes.
type limited struct{ left int }

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestCopyLimits shows that what is too large is so in pieces, too.
func TestCopyLimits(t *testing.T) {
	for _, from := range []feed.Format{feed.XML, feed.CSV} {
		feedText := text(t, feedtest.Results(1, 60), from)
		for _, limits := range []feed.Limits{{Entity: 1000}, {Entity: 2000}, {Value: 40}, {Value: 60, Entity: 1500}} {
			outcome := func(copy func(feed.Writer, feed.RecordReader) (int64, error)) string {
				var out bytes.Buffer
				w := xmlfeed.NewWriter(&out, nil)
				n, err := copy(w, feedio.NewReader(strings.NewReader(feedText), from, &feed.ReaderOptions{Limits: limits}))
				w.Flush()
				return fmt.Sprint(n, err, out.String())
			}
			want := outcome(func(w feed.Writer, r feed.RecordReader) (int64, error) { return feed.Copy(w, r) })
			for _, size := range pieceSizes {
				if got := outcome(func(w feed.Writer, r feed.RecordReader) (int64, error) { return copyIn(w, r, size) }); got != want {
					t.Errorf("%v %v pieces of %d:\n%s\nwant\n%s", from, limits, size, difference(got, want), difference(want, got))
				}
			}
		}
	}
}

// TestCopyOfOthers shows that readers and writers that know nothing of pieces are copied
// the same, and that a context ends a copy.
func TestCopyOfOthers(t *testing.T) {
	feedText := text(t, feedtest.Results(1, 400), feed.CSV)
	for name, wrap := range map[string]func(feed.Reader, feed.Writer) (feed.Reader, feed.Writer){
		"tokens alone":  func(r feed.Reader, w feed.Writer) (feed.Reader, feed.Writer) { return struct{ feed.Reader }{r}, w },
		"other writers": func(r feed.Reader, w feed.Writer) (feed.Reader, feed.Writer) { return r, struct{ feed.Writer }{w} },
	} {
		var out bytes.Buffer
		pieces.Size = 10_000
		xml := xmlfeed.NewWriter(&out, nil)
		r, w := wrap(feedio.NewReader(strings.NewReader(feedText), feed.CSV, nil), xml)
		if n, err := pieces.Copy(t.Context(), w, r); n != 400 || err != nil || xml.Close() != nil {
			t.Error(name, n, err)
		}
		if want := text(t, feedio.NewReader(strings.NewReader(feedText), feed.CSV, nil), feed.XML); out.String() != want {
			t.Errorf("%s: the output is another one", name)
		}
	}
	stopped := errors.New("stopped")
	for _, several := range []bool{true, false} {
		ctx, cancel := context.WithCancelCause(t.Context())
		src := feedio.NewReader(strings.NewReader(feedText), feed.CSV, nil)
		if !several {
			src = sequential{src.(whole)}
		}
		left := 50
		n, err := pieces.Copy(ctx, stopping{xmlfeed.NewWriter(io.Discard, nil), &left, func() { cancel(stopped) }}, src)
		if n != 50 || err != stopped {
			t.Errorf("several cores %v: %d entities, %v", several, n, err)
		}
		rest, err := pieces.Copy(ctx, xmlfeed.NewWriter(io.Discard, nil), src)
		if rest != 0 || err != stopped {
			t.Errorf("several cores %v, once more: %d entities, %v", several, rest, err)
		}
	}
}

// stopping calls stop after so many entities.
type stopping struct {
	*xmlfeed.Writer
	left *int
	stop func()
}

func (s stopping) WriteRecord(r *feed.Record) error {
	if *s.left--; *s.left == 0 {
		s.stop()
	}
	return s.Writer.WriteRecord(r)
}
