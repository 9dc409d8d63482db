package batch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// A noService prepares requests and answers none.
type noService struct{}

func (noService) Endpoint() (string, error) { return "http://nowhere.invalid", nil }
func (noService) Settings() string          { return "" }
func (noService) Resumed([]string) error    { return nil }

func (noService) Prepare(dst []byte, rec *feed.Record, _ bool) ([]byte, []*feed.Fault) {
	p, _ := rec.Request(feed.GeocodeGroup)
	if text := p.Text(feed.GeocodeQuery); string(text) == "refuse" {
		return nil, []*feed.Fault{p.Fault("refused", feed.GeocodeQuery, "it is refused", "change it")}
	}
	return appendRequest(append(dst, 'x'), rec), nil
}

// Geocode answers some of the requests, in an order of its own.
func (noService) Geocode(_ context.Context, p ServicePart) error {
	order := rand.New(rand.NewPCG(uint64(p.Number), 1)).Perm(p.Entities)
	asked := make(map[int]string)
	if err := p.Requests(func(i int, request []byte) error {
		asked[i] = string(request)
		return nil
	}); err != nil {
		return err
	}
	var r feed.Record
	for _, i := range order {
		e := feed.Entity{ID: "x", StatusCode: "Success", Responses: []feed.GeocodeResponse{{Name: fmt.Sprint(p.First + int64(i))}}}
		switch i % 7 {
		case 3:
			continue // none
		case 5:
			e.StatusCode, e.FaultReason = "NotFound", fmt.Sprintf("%x", asked[i])
		}
		if err := r.Read(feedtest.Entities(&e).Reader()); err != nil {
			return err
		}
		if err := p.Answer(i, &r); err != nil {
			return err
		}
	}
	return nil
}

