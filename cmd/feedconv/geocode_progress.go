package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// plainInterval is how often progress is told where there is no terminal. Tests
// shorten it.
var plainInterval = time.Minute

// showPhases shows how far the run is until the returned function is called: on a
// terminal all the time, otherwise in a line now and then.
func (g *geocoding) showPhases() (stop func()) {
	s := g.s
	if s.quiet {
		return func() {}
	}
	interval, show := plainInterval, func(time.Time) { s.note("%s", g.phase()) }
	if s.screen != nil {
		interval = progressInterval
		show = func(now time.Time) {
			lines := partLines(g.batch.Progress(), now)
			s.screen.draw(append(lines[:max(0, len(lines)-1)], g.phase()))
		}
	}
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				if s.screen != nil {
					s.screen.erase()
				}
				return
			case now := <-tick.C:
				show(now)
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(quit)
		<-ended
	})
}

// phase says what the run is at: "2 sending, 7 waiting, 1 downloading; 3 of 13 jobs done".
func (g *geocoding) phase() string {
	parts := g.batch.Progress()
	switch {
	case g.joining.Load():
		return "joining the results to " + displayName(g.in)
	case len(parts) == 0:
		return "checking " + displayName(g.in)
	}
	if g.o.azure.isAzure() {
		return azurePhase(parts)
	}
	return phaseOf(parts)
}

func phaseOf(parts []batch.Progress) string {
	var done, sending, waiting, downloading int
	for _, p := range parts {
		switch {
		case p.Stage == batch.Collected:
			done++
		case p.Began.IsZero() || !p.Ended.IsZero():
		case p.Stage == batch.Created && p.Status == dataflow.Completed:
			downloading++
		case p.Stage == batch.Ready && !p.Waiting:
			sending++
		default:
			waiting++
		}
	}
	var at []string
	for _, phase := range []struct {
		n    int
		name string
	}{{sending, "sending"}, {waiting, "waiting"}, {downloading, "downloading"}} {
		if phase.n > 0 {
			at = append(at, fmt.Sprintf("%d %s", phase.n, phase.name))
		}
	}
	text := fmt.Sprintf("%d of %d jobs done", done, len(parts))
	if len(at) > 0 {
		text = strings.Join(at, ", ") + "; " + text
	}
	return text
}

// partLines describes the parts under way and counts the others.
func partLines(parts []batch.Progress, now time.Time) (lines []string) {
	done := 0
	for _, p := range parts {
		switch {
		case p.Stage == batch.Collected:
			done++
		case !p.Began.IsZero() && p.Ended.IsZero():
			lines = append(lines, partLine(p, now))
		}
	}
	if len(parts) > 0 {
		lines = append(lines, fmt.Sprintf("%d of %d jobs done", done, len(parts)))
	}
	return lines
}

// partLine returns "part 2 of 9: Pending, 1200 of 200000, 3 failed, 1:02".
func partLine(p batch.Progress, now time.Time) string {
	took := int(now.Sub(p.Began).Seconds())
	return fmt.Sprintf("part %d of %d: %s, %d:%02d", p.Part, p.Parts, partState(p), took/60, took%60)
}

func partState(p batch.Progress) string {
	switch {
	case p.Waiting:
		return "waiting for the service to take a further job"
	case p.Stage == batch.Ready && p.Bytes > 0:
		return fmt.Sprintf("sent %d%%", p.Uploaded*100/p.Bytes)
	case p.Stage == batch.Sent:
		return "sent, no answer yet"
	case p.Stage == batch.Created:
		text := fmt.Sprintf("%s, %d of %d", p.Status, p.Processed, p.Entities)
		if p.Failed > 0 {
			text += fmt.Sprintf(", %d failed", p.Failed)
		}
		return text
	}
	return string(p.Stage)
}
