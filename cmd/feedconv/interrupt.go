package main

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// unfinished holds the names of files that are to go if the run does not reach
// its end.
type unfinished struct {
	mu    sync.Mutex
	names map[string]bool
}

func (u *unfinished) add(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.names == nil {
		u.names = make(map[string]bool)
	}
	u.names[name] = true
}

// finish carries out the step that makes a file complete; an interrupt comes
// before or after it, not in between.
func (u *unfinished) finish(name string, step func() error) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if err := step(); err != nil {
		return err
	}
	delete(u.names, name)
	return nil
}

// forget drops a name without touching the file.
func (u *unfinished) forget(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.names, name)
}

func (u *unfinished) removeAll() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.remove()
}

func (u *unfinished) remove() {
	for name := range u.names {
		os.Remove(name)
	}
	clear(u.names)
}

// exitOnSignals makes Ctrl-C, SIGTERM and a terminal that goes away remove what is
// unfinished and end the process with 130, 143 or 129, even while it waits for
// input.
func (s *session) exitOnSignals() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		signal.Notify(c, syscall.SIGHUP)
	}
	go func() {
		status := 130
		switch <-c {
		case syscall.SIGTERM:
			status = 143
		case syscall.SIGHUP:
			status = 129
		}
		s.unfinished.mu.Lock() // and keep it: nothing may be finished from here on
		s.unfinished.remove()
		s.screen.erase()
		if say := s.interrupted.Load(); say != nil {
			(*say)()
		}
		os.Exit(status)
	}()
}

// onInterrupt sets what is done before a signal ends the process.
func (s *session) onInterrupt(do func()) { s.interrupted.Store(&do) }
