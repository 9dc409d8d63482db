package beamfeed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/sdf"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/rtrackers/offsetrange"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// splitTexts are feeds that are split at every byte.
var splitTexts = map[string]string{
	"quoted.csv":   "Bing Spatial Data Services, 2.0\r\nId,GeocodeRequest/Query,Odd\r\n1,\"a\r\n2,b\"\r\n\r\n3,c,x\r\n4,d,e,f\r\n5,\"g",
	"entities.xml": "<?xml version=\"1.0\"?>\n<GeocodeFeed xmlns=\"http://schemas.microsoft.com/search/local/2010/5/geocode\" Version=\"2.0\">\n<!-- <GeocodeEntity Id=\"0\"/> --><GeocodeEntity Id=\"1\"><GeocodeRequest Query=\"K&#246;ln\"/></GeocodeEntity><GeocodeEntity Id=\"2\" What=\"no\"><Odd/></GeocodeEntity>\n</GeocodeFeed>\n",
	"lines.jsonl":  "{\"id\":\"1\"}\n\n{\"id\":\"2\",\"what\":1}\n{\"id\":3,\"geocodeRequest\":{\"query\":\"{\\\"id\\\":\\\"4\\\"}\"}}\n{}",
	"none.csv":     "Bing Spatial Data Services, 2.0\nId\n",
}

// log is what comes of reading ranges.
type log []string

func (l *log) element(e Element) {
	entity, err := json.Marshal(e.Entity)
	*l = append(*l, fmt.Sprintf("element %v %d %s %v %x", e, e.Bytes, entity, err, e.places))
}
func (l *log) reject(r validate.Reject) {
	*l = append(*l, fmt.Sprintf("reject %d:%d %d %d %q", r.Line, r.Column, r.Entity, len(r.Problems), r.Source))
}
func (l *log) count(string, int64)        {}
func (l *log) problem(p validate.Problem) { *l = append(*l, fmt.Sprintf("problem %+v", p)) }

// sourceOf writes a file and returns what matching finds.
func sourceOf(t *testing.T, name, text string) source {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var all []source
	if err := new(matchFn).ProcessElement(context.Background(), file, func(src source) { all = append(all, src) }); err != nil || len(all) != 1 {
		t.Fatal(err, all)
	}
	return all[0]
}

// read reads a range, which is split after some outputs if split is not negative, and returns
// what is left.
func (l *log) read(t *testing.T, src source, r offsetrange.Restriction, after int, fraction float64) (rest []offsetrange.Restriction) {
	t.Helper()
	f := &readFn{Options: ReadOptions{Reject: true}}
	tracker := f.CreateTracker(r)
	outputs := 0
	split := func() {
		if outputs++; outputs != after {
			return
		}
		_, residual, err := tracker.TrySplit(fraction)
		if err != nil {
			t.Fatal(err)
		}
		if residual != nil {
			rest = append(rest, residual.(offsetrange.Restriction))
		}
	}
	err := f.ProcessElement(context.Background(), tracker, src,
		func(e Element) { l.element(e); split() }, func(r validate.Reject) { l.reject(r) }, func(p validate.Problem) { l.problem(p); split() }, l.count)
	if err == nil {
		err = tracker.GetError()
	}
	if err == nil && !tracker.IsDone() {
		err = errors.New("the range is not done")
	}
	if err != nil {
		t.Fatalf("%s %v: %v", src.File, r, err)
	}
	return rest
}

