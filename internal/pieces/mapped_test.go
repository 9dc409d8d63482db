package pieces_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// edited returns a feed of which two filters drop entities, one of them runs of many, and
// a function edits the rest. It fails at the entity with an Id.
func edited(src feed.Reader, fail string) feed.RecordReader {
	n := func(r *feed.Record) int {
		digits := strings.TrimLeft(string(r.Entity().Text(feed.ID)), "n\"")
		n, _ := strconv.Atoi(digits)
		return n
	}
	some := feedio.Filter(src, func(r *feed.Record) bool { return n(r)/20%3 > 0 })
	changed := feedio.Map(some, func(r *feed.Record) error {
		id := r.Entity().Text(feed.ID)
		if string(id) == fail {
			return errEdited
		}
		return r.Set(feed.Part{}, feed.ID, append([]byte("n\""), id...))
	})
	return feedio.Filter(changed, func(r *feed.Record) bool { return n(r)%5 > 0 })
}

var errEdited = errors.New("not this one")

// TestMapped shows that a feed that is filtered and edited is copied and validated on all
// cores as on one.
func TestMapped(t *testing.T) {
	for _, from := range []feed.Format{feed.XML, feed.CSV} {
		full := text(t, feedtest.Requests(3, 350), from)
		damaged := strings.Replace(full, "GeocodeRequest", "GeocodeRequst", 1)
		if from == feed.XML {
			damaged = strings.Replace(full, "Culture=", "Cultur=", 300)
		}
		for name, text := range map[string]string{"full": full, "damaged": damaged, "cut": full[:len(full)*3/4]} {
			for _, fail := range []string{"", "300"} {
				open := func() feed.RecordReader {
					return edited(feedio.NewReader(strings.NewReader(text), from, nil), fail)
				}
				copied := func(copy func(feed.Writer, feed.RecordReader) (int64, error)) string {
					var out bytes.Buffer
					w := feedio.NewWriter(&out, feed.CSV, nil)
					n, err := copy(w, open())
					w.(interface{ Flush() error }).Flush()
					return fmt.Sprintf("%d %v\n%s", n, err, out.String())
				}
				want := copied(func(w feed.Writer, r feed.RecordReader) (int64, error) { return feed.Copy(w, r) })
				judged := func(run func(*validate.Validator, feed.RecordReader) error) string {
					var log bytes.Buffer
					v := validate.New(from, &validate.Options{Handle: func(p validate.Problem) error {
						fmt.Fprintln(&log, p)
						return nil
					}})
					err := run(v, open())
					return fmt.Sprintf("%d %v\n%s", v.Entities(), err, log.String())
				}
				wantJudged := judged(func(v *validate.Validator, r feed.RecordReader) error {
					return takeIn(v, sequential{r.(whole)}, 100)
				})
				if name == "full" && fail == "" && strings.Count(want, "\n") < 100 {
					t.Fatal(want)
				}
				for _, size := range []int{2000} {
					if got := copied(func(w feed.Writer, r feed.RecordReader) (int64, error) { return copyIn(w, r, size) }); got != want {
						t.Fatalf("%v, %s, pieces of %d: %.600s\nwant %.600s", from, name, size, got, want)
					}
					if got := judged(func(v *validate.Validator, r feed.RecordReader) error { return takeIn(v, r, size) }); got != wantJudged {
						t.Fatalf("%v, %s, pieces of %d: %.600s\nwant %.600s", from, name, size, got, wantJudged)
					}
				}
			}
		}
	}
}

// TestMappedAll drops every entity.
func TestMappedAll(t *testing.T) {
	for _, f := range []feed.Format{feed.XML, feed.CSV} {
		src := feedio.Filter(feedio.NewReader(strings.NewReader(text(t, feedtest.Requests(3, 400), f)), f, nil), func(*feed.Record) bool { return false })
		if n, err := copyIn(feedio.NewWriter(io.Discard, f, nil), src, 700); n != 0 || err != nil {
			t.Errorf("%v: %d, %v", f, n, err)
		}
	}
}

// TestMappedFaults shows where an error of a function gets its place, and that the tokens
// are those of the records.
func TestMappedFaults(t *testing.T) {
	const csv = "Id,GeocodeRequest/Query\n1,a\n2,b\n3,c\n"
	src := feedio.Map(feedio.NewReader(strings.NewReader(csv), feed.CSV, nil), func(r *feed.Record) error {
		if string(r.Entity().Text(feed.ID)) == "3" {
			return errEdited
		}
		return r.Set(feed.Part{}, feed.ID, append([]byte("n\""), r.Entity().Text(feed.ID)...))
	})
	var got strings.Builder
	w := feedio.NewWriter(&got, feed.CSV, &feedio.WriterOptions{Columns: []feed.Field{feed.ID, feed.GeocodeQuery}})
	for {
		token, err := src.ReadToken()
		if err != nil {
			if !errors.Is(err, errEdited) || err.Error() != "4:1: not this one" {
				t.Error(err)
			}
			break
		}
		if err := w.WriteToken(token); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	if !strings.HasSuffix(got.String(), "\n\"n\"\"1\",a\n\"n\"\"2\",b\n") {
		t.Errorf("%q", got.String())
	}
	fault := pieces.Map(feedio.NewReader(strings.NewReader(csv), feed.CSV, nil), func(r *feed.Record) (bool, error) {
		return true, r.Entity().Fault("x", feed.ID, "message", "")
	})
	_, err := pieces.Copy(context.Background(), w, fault)
	if f := new(feed.Fault); !errors.As(err, &f) || f.Line != 2 || f.Column != 1 {
		t.Error(err)
	}
}

// TestMappedInMemory names the entity of an error whose place in a text is not known.
func TestMappedInMemory(t *testing.T) {
	src := feed.NewEntityReader(func() (*feed.Entity, error) { return &feed.Entity{ID: "a"}, nil })
	n, err := feedio.Copy(context.Background(), feedio.NewWriter(io.Discard, feed.XML, nil), feedio.Map(src, func(r *feed.Record) error {
		if r.Number() == 5 {
			return errEdited
		}
		return nil
	}))
	if n != 4 || !errors.Is(err, errEdited) || err.Error() != "entity 5: not this one" {
		t.Errorf("%d, %v", n, err)
	}
}
