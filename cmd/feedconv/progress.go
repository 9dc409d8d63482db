package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A progress shows on a terminal how far the reading of an input is, once it takes
// longer than a second.
type progress struct {
	screen  *screen
	label   string
	done    func() int64 // bytes read so far, in all readings
	size    int64        // of the input, 0 if that is not known
	planned atomic.Int64 // bytes to read in all readings
	began   time.Time
	quit    chan struct{}
	ended   chan struct{}
	stop    func()
}

const (
	progressDelay    = time.Second
	progressInterval = 250 * time.Millisecond
)

// startProgress shows the progress of reading an input until stop is called.
func (s *session) startProgress(in *input) *progress {
	_, size := in.Progress()
	done := func() int64 { read, _ := in.Progress(); return read }
	p := &progress{screen: s.screen, label: in.name, done: done, size: size, began: time.Now(), stop: func() {}}
	p.planned.Store(size)
	if s.quiet || s.screen == nil {
		return p
	}
	p.quit, p.ended = make(chan struct{}), make(chan struct{})
	p.stop = sync.OnceFunc(func() {
		close(p.quit)
		<-p.ended
	})
	go p.loop()
	return p
}

// expect says how often the input will be read from here on.
func (p *progress) expect(readings int64) {
	p.planned.Store(p.done() + readings*p.size)
}

func (p *progress) loop() {
	defer close(p.ended)
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	for {
		select {
		case <-p.quit:
			p.screen.erase()
			return
		case now := <-tick.C:
			if took := now.Sub(p.began); took >= progressDelay {
				numbers := progressNumbers(p.done(), p.planned.Load(), p.size, took)
				p.screen.draw([]string{progressLine(p.label, numbers, p.screen.width())})
			}
		}
	}
}

// progressLine returns "in.xml: 43% of 245 MB, 312 MB/s, 0:12 left". If that is too
// wide, the label loses its beginning, or goes.
func progressLine(label, numbers string, width int) string {
	const separator, least = ": ", 8
	label = shownText(label)
	room := width - displayWidth(separator+numbers)
	if displayWidth(label) > room {
		if room < least {
			return numbers
		}
		label = cutFromLeft(label, room)
	}
	return label + separator + numbers
}

// progressNumbers returns "43% of 245 MB, 312 MB/s, 0:12 left". An input that is read
// several times has only one size.
func progressNumbers(done, planned, size int64, took time.Duration) string {
	const mega = 1e6
	rate := float64(done) / took.Seconds()
	if planned <= 0 || done > planned {
		return fmt.Sprintf("%.0f MB, %.0f MB/s", float64(done)/mega, rate/mega)
	}
	text := fmt.Sprintf("%d%% of %.0f MB, %.0f MB/s", done*100/planned, float64(size)/mega, rate/mega)
	if rate > 0 {
		left := int(float64(planned-done)/rate + 0.5)
		text += fmt.Sprintf(", %d:%02d left", left/60, left%60)
	}
	return text
}