// TestEveryRange shows that a feed that is cut into two ranges at any byte, and into ranges
// of any size, has the same entities, rejects and problems, each once.
func TestEveryRange(t *testing.T) {
	for name, text := range splitTexts {
		src := sourceOf(t, name, text)
		var want log
		want.read(t, src, offsetrange.Restriction{End: src.Size}, -1, 0)
		for at := range src.Size {
			var got log
			got.read(t, src, offsetrange.Restriction{End: at}, -1, 0)
			got.read(t, src, offsetrange.Restriction{Start: at, End: src.Size}, -1, 0)
			if !slices.Equal(got, want) {
				t.Fatalf("%s cut at %d:\n%s\nwhole:\n%s", name, at, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			var sized log
			f := &readFn{Options: ReadOptions{RangeBytes: at + 1}}
			for _, r := range f.SplitRestriction(src, f.CreateInitialRestriction(src)) {
				sized.read(t, src, r, -1, 0)
			}
			if !slices.Equal(sized, want) {
				t.Fatalf("%s in ranges of %d:\n%s\nwhole:\n%s", name, at+1, strings.Join(sized, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// TestSplitWhileReading shows the same where a runner takes a part of a range away from who
// reads it.
func TestSplitWhileReading(t *testing.T) {
	splits := 0
	for name, text := range splitTexts {
		src := sourceOf(t, name, text)
		var want log
		want.read(t, src, offsetrange.Restriction{End: src.Size}, -1, 0)
		for after := range len(want) {
			for _, fraction := range []float64{0, 0.1, 0.5, 0.9, 1} {
				var got log
				todo := []offsetrange.Restriction{{End: src.Size}}
				for len(todo) > 0 {
					rest := got.read(t, src, todo[0], after+1, fraction)
					splits += len(rest)
					todo = append(todo[1:], rest...)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s split by %v after %d:\n%s\nwhole:\n%s", name, fraction, after+1, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
		}
	}
	if splits < 50 {
		t.Errorf("only %d splits", splits)
	}
}

// TestWholeIsNotSplit shows that what must be read as a whole is one range that nobody can
// split.
func TestWholeIsNotSplit(t *testing.T) {
	src := sourceOf(t, "a.csv", "\xff\xfeI\x00d\x00\n\x001\x00\n\x002\x00\n\x00")
	f := &readFn{Options: ReadOptions{RangeBytes: 1}}
	ranges := f.SplitRestriction(src, f.CreateInitialRestriction(src))
	if !src.Whole || len(ranges) != 1 || f.RestrictionSize(src, ranges[0]) != float64(src.Size) {
		t.Fatalf("%+v %v", src, ranges)
	}
	var l log
	if rest := l.read(t, src, ranges[0], 1, 0); rest != nil || len(l) < 2 {
		t.Errorf("%v %v", rest, l)
	}
}

// TestChangedFile refuses a file that is not the one that was matched.
func TestChangedFile(t *testing.T) {
	src := sourceOf(t, "a.csv", "Id\n1\n")
	if err := os.WriteFile(src.File, []byte("Id\n1\n2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	f := new(readFn)
	err := f.ProcessElement(context.Background(), f.CreateTracker(offsetrange.Restriction{End: src.Size}), src, nil, nil, nil, new(log).count)
	if err == nil || !strings.HasSuffix(err.Error(), "a.csv: the file has changed since it was matched") {
		t.Error(err)
	}
}

// TestRemote reads a file from places in any order.
func TestRemote(t *testing.T) {
	const text = "0123456789"
	src := sourceOf(t, "a.csv", text)
	r := &remote{ctx: context.Background(), fs: local.New(context.Background()), file: src.File, size: src.Size}
	defer r.Close()
	for _, at := range []int64{0, 3, 6, 2, 8, 0, 9, 10, 20} {
		p := make([]byte, 3)
		n, err := r.ReadAt(p, at)
		if want := text[min(at, 10):min(at+3, 10)]; string(p[:n]) != want || (err != nil) != (n < 3) {
			t.Errorf("at %d: %q %v", at, p[:n], err)
		}
	}
	if err := os.Truncate(src.File, 5); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadAt(make([]byte, 3), 4); err != errShrunk {
		t.Error(err)
	}
	if _, err := r.ReadAt(make([]byte, 3), 7); err != errShrunk {
		t.Error(err)
	}
}

// TestOptionsTravel shows that what a DoFn is set to reaches the worker, which gets it as
// JSON.
func TestOptionsTravel(t *testing.T) {
	basic := validate.Basic()
	for _, f := range []any{
		&matchFn{}, &readFn{}, &checkFn{}, &checkGroupFn{}, &writeFn{}, &shardsFn{},
		&readFn{Options: ReadOptions{Format: feed.Pipe, Encoding: feed.Windows1252, Reject: true, RangeBytes: 3, AllowNone: true, Kind: validate.Results, Profile: basic}},
		&checkFn{checks{Options: ValidateOptions{Kind: validate.Results, Profile: basic, OneFeed: true}}},
		&writeFn{Target: target{File: "a", Shards: 2, Format: feed.Tab, Columns: []feed.Field{feed.ID}, Replace: true}},
		&limitFn{Limits: basic.Limits, Many: validate.Error, Large: validate.Off},
		&byIDFn{OneFeed: true}, &sizeFn{OneFeed: true}, &packElementFn{Shards: 3},
	} {
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		got := reflect.New(reflect.TypeOf(f).Elem()).Interface()
		if err := json.Unmarshal(data, got); err != nil || !reflect.DeepEqual(got, f) {
			t.Errorf("%T: %s: %v %+v, want %+v", f, data, err, got, f)
		}
	}
}

var _ interface {
	CreateTracker(offsetrange.Restriction) *sdf.LockRTracker
} = (*readFn)(nil)

// TestSplitHard cuts feeds that are hard to read, some of them damaged, and splits the ranges
// while they are read.
func TestSplitHard(t *testing.T) {
	for _, format := range []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines} {
		for seed := range uint64(30) {
			r := rand.New(rand.NewPCG(seed, uint64(format)))
			text := []byte(feedtest.Hard(seed, 1+int(seed), format).Text)
			if seed%2 == 1 {
				text[r.IntN(len(text))] = "\" <>,\n|\t/x"[r.IntN(10)]
			}
			src := sourceOf(t, "a."+format.String(), string(text))
			whole := new(readFn).CreateInitialRestriction(src)
			var want log
			want.read(t, src, whole, -1, 0)
			slices.Sort(want) // what is said of a header comes in another order
			for range 5 {
				var got log
				f := &readFn{Options: ReadOptions{RangeBytes: 1 + r.Int64N(src.Size)}}
				todo := f.SplitRestriction(src, whole)
				for splits := 0; len(todo) > 0; splits++ {
					after := -1
					if splits < 20 {
						after = 1 + r.IntN(3)
					}
					rest := got.read(t, src, todo[0], after, r.Float64())
					todo = append(rest, todo[1:]...)
				}
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Fatalf("%v %d:\n%s\nwhole:\n%s\n%s", format, seed, strings.Join(got, "\n"), strings.Join(want, "\n"), text)
				}
			}
		}
	}
}
