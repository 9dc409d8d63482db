package validate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

// endless yields head and then n parts, each made from its number.
type endless struct {
	part    func(i int) string
	i, n    int
	pending string
}

func (e *endless) Read(p []byte) (int, error) {
	for e.pending == "" {
		if e.i == e.n {
			return 0, io.EOF
		}
		e.i++
		e.pending = e.part(e.i)
	}
	n := copy(p, e.pending)
	e.pending = e.pending[n:]
	return n, nil
}

// TestFlatMemory has millions of problems, of the rules and of the reader, and
// more Ids than are remembered.
func TestFlatMemory(t *testing.T) {
	n := 1_000_000
	if testing.Short() || feedtest.Race {
		n = 100_000
	}
	for _, c := range []struct {
		name string
		f    feed.Format
		head string
		part func(i int) string
		want int64 // problems of a part
	}{
		{"bad rows", feed.CSV, line1 + "Id,GeocodeRequest/Query,GeocodeRequest/Culture\n", func(i int) string { return fmt.Sprintf("%d,\" \",no culture\n", i) }, 2},
		{"rows too long", feed.CSV, line1 + "Id,GeocodeRequest/Query\n", func(i int) string { return "1,2,3\n" }, 1},
		{"one entity of unknown elements", feed.XML, root + `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" />`, func(i int) string { return "<a/>" }, 1},
		{"unknown elements", feed.XML, root, func(i int) string { return "<a/>\n" }, 1},
	} {
		parts := n
		if c.name != "bad rows" { // the others have no Ids
			parts = n / 4
		}
		problems, most := int64(0), uint64(0)
		v := New(c.f, &Options{Handle: func(Problem) error {
			if problems++; problems%50_000 == 0 {
				most = max(most, heap())
			}
			return nil
		}})
		if err := v.Run(context.Background(), newReader(c.f, io.MultiReader(strings.NewReader(c.head), &endless{part: c.part, n: parts}), nil)); err != nil && !errors.Is(err, ErrIncomplete) {
			t.Fatal(err)
		}
		if want := c.want * int64(parts); problems < want {
			t.Errorf("%s: %d problems, want %d", c.name, problems, want)
		}
		if most > 64<<20 {
			t.Errorf("%s: %d MiB in use", c.name, most>>20)
		}
		t.Logf("%s: %d problems, %d MiB at most", c.name, problems, most>>20)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestSteadyState shows that a good entity costs no allocation.
func TestSteadyState(t *testing.T) {
	const n = 8000
	text := resultsXML(n)
	cost := func(n int) float64 {
		return testing.AllocsPerRun(3, func() {
			v := New(feed.XML, &Options{Kind: Results})
			end := strings.Index(text, fmt.Sprintf(`  <GeocodeEntity Id="%06d">`, n))
			r := newReader(feed.XML, strings.NewReader(text[:end]+"</GeocodeFeed>"), nil)
			if err := v.Run(context.Background(), r); err != nil || v.Entities() != int64(n) || v.Count(Error) > 0 {
				t.Fatal(err, v.Entities(), v.Count(Error))
			}
		})
	}
	if few, many := cost(n/2), cost(n-500); many > few+8 {
		t.Errorf("%v allocations for %d entities, %v for %d", few, n/2, many, n-500)
	}
}
