package validate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// mixed has good and bad entities; the bad ones by rules and by faults of the
// reader.
var mixed = map[feed.Format]string{
	feed.XML: xmlFeed(one + "\n" +
		`<GeocodeEntity Id="2"><GeocodeRequest /></GeocodeEntity>` + "\n" +
		`<GeocodeEntity Id="3"><GeocodeRequest Query="Hull" Culture="fi_FI" /></GeocodeEntity>` + "\n" +
		`<GeocodeEntity Id="4"><GeocodeRequest Query="York" Town="x" /></GeocodeEntity>` + "\n" +
		`<GeocodeEntity Id="5"><GeocodeRequest Query="Ripon" /></GeocodeEntity>`),
	feed.CSV: line1 + "Id,GeocodeRequest/Query,GeocodeRequest/Culture\n1,Leeds\n2,,en-US\n3,Hull,fi_FI\n4,York,,x\n5,Ripon\n",
}

// copyAll copies a text to tokens.
func copyAll(f feed.Format, text string, reject func(*Reject) error) (feedtest.Tokens, *Validator, int64, error) {
	var out feedtest.Tokens
	v := New(f, &Options{File: "in"})
	n, err := v.Copy(context.Background(), &out, newReader(f, strings.NewReader(text), nil), reject)
	return out, v, n, err
}

// TestRejects sets the bad entities aside and copies the others.
func TestRejects(t *testing.T) {
	for f, text := range mixed {
		var rejects strings.Builder
		w := NewRejectWriter(&rejects)
		out, v, n, err := copyAll(f, text, w.Write)
		if err != nil || n != 3 || v.Entities() != 5 || v.Count(Warning) != 1 || v.Count(Error) != 2 {
			t.Errorf("%v: %d of %d entities, %d errors, %d warnings, %v", f, n, v.Entities(), v.Count(Error), v.Count(Warning), err)
		}
		want := feedtest.Entities(
			&feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Leeds"}},
			&feed.Entity{ID: "3", Geocode: &feed.GeocodeRequest{Query: "Hull", Culture: "fi_FI"}},
			&feed.Entity{ID: "5", Geocode: &feed.GeocodeRequest{Query: "Ripon"}})
		if got, want := out.Content(), want.Content(); got != want {
			t.Errorf("%v: got\n%s\nwant\n%s", f, got, want)
		}
		checkLines(t, rejectSchema, rejects.String())
		golden(t, "testdata/rejects."+f.String()+".golden", rejects.String())
	}
}

// TestRejectedRows cuts rejected rows out, as they are, puts them under the
// header and reads them again; a mended one is then copied.
func TestRejectedRows(t *testing.T) {
	const header = line1 + "Id,GeocodeRequest/Query,GeocodeResponse/Name,GeocodeResponse/Index\n"
	const bad = "7,\"Le\r\neds\",a,1,x\r\n7,,b,2\r\n"
	var sources []string
	_, _, n, err := copyAll(feed.CSV, header+"1,Hull\n\n"+bad+"8,York\n", func(r *Reject) error {
		sources = append(sources, r.Source)
		if r.Line != 5 || r.Column != 1 || r.ID != "7" || r.Entity != 2 {
			t.Errorf("%+v", r)
		}
		return nil
	})
	if n != 2 || err != nil || len(sources) != 1 || sources[0] != bad {
		t.Fatalf("%d, %v, %q", n, err, sources)
	}
	out, _, n, err := copyAll(feed.CSV, header+strings.Replace(sources[0], ",x", "", 1), nil)
	if n != 1 || err != nil || !strings.Contains(out.Content(), `"b"`) {
		t.Errorf("%d, %v, %s", n, err, out.Content())
	}
}

// TestCopyStops shows what ends a copy.
func TestCopyStops(t *testing.T) {
	full := errors.New("full")
	keep := func(*Reject) error { return nil }
	for _, c := range []struct {
		name, text string
		reject     func(*Reject) error
		n          int64
		err        error
	}{
		{"an error, without rejects", mixed[feed.CSV], nil, 1, ErrInvalid},
		{"reject's error", mixed[feed.CSV], func(*Reject) error { return full }, 1, full},
		{"an open quote", line1 + "Id,GeocodeRequest/Query\n1,Leeds\n2,\"York\n", keep, 1, ErrIncomplete},
		{"an unknown column", line1 + "Id,Query,GeocodeRequest/Query\n1,,Leeds\n", keep, 0, ErrInvalid},
		{"no entities", line1 + "Id\n", keep, 0, ErrInvalid},
		{"warnings only", line1 + "Id,GeocodeRequest/Query\n1,\"Leeds \"\n", nil, 1, nil},
	} {
		if _, _, n, err := copyAll(feed.CSV, c.text, c.reject); n != c.n || !errors.Is(err, c.err) {
			t.Errorf("%s: %d, %v; want %d, %v", c.name, n, err, c.n, c.err)
		}
	}
}

