package batch

import (
	"errors"
	"fmt"

	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// asXML returns a function that opens the entities as an XML feed.
func asXML(t *testing.T, entities []*feed.Entity) func() (feed.RecordReader, error) {
	t.Helper()
	var text strings.Builder
	w := feedio.NewWriter(&text, feed.XML, nil)
	for _, e := range entities {
		if err := feed.WriteEntity(w, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return func() (feed.RecordReader, error) {
		return feedio.NewReader(strings.NewReader(text.String()), feed.XML, nil), nil
	}
}

// An opener opens a feed.
type opener = func() (feed.RecordReader, error)

func asked(id, query string) *feed.Entity {
	return &feed.Entity{ID: id, Geocode: &feed.GeocodeRequest{Query: query}}
}

func gave(id, name, status string) *feed.Entity {
	return &feed.Entity{ID: id, StatusCode: status, Responses: []feed.GeocodeResponse{{Name: name}}}
}

// joinFetched joins results twice, with a trace of everything that is told.
func joinFetched(t *testing.T, input opener, results ...opener) string {
	t.Helper()
	folder := t.TempDir()
	f, err := ReadFetched(folder, 0, results...)
	if err != nil {
		t.Fatal(err)
	}
	first := joinedText(t, f, input)
	if again := joinedText(t, f, input); again != first {
		t.Errorf("joined again: %s", cmp.Diff(first, again))
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
	return first
}

func joinedText(t *testing.T, f *Fetched, input opener) string {
	t.Helper()
	var log strings.Builder
	f.Surplus = func(s Surplus) {
		fmt.Fprintf(&log, "surplus %d/%d %q %d:%d differs %v\n", s.Feed, s.Entity, s.ID, s.At.Line, s.At.Column, s.Differs)
	}
	var outputs [3]feedtest.Tokens
	report, err := f.Join(input, Outputs{Joined: &outputs[0], Succeeded: &outputs[1], Failed: &outputs[2], Missing: func(n int64, id string, at feed.Position) {
		fmt.Fprintf(&log, "missing %d %q %d:%d\n", n, id, at.Line, at.Column)
	}})
	fmt.Fprintf(&log, "%+v, error %v\n", report, err)
	for i, tokens := range outputs {
		fmt.Fprintf(&log, "%d:", i)
		for e, err := range feed.Entities(tokens.Reader()) {
			if err != nil {
				t.Fatal(err)
			}
			name := "-"
			if len(e.Responses) > 0 {
				name = e.Responses[0].Name
			}
			fmt.Fprintf(&log, " %s=%s/%s", e.ID, name, e.StatusCode)
		}
		log.WriteByte('\n')
	}
	return log.String()
}

// TestFetched shows what becomes of results that are missing, foreign, repeated or
// different, with all of them in memory and divided.
func TestFetched(t *testing.T) {
	defer func(n int64) { partSize = n }(partSize)
	input := asXML(t, []*feed.Entity{asked("a", "Leeds"), asked("b", "York"), asked("c", "Hull"), asked("d", "Bath")})
	const joined = `missing 3 "c" 9:3
surplus 0/3 "x" 11:3 differs false
surplus 1/2 "b" 7:3 differs true
{Entities:4 Succeeded:2 Failed:1 Missing:1 Foreign:1 Repeated:1 Differing:1}, error <nil>
0: a=A/Success b=B/Success c=-/ d=D/BadRequest
1: a=A/Success b=B/Success
2: c=-/ d=D/BadRequest
`
	for _, partSize = range []int64{1 << 20, 200, 100, 1} {
		got := joinFetched(t, input,
			asXML(t, []*feed.Entity{gave("d", "D", "BadRequest"), gave("b", "B", "Success"), gave("x", "X", "Success")}),
			asXML(t, []*feed.Entity{gave("a", "A", "Success"), gave("b", "other", "Success"), gave("d", "D", "BadRequest")}))
		if diff := cmp.Diff(joined, got); diff != "" {
			t.Errorf("in parts of %d bytes: %s", partSize, diff)
		}
	}
}

// TestFetchedRepeatedID shows that a result that may be of several entities is of none.
func TestFetchedRepeatedID(t *testing.T) {
	defer func(n int64) { partSize = n }(partSize)
	input := asXML(t, []*feed.Entity{asked("a", "Leeds"), asked("z", "York"), asked("z", "Ely"), asked("a", "Hull")})
	for _, partSize = range []int64{1 << 20, 1} {
		got := joinFetched(t, input, asXML(t, []*feed.Entity{gave("a", "A", "Success"), gave("b", "A", "Success")}))
		const want = `12:18: entity 4 (Id "a"): Id: an earlier entity has the same Id, and the result of it may be of either; give each entity an Id of its own`
		if !strings.Contains(got, want) {
			t.Errorf("in parts of %d bytes: %s", partSize, got)
		}
	}
}

// TestFetchedAnyOrder joins results of many entities in any order, in several feeds, and
// compares with what a map finds.
func TestFetchedAnyOrder(t *testing.T) {
	defer func(n int64) { partSize = n }(partSize)
	for seed := range uint64(80) {
		random := rand.New(rand.NewPCG(seed, 1))
		n := random.IntN(300)
		var entities []*feed.Entity
		results := make([][]*feed.Entity, 1+random.IntN(3))
		want := make(map[string]string)
		for i := range n {
			id := fmt.Sprint(random.Uint32())
			if want[id] != "" {
				continue
			}
			entities = append(entities, asked(id, "Leeds"))
			want[id] = "-"
			if random.IntN(10) > 0 {
				want[id] = fmt.Sprint("R", i)
				part := random.IntN(len(results))
				results[part] = append(results[part], gave(id, want[id], "Success"))
			}
		}
		var openers []opener
		for _, part := range results {
			random.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
			openers = append(openers, asXML(t, part))
		}
		partSize = 1 + random.Int64N(20_000)
		f, err := ReadFetched(t.TempDir(), 0, openers...)
		if err != nil {
			t.Fatal(err)
		}
		var joined feedtest.Tokens
		report, err := f.Join(asXML(t, entities), Outputs{Joined: &joined})
		if err != nil || report.Foreign+report.Repeated+report.Differing != 0 || report.Entities != int64(len(entities)) {
			t.Fatalf("seed %d: %+v, %v", seed, report, err)
		}
		i := 0
		for e, err := range feed.Entities(joined.Reader()) {
			if err != nil {
				t.Fatal(err)
			}
			name := "-"
			if len(e.Responses) > 0 {
				name = e.Responses[0].Name
			}
			if e.ID != entities[i].ID || name != want[e.ID] {
				t.Fatalf("seed %d: entity %d is %s with %s, want %s with %s", seed, i, e.ID, name, entities[i].ID, want[e.ID])
			}
			i++
		}
		f.Close()
	}
}

// TestFetchedSurplus shows that of many results that are in no output the first are told.
func TestFetchedSurplus(t *testing.T) {
	defer func(n int64) { partSize = n }(partSize)
	var results []*feed.Entity
	for i := range 1000 {
		results = append(results, gave(fmt.Sprint("x", i), "X", "Success"))
	}
	for _, partSize = range []int64{1 << 20, 5000} {
		var told []int64
		f, err := ReadFetched(t.TempDir(), 0, asXML(t, results))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		f.Surplus = func(s Surplus) { told = append(told, s.Entity) }
		report, err := f.Join(asXML(t, nil), Outputs{})
		if err != nil || report.Foreign != 1000 || len(told) != 100 || !slices.IsSorted(told) || told[99] != 100 {
			t.Errorf("%+v, %v, told of %v", report, err, told)
		}
	}
}

// TestFetchedErrors shows that errors of the inputs and of the outputs end the joining, and
// that nothing is left on disk.
func TestFetchedErrors(t *testing.T) {
	defer func(n int64) { partSize = n }(partSize)
	broken := errors.New("broken")
	input, results := asXML(t, []*feed.Entity{asked("a", "Leeds"), asked("b", "York")}), asXML(t, []*feed.Entity{gave("b", "B", "Success"), gave("a", "A", "Success")})
	fails := func() (feed.RecordReader, error) { return nil, broken }
	breaks := func() (feed.RecordReader, error) {
		return feedio.NewReader(feedtest.FailAt("<GeocodeFeed xmlns=\"http://schemas.microsoft.com/search/local/2010/5/geocode\" Version=\"2.0\"><GeocodeEntity Id=\"a\"", 100, broken), feed.XML, nil), nil
	}
	for _, partSize = range []int64{1 << 20, 1} {
		for name, c := range map[string]struct {
			input   opener
			results []opener
		}{
			"no input":        {fails, []opener{results}},
			"broken input":    {breaks, []opener{results}},
			"no results":      {input, []opener{results, fails}},
			"broken results":  {input, []opener{breaks}},
			"changed between": {openedTwice(input, asXML(t, []*feed.Entity{asked("b", "York")})), []opener{results}},
		} {
			folder := t.TempDir()
			f, err := ReadFetched(folder, 0, c.results...)
			if err == nil {
				_, err = f.Join(c.input, Outputs{})
				err = errors.Join(err, f.Close())
			}
			want := broken
			if name == "changed between" {
				if want = ErrChanged; partSize > 1 { // then it is read once
					want = nil
				}
			}
			if !errors.Is(err, want) {
				t.Errorf("%s, in parts of %d bytes: %v", name, partSize, err)
			}
			if left, _ := os.ReadDir(folder); len(left) > 0 {
				t.Errorf("%s: %v is left", name, left)
			}
		}
		f, err := ReadFetched("", 0, results)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Join(input, Outputs{Joined: failingWriter{broken}}); err != broken {
			t.Errorf("an output fails: %v", err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := ReadFetched(t.TempDir()+"/none", 0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("in a folder that there is not: %v", err)
	}
}

// openedTwice opens the first feed once and then the second.
func openedTwice(first, second opener) opener {
	open := first
	return func() (feed.RecordReader, error) {
		defer func() { open = second }()
		return open()
	}
}

type failingWriter struct{ err error }

func (w failingWriter) WriteToken(feed.Token) error { return w.err }
func (w failingWriter) Close() error                { return w.err }

// TestFetchedInPieces reads results in pieces, and compares their numbers and places with those
// that a reader gives.
func TestFetchedInPieces(t *testing.T) {
	defer func(n int) { pieces.Size = n }(pieces.Size)
	for _, format := range []feed.Format{feed.XML, feed.CSV} {
		text := feedtest.Text(t, feedtest.Results(5, 90), format, feedio.NewWriter)
		open := func() (feed.RecordReader, error) {
			return feedio.NewReader(strings.NewReader(text), format, nil), nil
		}
		var want []Surplus
		var r feed.Record
		for reader, _ := open(); r.Read(reader) == nil; {
			e := r.Entity()
			want = append(want, Surplus{Feed: 1, Entity: r.Number(), ID: string(e.Text(feed.ID)), At: reader.Position(e.Offset())})
		}
		for _, pieces.Size = range []int{100, 3000, 128 << 10} {
			f, err := ReadFetched(t.TempDir(), feed.SetOf(feed.ResponseName), asXML(t, nil), open)
			if err != nil {
				t.Fatal(err)
			}
			var got []Surplus
			f.Surplus = func(s Surplus) { got = append(got, s) }
			if _, err := f.Join(asXML(t, nil), Outputs{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" || len(got) != 90 {
				t.Errorf("%v in pieces of %d: %s", format, pieces.Size, diff)
			}
			f.Close()
		}
	}
}

// TestFetchedFields shows that only those values of answers are kept that are asked for.
func TestFetchedFields(t *testing.T) {
	result := &feed.Entity{ID: "a", StatusCode: "Success", TraceID: "t", Responses: []feed.GeocodeResponse{
		{Name: "n", Confidence: "High", GeocodePoints: []feed.GeocodePoint{{Type: "Point"}}}, {Name: "m"},
	}}
	for fields, want := range map[feed.FieldSet]string{
		0: "Success t n High 1 m", feed.SetOf(feed.ResponseName): "  n  0 m", feed.SetOf(feed.StatusCode, feed.ResponseConfidence): "Success   High 0 ",
		feed.SetOf(feed.ResponseGeocodePoints): "    1 ",
	} {
		f, err := ReadFetched(t.TempDir(), fields, asXML(t, []*feed.Entity{result}))
		if err != nil {
			t.Fatal(err)
		}
		var joined feedtest.Tokens
		if _, err := f.Join(asXML(t, []*feed.Entity{asked("a", "Leeds")}), Outputs{Joined: &joined}); err != nil {
			t.Fatal(err)
		}
		for e, err := range feed.Entities(joined.Reader()) {
			if err != nil || len(e.Responses) != 2 {
				t.Fatal(err, e)
			}
			first := e.Responses[0]
			if got := fmt.Sprintf("%s %s %s %s %d %s", e.StatusCode, e.TraceID, first.Name, first.Confidence, len(first.GeocodePoints), e.Responses[1].Name); got != want {
				t.Errorf("fields %v: %q, want %q", fields, got, want)
			}
		}
		f.Close()
	}
}

// TestFetchedSameHash shows that results are told apart whose Ids have the same hash.
func TestFetchedSameHash(t *testing.T) {
	s, err := newResultStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for i, id := range []string{"a", "b", "a"} {
		if err := s.put(&storedResult{key: hashed, ordinal: int64(i), id: []byte(id), packed: []byte(id)}); err != nil {
			t.Fatal(err)
		}
	}
	var p resultPart
	p.clear(0)
	again := 0
	err = s.load(&p, &s.first, func(uint64) bool { return true }, func(first, other *storedResult) {
		if first.ordinal == 0 && other.ordinal == 2 {
			again++
		}
	})
	if err != nil || again != 1 {
		t.Errorf("%v, again %d times", err, again)
	}
	for id, want := range map[string]bool{"a": true, "b": true, "c": false} {
		if r, ok, err := p.find(hashed, []byte(id)); ok != want || ok && string(r.packed) != id || err != nil {
			t.Errorf("%s: %+v, %v, %v", id, r, ok, err)
		}
	}
}

// TestFetchedUnreadable shows that a part that could not be read is not taken for one that
// has no results, however often it is asked for.
func TestFetchedUnreadable(t *testing.T) {
	s, err := newResultStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for key := range uint64(10) {
		if err := s.put(&storedResult{key: key, ordinal: int64(key), packed: []byte("result")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.divide(s.count, s.size); err != nil {
		t.Fatal(err)
	}
	if err := s.parts.settle(); err != nil {
		t.Fatal(err)
	}
	f := &finder{store: s, ids: s}
	s.parts.file.file.Close()
	for range 3 {
		if _, err := f.part(7); err == nil {
			t.Error("no error")
		}
	}
}
