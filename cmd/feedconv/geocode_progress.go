package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// showParts shows on a terminal how far a run is until the returned function is
// called.
func (s *session) showParts(run *batch.Run) (stop func()) {
	if s.quiet || s.screen == nil {
		return func() {}
	}
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(progressInterval)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				s.screen.erase()
				return
			case now := <-tick.C:
				s.screen.draw(partLines(run.Progress(), now))
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(quit)
		<-ended
	})
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
