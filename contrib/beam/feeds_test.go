package beamfeed_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	beamfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/beam"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var formats = []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines}

// hardFeeds returns feeds that are hard to read, without faults: some are UTF-16, and some
// are compressed.
func hardFeeds(perFormat int) map[string]string {
	texts := map[string]string{}
	for _, f := range formats {
		for i := range perFormat {
			name, text := fmt.Sprintf("hard%02d.%v", i, f), feedtest.Hard(uint64(i), 1+3*i, f).Text
			if i%5 == 4 {
				name, text = name+".gz", zipped(text)
			}
			texts[name] = text
		}
	}
	return texts
}

// badFeeds returns feeds that have faults, or are tolerated.
func badFeeds() map[string]string {
	texts := map[string]string{}
	for i, c := range feedtest.Cases() {
		texts[fmt.Sprintf("case%03d.%v", i, c.Format)] = c.Bytes()
	}
	for _, f := range formats {
		for i := range uint64(6) {
			damaged := []byte(feedtest.Hard(i, 4+int(i), f).Text)
			r := rand.New(rand.NewPCG(i, uint64(f)))
			for range 3 {
				damaged[r.IntN(len(damaged))] = "\" <>,\n|\t/x"[r.IntN(10)]
			}
			texts[fmt.Sprintf("damaged%02d.%v", i, f)] = string(damaged)
		}
	}
	return texts
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// wholeOf reads files as wholes: what a pipeline must find.
func wholeOf(t *testing.T, dir string, files []string) *kept {
	t.Helper()
	k := &kept{}
	for _, name := range files {
		k.read(t, filepath.Join(dir, name))
	}
	sortProblems(k.problems)
	return k
}

// read reads a file.
func (k *kept) read(t *testing.T, name string) {
	problem := func(f *feed.Fault, severity func(validate.Rule) validate.Severity) {
		p := validate.ProblemOf(name, f)
		for _, r := range validate.Rules() {
			if r.Code == p.Rule && severity != nil {
				p.Severity = severity(r)
			}
		}
		k.problems = append(k.problems, p)
	}
	o := feedio.Options{ReaderOptions: feed.ReaderOptions{Notice: func(f *feed.Fault) {
		problem(f, func(r validate.Rule) validate.Severity { return r.Severity })
	}}}
	var fault *feed.Fault
	r, err := feedio.OpenFile(name, &o)
	if errors.As(err, &fault) {
		fatal := *fault
		fatal.Fatal = true
		problem(&fatal, nil)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rec feed.Record
	var faulty int64
	faults := 0
	for {
		err := r.ReadRecord(&rec)
		switch {
		case err == io.EOF:
			if rec.Number() == 0 && faults == 0 {
				k.problems = append(k.problems, validate.Problem{File: name, Line: 1, Column: 1, Rule: "feed-empty", Severity: validate.Error,
					Message: "the feed holds no entity", Remedy: "look for where its entities were lost"})
			}
			return
		case errors.As(err, &fault):
			problem(fault, nil)
			faults++
			if faulty = fault.Entity; fault.Fatal {
				return
			}
		case err != nil:
			t.Fatal(err)
		case rec.Number() != faulty:
			at := r.Position(rec.Entity().Offset())
			k.elements = append(k.elements, beamfeed.Element{File: name, Format: r.Format(), Number: rec.Number(), Line: at.Line, Column: at.Column, Offset: at.Offset,
				Bytes: int64(len(r.Source())), Entity: *rec.Struct()})
		}
	}
}

// same compares elements and problems.
func same(t *testing.T, what string, got, want *kept) {
	t.Helper()
	if d := cmp.Diff(want.lines(t), got.lines(t)); d != "" {
		t.Errorf("%s: %s", what, d[:min(len(d), 6000)])
	}
}

// lines returns a line for each element and problem.
func (k *kept) lines(t *testing.T) (all []string) {
	for _, e := range k.elements {
		entity, err := json.Marshal(e.Entity)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%v %v %d %d %s", e, e.Format, e.Offset, e.Bytes, entity))
	}
	for _, p := range k.problems {
		all = append(all, fmt.Sprintf("%s:%d:%d %d entity %d (Id %q) %v %s %s: %q %s; %s %v", p.File, p.Line, p.Column, p.Offset, p.Entity, p.ID, p.Severity, p.Rule, p.Field, p.Value, p.Message, p.Remedy, p.Fatal))
	}
	return all
}

// checkedWhole returns what "feedconv validate" finds in a file.
func checkedWhole(t *testing.T, name string, kind validate.Kind) (problems []validate.Problem) {
	t.Helper()
	o := feedio.Options{}
	r, err := feedio.OpenFile(name, &o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	v := validate.New(r.Format(), &validate.Options{File: name, Kind: kind, Handle: func(p validate.Problem) error {
		problems = append(problems, p)
		return nil
	}})
	r.Notice(v.Notice)
	if err := v.Run(context.Background(), r); err != nil && !errors.Is(err, validate.ErrIncomplete) {
		t.Fatal(err)
	}
	return problems
}
