package render

import (
	"errors"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Fork returns the Sink of a writer that goes on with the same feed, from pieces of
// about so many bytes of text, and holds what is rendered until Join.
func (s *Sink) Fork(render func() error, size int) Sink {
	f := Sink{Limits: s.Limits, Margin: s.Margin, failure: s.unusable, unusable: s.unusable, marks: s.marks, render: render, begun: true, forked: true, room: perText * size}
	if s.Dropped != nil {
		f.Dropped = new(feed.Tally)
	}
	return f
}

// perText is how many bytes of output come of one of text, if it is much: memory that
// is not used costs nothing, but memory that grows is touched again and again.
const perText = 4

// errHeld is returned where more is to be joined than a fork holds.
var errHeld = errors.New("the fork holds less than is to be joined")

// keep is how much memory a fork keeps for its next use.
const keep = 4 << 20

// Held returns how many bytes a fork holds.
func (s *Sink) Held() int { return len(s.Out) }

// Join writes the first held bytes of a fork, which is empty then, and counts what it
// dropped.
func (s *Sink) Join(fork *Sink, held int) error {
	for f, n := range fork.Dropped.All() {
		s.Dropped.Add(f, n)
	}
	if s.failure == nil && held > len(fork.Out) {
		s.failure = errHeld
	}
	if s.failure == nil && s.w == nil {
		s.failure = errNew
	}
	if s.failure == nil && held > 0 {
		s.begun = true
		if len(s.Out) > 0 {
			s.failure = s.flush()
		}
		if s.failure == nil {
			_, s.failure = s.w.Write(fork.Out[:held])
		}
	}
	fork.Clear()
	return s.failure
}

// Clear lets a fork forget what it holds, and its error. Of a Sink that is no fork
// nothing is forgotten.
func (s *Sink) Clear() {
	if !s.forked {
		return
	}
	if s.Dropped != nil {
		*s.Dropped = feed.Tally{}
	}
	if s.Out = s.Out[:0]; cap(s.Out) > keep {
		s.Out = nil
	}
	s.failure, s.inside = s.unusable, false
}