// splitFiles splits a feed and returns what there is then: the problems, the error, the state
// and all files.
func splitFiles(t *testing.T, o Options) string {
	t.Helper()
	var out strings.Builder
	o.State = filepath.Join(t.TempDir(), "state")
	o.Problem = func(p validate.Problem) error {
		fmt.Fprintln(&out, p)
		return nil
	}
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.split(); err != nil {
		fmt.Fprintln(&out, err)
		return out.String()
	}
	s := *r.state
	s.Run = ""
	fmt.Fprintf(&out, "%+v\n", s)
	names, err := filepath.Glob(filepath.Join(o.Folder(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n%s\n", filepath.Base(name), text)
	}
	if o.Service != nil {
		for i := range r.state.Parts {
			if err := r.eachRequest(&r.state.Parts[i], func(int, []byte) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out.String()
}

// TestSplitPieces shows that a feed is split on several cores as it is on one: the same parts,
// Ids and repeats, the same problems, and the same error.
func TestSplitPieces(t *testing.T) {
	cores := runtime.GOMAXPROCS(0)
	defer func(n int) { pieces.Size = n }(pieces.Size)
	defer runtime.GOMAXPROCS(cores)
	odd := func(i int) *feed.Entity {
		e := &feed.Entity{ID: fmt.Sprint(i), Geocode: &feed.GeocodeRequest{Query: fmt.Sprintf("%d <Mill> \"Lane\"", i%90)}}
		switch {
		case i%40 == 7:
			e.ID = strings.Repeat(" ", i%3)
		case i%40 == 9:
			e.ID = "a\"<&>"
		case i%50 == 11:
			e.StatusCode = "Success"
		case i%60 == 13:
			e.Geocode = nil
		}
		return e
	}
	list := func(n int, edit func(i int, e *feed.Entity)) (all []*feed.Entity) {
		for i := range n {
			e := odd(i)
			if edit != nil {
				edit(i, e)
			}
			all = append(all, e)
		}
		return all
	}
	plain := func(i int, e *feed.Entity) { e.StatusCode = "" }
	feeds := map[string]func() feed.Reader{
		"random": func() feed.Reader { return feedtest.Random(5, 150, feedtest.XMLChars).Reader() },
		"odd":    func() feed.Reader { return feedtest.Entities(list(250, nil)...).Reader() },
		"plain":  func() feed.Reader { return feedtest.Entities(list(250, plain)...).Reader() },
		"refused": func() feed.Reader {
			return feedtest.Entities(list(250, func(i int, e *feed.Entity) {
				if plain(i, e); i == 150 || i == 200 {
					e.Geocode = &feed.GeocodeRequest{Query: "refuse"}
				}
			})...).Reader()
		},
	}
	options := map[string]Options{
		"plain":   {},
		"force":   {Force: true},
		"dedupe":  {Dedupe: true, Force: true, Limits: Limits{Entities: 33}},
		"retry":   {Retry: true, Limits: Limits{Entities: 50, Bytes: 5000}},
		"first":   {First: 133, Force: true},
		"tooMuch": {Force: true, Limits: Limits{Bytes: 400}},
	}
	sent := 0
	for name, of := range feeds {
		for _, format := range []feed.Format{feed.XML, feed.CSV, feed.JSONLines} {
			text := []byte(feedtest.Text(t, of(), format, feedio.NewWriter))
			for how, o := range options {
				for _, service := range []bool{false, true} {
					o.Format = format
					o.Input = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
					o.Service, o.Client = nil, &dataflow.Client{Key: "k"}
					if service {
						o.Service, o.Client = noService{}, nil
					}
					runtime.GOMAXPROCS(1)
					want := splitFiles(t, o)
					runtime.GOMAXPROCS(max(cores, 3))
					sent += strings.Count(want, "\npart-")
					for _, pieces.Size = range []int{300, 4000} {
						if got := splitFiles(t, o); got != want {
							t.Fatalf("%s feed, %v, %s, service %v, in pieces of %d: %s", name, format, how, service, pieces.Size, cmp.Diff(want, got))
						}
					}
				}
			}
		}
	}
	if sent < 100 {
		t.Errorf("%d parts", sent)
	}
}

// joinedRun carries a run to its end and returns its outputs, and what is missing.
func joinedRun(t *testing.T, o Options) string {
	t.Helper()
	o.State = filepath.Join(t.TempDir(), "state")
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	outputs := Outputs{Missing: func(entity int64, id string, at feed.Position) { fmt.Fprintln(&log, entity, id, at) }}
	var texts [3]bytes.Buffer
	joined, succeeded := feedio.NewWriter(&texts[0], feed.JSONLines, nil), feedio.NewWriter(&texts[1], feed.XML, nil)
	failed := feedio.NewWriter(&texts[2], feed.JSONLines, nil)
	outputs.Joined, outputs.Succeeded, outputs.Failed = joined, succeeded, failed
	if err := errors.Join(r.Join(outputs), joined.Close(), succeeded.Close(), failed.Close()); err != nil {
		t.Fatal(err)
	}
	return log.String() + texts[0].String() + texts[1].String() + texts[2].String()
}

// TestJoinPieces shows that results are joined on several cores as they are on one.
func TestJoinPieces(t *testing.T) {
	cores := runtime.GOMAXPROCS(0)
	defer func(n int) { pieces.Size = n }(pieces.Size)
	defer runtime.GOMAXPROCS(cores)
	var list []*feed.Entity
	for i := range 500 {
		e := &feed.Entity{ID: fmt.Sprint(i), Geocode: &feed.GeocodeRequest{Query: fmt.Sprintf("%d Mill Lane", i%170)}}
		if i%11 == 4 {
			e.StatusCode = "Success"
		}
		list = append(list, e)
	}
	for _, format := range []feed.Format{feed.XML, feed.CSV, feed.JSONLines} {
		text := []byte(feedtest.Text(t, feedtest.Entities(list...).Reader(), format, feedio.NewWriter))
		for _, o := range []Options{
			{Force: true}, {Force: true, Limits: Limits{Entities: 37}}, {Retry: true, Limits: Limits{Entities: 50}}, {Force: true, First: 333}, {Force: true, Dedupe: true},
		} {
			o.Service, o.Format = noService{}, format
			o.Input = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
			runtime.GOMAXPROCS(1)
			want := joinedRun(t, o)
			runtime.GOMAXPROCS(max(cores, 3))
			for _, pieces.Size = range []int{300, 5000} {
				if got := joinedRun(t, o); got != want {
					t.Fatalf("%v, %+v, in pieces of %d: %s", format, o, pieces.Size, cmp.Diff(want, got))
				}
			}
		}
	}
}

// A countedJoin counts the pieces that are joined.
type countedJoin struct {
	*joiner
	pieces int
}

func (c *countedJoin) Join(fork pieces.PieceTaker, begin feed.Position, entities int64) (bool, error) {
	ok, err := c.joiner.Join(fork, begin, entities)
	if ok {
		c.pieces++
	}
	return ok, err
}

// TestJoinsPieces shows that the pieces of a join begin where those of the split did.
func TestJoinsPieces(t *testing.T) {
	cores := runtime.GOMAXPROCS(0)
	defer func(n int) { pieces.Size = n }(pieces.Size)
	defer runtime.GOMAXPROCS(cores)
	runtime.GOMAXPROCS(max(cores, 2))
	pieces.Size = 3000
	for _, format := range []feed.Format{feed.XML, feed.CSV, feed.JSONLines} {
		text := []byte(feedtest.Text(t, feedtest.Requests(1, 500), format, feedio.NewWriter))
		r, err := Open(Options{
			Service: noService{}, State: filepath.Join(t.TempDir(), "state"), Format: format,
			Input: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		j := &countedJoin{joiner: &joiner{run: r, outputs: Outputs{Joined: feedio.NewWriter(io.Discard, feed.XML, nil)}}}
		defer j.close()
		if j.answers, err = r.openAnswers(); err != nil {
			t.Fatal(err)
		}
		if err := pieces.Take(t.Context(), j, feedio.NewReader(bytes.NewReader(text), format, nil)); err != nil {
			t.Fatal(err)
		}
		if want := len(text) / pieces.Size * 3 / 4; j.pieces < want {
			t.Errorf("%v: %d pieces were joined, want %d at least", format, j.pieces, want)
		}
	}
}

// TestRequestsBroken changes each byte of the requests of a part, which is found.
func TestRequestsBroken(t *testing.T) {
	in := []byte(feedtest.Text(t, feedtest.Requests(1, 3), feed.XML, feedio.NewWriter))
	o := Options{
		Service: noService{}, State: filepath.Join(t.TempDir(), "state"), Format: feed.XML,
		Input: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(in)), nil },
	}
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.split(); err != nil {
		t.Fatal(err)
	}
	p := &r.state.Parts[0]
	text, err := os.ReadFile(r.path(p.requestsFile()))
	if err != nil {
		t.Fatal(err)
	}
	for at := range text {
		changed := bytes.Clone(text)
		changed[at] ^= 1
		if err := os.WriteFile(r.path(p.requestsFile()), changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := r.eachRequest(p, func(int, []byte) error { return nil }); !errors.Is(err, ErrState) {
			t.Errorf("byte %d: %v", at, err)
		}
	}
}
