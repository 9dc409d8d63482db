package validate

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// users are the ways to use a Validator, as what each says at the end of a feed.
var users = map[string]func(*Validator, feed.RecordReader) error{
	"Run": func(v *Validator, r feed.RecordReader) error { return v.Run(context.Background(), r) },
	"Next": func(v *Validator, r feed.RecordReader) error {
		return untilEOF(func() error { _, _, err := v.Next(r, new(feed.Record)); return err })
	},
	"piece": func(v *Validator, r feed.RecordReader) error {
		return untilEOF(func() error { _, err := runner{v}.Take(r); return err })
	},
	"Copy": func(v *Validator, r feed.RecordReader) error {
		_, err := v.Copy(context.Background(), xmlfeed.NewWriter(io.Discard, nil), r, setAsideNothing)
		return err
	},
}

func setAsideNothing(*Reject) error { return nil }

// untilEOF repeats a step until it fails. The end of the feed is no failure.
func untilEOF(step func() error) error {
	for {
		if err := step(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// TestCutShort shows that every user of a Validator is told of a fault that keeps the
// feed from being read to its end, even where the profile turns its rule off.
func TestCutShort(t *testing.T) {
	off := Enterprise()
	off.Severity = make(map[string]Severity)
	for _, r := range Rules() {
		off.Severity[r.Code] = Off
	}
	cut := 0
	for _, c := range feedtest.Cases() {
		want := feedtest.FatalFault(newReader(c.Format, strings.NewReader(c.Bytes()), nil))
		if want != nil {
			cut++
		}
		for user, use := range users {
			for _, profile := range []*Profile{nil, off} {
				var fatal []Problem
				v := New(c.Format, &Options{Profile: profile, Handle: func(p Problem) error {
					if p.Fatal {
						fatal = append(fatal, p)
					}
					return nil
				}})
				err := use(v, feedio.NewReader(strings.NewReader(c.Bytes()), c.Format, &feed.ReaderOptions{Notice: v.Notice}))
				var got *feed.Fault
				var problem *Problem
				if is := errors.Is(err, ErrIncomplete) && errors.Is(err, ErrInvalid) && errors.As(err, &got) && errors.As(err, &problem); is != (want != nil) {
					if errors.Is(err, ErrInvalid) && strings.HasPrefix(user, "Cop") && len(fatal) == 0 {
						continue // a copy ends at an error before
					}
					t.Errorf("%s of %s: error %v, the reader's own is %v", user, c.Name, err, want)
				} else if is && (got.Error() != want.Error() || err.Error() != want.Error() || len(fatal) != 1 || fatal[0].Severity != Error || fatal[0].Line != want.Line || *problem != fatal[0]) {
					t.Errorf("%s of %s: error %v, the reader's own is %v, problems %v", user, c.Name, err, want, fatal)
				}
			}
		}
	}
	if cut < 20 {
		t.Errorf("only %d feeds are cut short", cut)
	}
}

// TestFirstProblem shows that the error of a copy carries the problem that ended it, as
// Handle had it.
func TestFirstProblem(t *testing.T) {
	for _, c := range []struct {
		name, text string
		reject     func(*Reject) error
		max        int
		want       string
	}{
		{"an entity with an error", mixed[feed.CSV], nil, 0, "in:4:1: error[address-missing]: GeocodeRequest/Address: "},
		{"a fault of an entity", delimited(feed.CSV, "Id|GeocodeRequest/Query\n1|Leeds|x"), nil, 0, "in:3:9: error[row-too-long]: "},
		{"an unknown column", delimited(feed.CSV, "Id|Query|GeocodeRequest/Query\n1||Leeds"), setAsideNothing, 0, "in:2:4: error[column-unknown]: the column \"Query\" is unknown"},
		{"after rejects", mixed[feed.CSV], setAsideNothing, 1, "in:7:1: error[too-many-entities]: "},
		{"no entities", delimited(feed.CSV, "Id"), setAsideNothing, 0, "in:2:1: error[feed-empty]: "},
		{"too many", delimited(feed.CSV, "Id|GeocodeRequest/Query\n1|a\n2|b\n3|c"), setAsideNothing, 0, "in:5:1: error[too-many-entities]: "},
	} {
		var handed []Problem
		v := New(feed.CSV, &Options{File: "in", Max: c.max, Profile: &Profile{Limits: Limits{Entities: 2}}, Handle: func(p Problem) error {
			handed = append(handed, p)
			return nil
		}})
		_, err := v.Copy(context.Background(), xmlfeed.NewWriter(io.Discard, nil), newReader(feed.CSV, strings.NewReader(c.text), nil), c.reject)
		var p *Problem
		if !errors.Is(err, ErrInvalid) || !errors.As(err, &p) {
			t.Errorf("%s: %v has no problem", c.name, err)
			continue
		}
		if got := p.Error(); !strings.HasPrefix(got, c.want) || !slices.Contains(handed, *p) {
			t.Errorf("%s: %s, want %s; Handle had %v", c.name, got, c.want, handed)
		}
		if text := "the feed has errors; the first is " + p.Error(); !errors.Is(err, ErrIncomplete) && err.Error() != text {
			t.Errorf("%s: %v, want %s", c.name, err, text)
		}
	}
}
