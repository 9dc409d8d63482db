package batch

import (
	"cmp"
	"os"
	"runtime"
	"slices"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// Results are joined on all cores. Which result an entity gets depends on the number of
// entities before it, which is known if the piece begins where a piece of the splitter began.
// It does, unless another process split the feed, or on a different number of cores; such
// pieces are joined in sequence.

// A joinPiece is the fork of a joiner.
type joinPiece struct {
	run     *Run
	answers *answers // of its own
	out     *pieceOutput
	place   place // where the piece begins
	known   bool  // it is known
	sent    int64 // entities of the piece that are in parts
}

// sharedBlocks are the blocks of the results that forks read.
type sharedBlocks struct {
	mu    sync.Mutex
	parts []partBlocks // in the order of the feed
}

type partBlocks struct {
	part int
	*blocks
}

// maxPartBlocks is how many parts have blocks. For an earlier part, a fork reads each result
// separately.
const maxPartBlocks = 4

// of returns the blocks of a part.
func (s *sharedBlocks) of(part int, r *Run) (*blocks, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.parts {
		if p.part == part {
			return p.blocks, nil
		}
	}
	f, err := os.Open(r.path(r.state.Parts[part].resultsFile()))
	if err != nil {
		return nil, err
	}
	s.parts = append(s.parts, partBlocks{part, newBlocks(f, maxBlocks*runtime.GOMAXPROCS(0))})
	if len(s.parts) > maxPartBlocks {
		s.parts[0].close()
		s.parts = slices.Delete(s.parts, 0, 1)
	}
	return s.parts[len(s.parts)-1].blocks, nil
}

// close closes the files.
func (s *sharedBlocks) close() {
	for _, p := range s.parts {
		p.close()
	}
}

// Fork implements pieces.Taker.
func (j *joiner) Fork(src pieces.Reader, size int) pieces.PieceTaker {
	if len(j.run.places) == 0 || j.run.state.Dedupe { // an answer may be that of any part then
		return nil
	}
	out := j.outputs.fork(src, size)
	if out == nil {
		return nil
	}
	answers, err := j.run.openAnswers()
	if err != nil {
		return nil
	}
	answers.shared = &j.shared
	f := &joinPiece{run: j.run, answers: answers, out: out}
	j.forks = append(j.forks, f)
	return f
}

// Place implements pieces.PlacedTaker.
func (f *joinPiece) Place(offset int64) {
	places := f.run.places
	i, known := slices.BinarySearchFunc(places, offset, func(p place, offset int64) int { return cmp.Compare(p.offset, offset) })
	if f.known = known; known {
		f.place = places[i]
	}
}

// TakeRecord implements pieces.PieceTaker.
func (f *joinPiece) TakeRecord(r *feed.Record) bool {
	if !f.known || f.run.isLast(f.place.entities+r.Number()) {
		return false
	}
	if f.run.keeps(r) {
		return f.out.write(r, keptAs(r))
	}
	if f.sent == 0 && f.answers.seek(f.place.sent) != nil {
		return false
	}
	f.sent++
	o, err := f.answers.give(r, f.run.o.Retry)
	return err == nil && f.out.write(r, o)
}

// Held implements pieces.PieceTaker.
func (f *joinPiece) Held() int { return f.out.held() }

// Clear implements pieces.PieceTaker.
func (f *joinPiece) Clear() {
	f.sent = 0
	f.out.clear()
}

// Join implements pieces.Taker.
func (j *joiner) Join(fork pieces.PieceTaker, begin feed.Position, entities int64) (ok bool, err error) {
	f := fork.(*joinPiece)
	if f.place.entities != j.entities || f.place.sent != j.sent {
		return false, nil // the feed has changed
	}
	if err := f.out.join(begin, j.entities); err != nil {
		return true, err
	}
	j.entities += entities
	j.sent += f.sent
	return true, nil
}
