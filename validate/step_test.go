package validate

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestRunEqualsStep looks at all shared cases by whole entities and token by token.
func TestRunEqualsStep(t *testing.T) {
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
			got := problems(func(v *Validator, r feed.Reader) error { return v.Run(t.Context(), r) })
			want := problems(func(v *Validator, r feed.Reader) error {
				for {
					if _, err := v.Step(r); err == io.EOF {
						return nil
					} else if err != nil {
						return err
					}
				}
			})
			if got != want {
				t.Errorf("%s:\n%s\nstep by step:\n%s", c.Name, got, want)
			}
		}
	}
}
