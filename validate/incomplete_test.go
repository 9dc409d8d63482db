package validate

import (
	"context"
	"errors"
	"io"
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

// fatalFault reads a feed and returns the fault that cuts it short, nil if none does.
func fatalFault(r feed.Reader) (fatal *feed.Fault) {
	for {
		_, err := r.ReadToken()
		f, ok := err.(*feed.Fault)
		if ok && f.Fatal {
			return f
		}
		if err != nil && !ok {
			return nil
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
		want := fatalFault(newReader(c.Format, strings.NewReader(c.Bytes()), nil))
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
				if is := errors.Is(err, ErrIncomplete) && errors.Is(err, ErrInvalid) && errors.As(err, &got); is != (want != nil) {
					if errors.Is(err, ErrInvalid) && strings.HasPrefix(user, "Cop") && len(fatal) == 0 {
						continue // a copy ends at an error before
					}
					t.Errorf("%s of %s: error %v, the reader's own is %v", user, c.Name, err, want)
				} else if is && (got.Error() != want.Error() || err.Error() != want.Error() || len(fatal) != 1 || fatal[0].Severity != Error || fatal[0].Line != want.Line) {
					t.Errorf("%s of %s: error %v, the reader's own is %v, problems %v", user, c.Name, err, want, fatal)
				}
			}
		}
	}
	if cut < 20 {
		t.Errorf("only %d feeds are cut short", cut)
	}
}
