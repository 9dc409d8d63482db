package pieces_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// ended calls f on a goroutine of its own and returns how that ended: with what f panicked
// with, or by runtime.Goexit.
func ended(f func()) (how string) {
	done := make(chan string)
	go func() {
		how := "Goexit"
		defer func() { done <- how }()
		defer func() {
			if p := recover(); p != nil {
				how = fmt.Sprint("panic: ", p)
			}
		}()
		f()
		how = "returned"
	}()
	return <-done
}

// TestPanics lets functions of the caller panic, or end the goroutine, at one entity. That
// happens to the caller, whatever core the function was called on, after the entities
// before were written.
func TestPanics(t *testing.T) {
	from := text(t, feedtest.Requests(3, 350), feed.CSV)
	ends := map[string]func(){
		"panic: at 300": func() { panic("at 300") },
		"Goexit":        runtime.Goexit,
	}
	for want, end := range ends {
		at300 := func(r *feed.Record) {
			if string(r.Entity().Text(feed.ID)) == "0000300" {
				end()
			}
		}
		rule := validate.Rule{Code: "own", Title: "own", Severity: validate.Error, Check: func(r *feed.Record, _ func(feed.Part, feed.Field, string, string)) { at300(r) }}
		plain := ""
		for _, size := range append([]int{1 << 30}, pieceSizes...) {
			var out bytes.Buffer
			w := feedio.NewWriter(&out, feed.XML, nil)
			read := func() feed.RecordReader { return feedio.NewReader(strings.NewReader(from), feed.CSV, nil) }
			if got := ended(func() {
				copyIn(w, feedio.Map(read(), func(r *feed.Record) error { at300(r); return nil }), size)
			}); got != want {
				t.Errorf("Map in pieces of %d: %s, want %s", size, got, want)
			}
			w.(interface{ Flush() error }).Flush()
			if plain == "" {
				plain = out.String()
			}
			if out.String() != plain {
				t.Errorf("Map in pieces of %d: %s", size, difference(plain, out.String()))
			}
			if got := ended(func() {
				copyIn(feedio.NewWriter(&out, feed.XML, nil), feedio.Filter(read(), func(r *feed.Record) bool { at300(r); return true }), size)
			}); got != want {
				t.Errorf("Filter in pieces of %d: %s, want %s", size, got, want)
			}
			v := validate.New(feed.CSV, &validate.Options{Rules: []validate.Rule{rule}})
			if got := ended(func() { takeIn(v, read(), size) }); got != want {
				t.Errorf("a rule in pieces of %d: %s, want %s", size, got, want)
			}
			v = validate.New(feed.CSV, &validate.Options{Rules: []validate.Rule{rule}})
			if got := ended(func() {
				v.Copy(context.Background(), feedio.NewWriter(&out, feed.XML, nil), read(), nil)
			}); got != want {
				t.Errorf("a rule of Copy in pieces of %d: %s, want %s", size, got, want)
			}
		}
		if n := strings.Count(plain, "<GeocodeEntity "); n == 0 || strings.Contains(plain, `Id="0000300"`) {
			t.Errorf("%s: %d entities were written", want, n)
		}
	}
}

// TestPanicOnce lets a function panic when it first sees an entity, and not again: the
// panic is not lost.
func TestPanicOnce(t *testing.T) {
	from := text(t, feedtest.Requests(3, 350), feed.CSV)
	for _, size := range pieceSizes {
		calls := make(chan struct{}, 1)
		m := feedio.Map(feedio.NewReader(strings.NewReader(from), feed.CSV, nil), func(r *feed.Record) error {
			if string(r.Entity().Text(feed.ID)) == "0000300" {
				select {
				case calls <- struct{}{}:
					panic("once")
				default:
				}
			}
			return nil
		})
		var out bytes.Buffer
		if got := ended(func() { copyIn(feedio.NewWriter(&out, feed.XML, nil), m, size) }); got != "panic: once" {
			t.Errorf("pieces of %d: %s", size, got)
		}
	}
}

// TestPanicAtNothing has rows within a quoted value. Where a piece begins in the value they
// look like entities, and a function that panics at such a one is not at fault.
func TestPanicAtNothing(t *testing.T) {
	head := "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n"
	text := head + strings.Repeat("1,Elm Street\n", 50) + "2,\"Elm\n" + strings.Repeat("phantom,Street\n", 500) + "\"\n" + strings.Repeat("3,Elm Street\n", 50)
	var seen atomic.Bool
	for _, size := range pieceSizes {
		var out bytes.Buffer
		m := feedio.Map(feedio.NewReader(strings.NewReader(text), feed.CSV, nil), func(r *feed.Record) error {
			if string(r.Entity().Text(feed.ID)) == "phantom" {
				panic("there is no such entity")
			}
			if string(r.Entity().Text(feed.ID)) == "3" {
				seen.Store(true)
			}
			return nil
		})
		if got := ended(func() { copyIn(feedio.NewWriter(&out, feed.XML, nil), m, size) }); got != "returned" {
			t.Errorf("pieces of %d: %s", size, got)
		}
	}
	if !seen.Load() {
		t.Error("the entities after the value were not reached")
	}
}
