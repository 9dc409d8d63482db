package validate

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestNextEqualsRun goes through all shared cases entity by entity, with one record and
// with a record for each, and finds what Run finds.
func TestNextEqualsRun(t *testing.T) {
	for _, c := range feedtest.Cases() {
		for _, kind := range []Kind{Upload, Results} {
			problems := func(run func(*Validator, feed.Reader) error) string {
				var log strings.Builder
				v := New(c.Format, &Options{Kind: kind, Handle: func(p Problem) error {
					fmt.Fprintf(&log, "%+v\n", p)
					return nil
				}})
				err := run(v, newReader(c.Format, strings.NewReader(c.Bytes()), &feed.ReaderOptions{Notice: v.Notice}))
				fmt.Fprintf(&log, "%d entities, %d errors: %v\n", v.Entities(), v.Count(Error), err)
				return log.String()
			}
			want := problems(func(v *Validator, r feed.Reader) error { return v.Run(t.Context(), r) })
			for _, same := range []bool{true, false} {
				got := problems(func(v *Validator, r feed.Reader) error { return throughNext(t, v, r, same) })
				if got != want {
					t.Errorf("%s:\n%s\nRun:\n%s", c.Name, got, want)
				}
			}
		}
	}
}

// throughNext reads a feed with Next, into the same record again and again or each entity
// into another one.
func throughNext(t *testing.T, v *Validator, r feed.Reader, same bool) error {
	rec := new(feed.Record)
	for {
		_, whole, err := v.Next(r, rec)
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case whole && (!rec.Whole() || rec.Number() != v.Entities()):
			t.Errorf("entity %d has the number %d", v.Entities(), rec.Number())
		}
		if whole && !same {
			rec = new(feed.Record)
		}
	}
}

// TestNextYieldsProblems shows what Next returns of each entity.
func TestNextYieldsProblems(t *testing.T) {
	for f, text := range mixed {
		var got []string
		var rec feed.Record
		v, r := New(f, nil), newReader(f, strings.NewReader(text), nil)
		for {
			problems, whole, err := v.Next(r, &rec)
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			line := "a fault"
			if whole {
				line = string(rec.Entity().Text(feed.ID))
			}
			for _, p := range problems {
				line += " " + p.Rule
			}
			got = append(got, line)
		}
		fault := map[feed.Format]string{feed.XML: "xml-unknown", feed.CSV: "row-too-long"}[f]
		want := []string{"1", "2 address-missing", "3 culture-unknown", "a fault " + fault, "4 " + fault, "5"}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v: %q, want %q", f, got, want)
		}
	}
}
