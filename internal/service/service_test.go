package service

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestLimiter lets a minute pass at several rates: the number of requests is exact to 1 %,
// and no second has more than its share, whatever the requests take.
func TestLimiter(t *testing.T) {
	for _, rate := range []float64{0.5, 1, 7, 10, 33.3, 500} {
		clock := new(feedtest.Clock)
		l := NewLimiter(clock, rate)
		begin := clock.Now()
		var begun []time.Time
		for i := 0; ; i++ {
			if err := l.Wait(context.Background()); err != nil {
				t.Fatal(err)
			}
			if clock.Now().Sub(begin) >= time.Minute {
				break
			}
			begun = append(begun, clock.Now())
			if i%3 == 0 && rate < 20 { // work that is shorter than the interval
				clock.Sleep(context.Background(), time.Duration(float64(time.Second)/rate/2))
			}
		}
		if n, want := float64(len(begun)), 60*rate; n < want*0.99 || n > want*1.01 {
			t.Errorf("%v a second: %v in a minute", rate, n)
		}
		most := int(rate)
		if float64(most) < rate {
			most++
		}
		for i := range begun {
			if j := i + max(1, most); j < len(begun) && begun[j].Sub(begun[i]) < time.Second-time.Duration(most) {
				t.Fatalf("%v a second: %d requests in %v", rate, most+1, begun[j].Sub(begun[i]))
			}
		}
	}
}

// TestLimiterClock shows that a clock that is set back or forward neither stops requests nor
// lets a burst pass.
func TestLimiterClock(t *testing.T) {
	clock := new(feedtest.Clock)
	l := NewLimiter(clock, 10)
	wait := func() time.Duration {
		before := clock.Now()
		if err := l.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
		return clock.Now().Sub(before)
	}
	wait()
	clock.Move(-time.Hour)
	if d := wait(); d > 100*time.Millisecond {
		t.Errorf("after the clock was set back the wait is %v", d)
	}
	clock.Move(time.Hour)
	if d := wait(); d != 0 {
		t.Errorf("after an hour the wait is %v", d)
	}
	for range 5 {
		if d := wait(); d != 100*time.Millisecond {
			t.Errorf("the wait is %v", d)
		}
	}
	l.Hold(3 * time.Second)
	l.Hold(time.Second)
	if d := wait(); d != 3*time.Second {
		t.Errorf("a limiter that is held waits %v", d)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestLimiterAtOnce shows that requests of several goroutines share one rate.
func TestLimiterAtOnce(t *testing.T) {
	clock := new(feedtest.Clock)
	l := NewLimiter(clock, 10)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 25 {
				l.Wait(context.Background())
			}
		})
	}
	group.Wait()
	if d := clock.Passed(); d < 19900*time.Millisecond || d > 20100*time.Millisecond {
		t.Errorf("200 requests took %v", d)
	}
}

func TestPace(t *testing.T) {
	p := Pace{First: time.Second}.Or(Pace{First: time.Hour, Max: time.Minute})
	var waits []string
	for n := range 8 {
		waits = append(waits, p.Wait(n, 2, 0.5).String())
	}
	if got := strings.Join(waits, " "); got != "1s 2s 4s 8s 16s 32s 1m0s 1m0s" {
		t.Error(got)
	}
	if low, high := p.Wait(0, 2, 0), p.Wait(0, 2, 1); low != 750*time.Millisecond || high != 1250*time.Millisecond {
		t.Errorf("%v to %v", low, high)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "-1": 0, "soon": 0, "99999999999999": 0,
		"Thu, 01 Jan 2026 00:00:09 GMT": 9 * time.Second, "Thu, 01 Jan 2020 00:00:09 GMT": 0,
	} {
		if got := RetryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, c := range []struct{ key, text, want string }{
		{"", "a", "a"},
		{"abc", "abc xabc abc-d (abc)", "*** xabc abc-d (***)"},
		{"0123456789abcdef", "x0123456789abcdefy", "x***y"},
		{"0123456789abcde+", "x0123456789abcde%2By", "x***y"},
	} {
		if got := Key(c.key).Scrub(c.text); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.key, c.text, got, c.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	if got := OneLine(" a\n\tb\x00c " + strings.Repeat("é", 400)); !strings.HasPrefix(got, "a b\uFFFDc é") || len(got) > 510 || !strings.HasSuffix(got, "…") {
		t.Errorf("%q", got)
	}
	if !LooksLikeHTML([]byte(" \n<!DOCTYPE html>")) || !LooksLikeHTML([]byte("<HTML>")) || LooksLikeHTML([]byte(`{"a":"<html>"}`)) {
		t.Error("LooksLikeHTML")
	}
}