// TestCopyCannotKeepFaults shows that a profile cannot let through what could not
// be read.
func TestCopyCannotKeepFaults(t *testing.T) {
	p, err := ParseProfile([]byte(`{"severity": {"xml-unknown": "off", "row-too-long": "note"}}`))
	if err != nil {
		t.Fatal(err)
	}
	for f, text := range mixed {
		v := New(f, &Options{Profile: p})
		var out feedtest.Tokens
		rejected := 0
		_, err := v.Copy(context.Background(), &out, newReader(f, strings.NewReader(text), nil), func(r *Reject) error {
			rejected++
			if len(r.Problems) != 1 || r.Problems[0].Severity != Error {
				t.Errorf("%v: %+v", f, r)
			}
			return nil
		})
		if err != nil || rejected != 2 {
			t.Errorf("%v: %d rejects, %v", f, rejected, err)
		}
	}
}

// TestCopyIsCopy compares Copy with feed.Copy over generated feeds, which hold
// all that a feed can.
func TestCopyIsCopy(t *testing.T) {
	all := &Profile{Severity: make(map[string]Severity)}
	for _, r := range Rules() {
		all.Severity[r.Code] = Off
	}
	for seed := range uint64(20) {
		tokens := feedtest.Random(seed, 20, feedtest.XMLChars)
		text := feedtest.Text(t, tokens.Reader(), feed.Pipe, delimfeed.NewWriter)
		var out feedtest.Tokens
		v := New(feed.Pipe, &Options{Profile: all})
		if _, err := v.Copy(context.Background(), &out, newReader(feed.Pipe, strings.NewReader(text), nil), nil); err != nil {
			t.Fatal(err)
		}
		if got, want := out.Content(), tokens.Content(); got != want {
			t.Errorf("seed %d: got\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// TestErrorsStay shows that errors of the machine pass through, and stay.
func TestErrorsStay(t *testing.T) {
	broken := errors.New("broken")
	for n := range len(mixed[feed.CSV]) {
		v := New(feed.CSV, nil)
		r := newReader(feed.CSV, feedtest.FailAt(mixed[feed.CSV], n, broken), nil)
		if err := v.Run(context.Background(), r); err != broken {
			t.Fatalf("broken at byte %d: %v", n, err)
		}
		if _, _, err := v.Next(r, new(feed.Record)); err != broken {
			t.Fatalf("broken at byte %d: then %v", n, err)
		}
	}
}

// TestHandleErrors shows that Handle's error ends the run and is its own.
func TestHandleErrors(t *testing.T) {
	full := errors.New("full")
	for f, text := range mixed {
		calls := 0
		v := New(f, &Options{Handle: func(Problem) error {
			calls++
			return full
		}})
		if err := v.Run(context.Background(), newReader(f, strings.NewReader(text), nil)); err != full || calls != 1 {
			t.Errorf("%v: %v after %d calls", f, err, calls)
		}
	}
}

// TestNoFieldIsMissed checks that a value of any field that may be padded or bad
// is looked at: that no rule misses a field of its type.
func TestNoFieldIsMissed(t *testing.T) {
	for _, f := range paddedFields {
		if f == feed.ID {
			continue
		}
		group := f.Info().Group
		tokens := feedtest.Tokens{
			{Kind: feed.EntityStart}, {Kind: feed.FieldValue, Field: feed.ID, Text: []byte("1")},
			{Kind: group.Start()}, {Kind: feed.FieldValue, Field: f, Text: []byte(" ?")}, {Kind: feed.EntityEnd},
		}
		got := make(map[string]bool)
		v := New(feed.XML, &Options{Handle: func(p Problem) error {
			if p.Field == f.String() {
				got[p.Rule] = true
			}
			return nil
		}})
		if err := v.Run(context.Background(), tokens.Reader()); err != nil {
			t.Fatal(err)
		}
		want := 2 // its type's rule, placeholder for a text, and the padding
		if f == feed.GeocodeFormattedAddress {
			want++
		}
		if text := f.Info().Type == feed.TextType; !got["space-padded"] || got["placeholder"] != text || len(got) != want {
			t.Errorf("%v: %v", f, fmt.Sprint(got))
		}
	}
}

// TestCopyCountsWritten shows that entities that are set aside do not count towards
// the limit of a job, and that the first one over it ends the copy.
func TestCopyCountsWritten(t *testing.T) {
	for f, text := range mixed {
		for limit, want := range map[int64]int64{2: 2, 3: 3} { // of the three good ones
			var found []string
			v := New(f, &Options{
				Profile: &Profile{Limits: Limits{Entities: limit}},
				Handle: func(p Problem) error {
					if p.Rule == "too-many-entities" {
						found = append(found, fmt.Sprint("entity ", p.Entity, ": ", p.Message))
					}
					return nil
				},
			})
			var out feedtest.Tokens
			n, err := v.Copy(context.Background(), &out, newReader(f, strings.NewReader(text), nil), func(*Reject) error { return nil })
			if n != want || errors.Is(err, ErrInvalid) != (limit == 2) || len(found) != int(3-limit) {
				t.Errorf("%v: %d entities, %v, %q", f, n, err, found)
			}
			if len(found) > 0 && found[0] != "entity 5: this would be entity 3, and a job may have 2" {
				t.Errorf("%v: %q", f, found)
			}
		}
	}
}

// TestCopyCountsWhatIsWritten leaves out the entity that the writer refuses, as feed.Copy
// does.
func TestCopyCountsWhatIsWritten(t *testing.T) {
	open := func() feed.RecordReader {
		src := newReader(feed.CSV, strings.NewReader("Id,GeocodeRequest/Query\n1,a\n2,b\n3,c\n"), nil)
		return feedio.Map(src, func(r *feed.Record) error {
			if string(r.Entity().Text(feed.ID)) != "2" {
				return nil
			}
			return r.Set(feed.Part{}, feed.GeocodeQuery, []byte("too long for the writer"))
		})
	}
	writer := func() feed.Writer {
		return feedio.NewWriter(io.Discard, feed.XML, &feedio.WriterOptions{Limits: feed.Limits{Value: 8}})
	}
	want, wantErr := feed.Copy(writer(), open())
	got, err := New(feed.CSV, nil).Copy(context.Background(), writer(), open(), setAsideNothing)
	if want != 1 || got != want || wantErr == nil || err == nil || err.Error() != wantErr.Error() {
		t.Errorf("%d, %v; want %d, %v", got, err, want, wantErr)
	}
}

// TestEditedRecords shows that what a program puts into a record is checked as an entity in
// memory is, on one core and on several, by Run and by Copy.
func TestEditedRecords(t *testing.T) {
	const entities = 5000
	for _, f := range formats {
		var text bytes.Buffer
		w := newWriter(&text, f)
		for i := range entities {
			if err := feed.WriteEntity(w, &feed.Entity{ID: strconv.Itoa(i + 1), Geocode: &feed.GeocodeRequest{Query: "Leeds"}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		open := func() feed.RecordReader {
			return feedio.Map(newReader(f, bytes.NewReader(text.Bytes()), nil), func(r *feed.Record) error {
				switch string(r.Entity().Text(feed.ID)) {
				case "1", "4000":
					return r.Set(feed.Part{}, feed.GeocodeQuery, []byte("Le\xE9ds"))
				case "2", "4001":
					return r.Set(feed.Part{}, feed.GeocodeQuery, bytes.Repeat([]byte("x"), 1<<20+1))
				case "3", "4002":
					return r.Set(feed.Part{}, feed.GeocodeQuery, []byte("a\x00b"))
				}
				return nil
			})
		}
		want := []string{
			"1 1 encoding-invalid", "2 2 value-too-large", "3 3 control-character",
			"4000 4000 encoding-invalid", "4001 4001 value-too-large", "4002 4002 control-character",
		}
		for _, cores := range []int{1, 3} {
			func() {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
				var got []string
				options := &Options{Handle: func(p Problem) error {
					got = append(got, fmt.Sprint(p.Entity, " ", p.ID, " ", p.Rule))
					return nil
				}}
				if err := New(f, options).Run(context.Background(), open()); err != nil || !slices.Equal(got, want) {
					t.Errorf("%v, %d cores: Run: %v, %q", f, cores, err, got)
				}
				got = nil
				var rejects int
				n, err := New(f, options).Copy(context.Background(), newWriter(io.Discard, feed.XML), open(), func(*Reject) error { rejects++; return nil })
				if err != nil || n != entities-6 || rejects != 6 || !slices.Equal(got, want) {
					t.Errorf("%v, %d cores: Copy: %d, %v, %d rejects, %q", f, cores, n, err, rejects, got)
				}
			}()
		}
	}
}

// TestRejectsAreHeld shows that the rejects of a piece count as what is held of it, so that
// package pieces can bound them, and no longer when it is forgotten.
func TestRejectsAreHeld(t *testing.T) {
	text := line1 + "Id,GeocodeRequest/Query\n" + strings.Repeat("1,"+strings.Repeat("x", 5000)+"\n", 3)
	src, ok := pieces.ReaderOf(newReader(feed.CSV, strings.NewReader(text), nil))
	if !ok {
		t.Fatal("no reader of pieces")
	}
	v := New(feed.CSV, &Options{Profile: &Profile{Required: []string{"GeocodeRequest/Address/Locality"}}})
	c := &copier{v: v, dst: xmlfeed.NewWriter(io.Discard, nil), reject: func(*Reject) error { return nil }}
	fork := c.Fork(src, 100)
	var r feed.Record
	for n := 1; n <= 3; n++ {
		if err := src.ReadRecord(&r); err != nil {
			t.Fatal(err)
		}
		if !fork.TakeRecord(&r) || fork.Held() < n*5000 || fork.Held() > n*10_000 {
			t.Errorf("%d rejects: %d bytes are held", n, fork.Held())
		}
	}
	if fork.Clear(); fork.Held() != 0 {
		t.Errorf("%d bytes are held of nothing", fork.Held())
	}
}
