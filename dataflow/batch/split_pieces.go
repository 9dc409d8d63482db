package batch

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// A feed is split on all cores. A fork makes the texts of the entities of a piece; which of
// them are sent, and in which part, is decided when the fork is joined. If anything in the
// piece is unusual, the splitter takes the piece itself.

// A splitPiece is the fork of a splitter.
type splitPiece struct {
	run      *Run
	compares bool // requests are compared
	judge    pieces.PieceTaker
	text     *partText
	prepared []byte

	held  []byte // the texts of the entities that are to be sent
	asked []askedEntity
	kept  int64 // entities that stay as they are
}

// An askedEntity is an entity to be sent.
type askedEntity struct {
	end int        // of its text in splitPiece.held
	sum requestSum // of its request, where requests are compared
	id  uint64     // the hash of its Id; 0 if it cannot be sent under that
}

// Fork implements pieces.Taker.
func (s *splitter) Fork(src pieces.Reader, size int) pieces.PieceTaker {
	if s.dry { // a Service is asked once for each entity, in their order
		return nil
	}
	text, err := newPartText()
	judge := s.judge.Fork(src, size)
	if err != nil || judge == nil {
		return nil
	}
	return &splitPiece{run: s.run, compares: s.repeats != nil, judge: judge, text: text}
}

// TakeRecord implements pieces.PieceTaker.
func (f *splitPiece) TakeRecord(r *feed.Record) bool {
	if !f.judge.TakeRecord(r) {
		return false
	}
	if f.run.keeps(r) {
		f.kept++
		return true
	}
	if f.run.checkUnanswered(r) != nil {
		return false
	}
	var e askedEntity
	if f.compares {
		e.sum = sumOfRequest(&f.prepared, r)
	}
	begin := len(f.held)
	if service := f.run.o.Service; service != nil {
		request, faults := service.Prepare(f.prepared[:0], r, false)
		if f.prepared = request; len(faults) > 0 {
			return false
		}
		f.held = appendPrepared(f.held, request)
	} else {
		id := r.Entity().Text(feed.ID)
		if safe(id) {
			e.id = hashID(id)
		} else {
			id = laterID
		}
		text, err := f.text.entity(r, id)
		if err != nil {
			return false
		}
		f.held = append(f.held, text...)
	}
	if int64(len(f.text.head)+len(f.held)-begin+maxLaterID+len(f.text.tail)) > f.run.limits.Bytes {
		return false // it may be larger than a part
	}
	e.end = len(f.held)
	f.asked = append(f.asked, e)
	return true
}

// Held implements pieces.PieceTaker.
func (f *splitPiece) Held() int { return f.judge.Held() + len(f.held) }

// Clear implements pieces.PieceTaker.
func (f *splitPiece) Clear() {
	f.judge.Clear()
	f.held, f.asked, f.kept = f.held[:0], f.asked[:0], 0
}

// Join implements pieces.Taker.
func (s *splitter) Join(fork pieces.PieceTaker, begin feed.Position, entities int64) (ok bool, err error) {
	f := fork.(*splitPiece)
	if s.run.isLast(s.read + entities) {
		return false, nil
	}
	if ok, err := s.judge.Join(f.judge, begin, entities); !ok || err != nil {
		return ok, err
	}
	s.places = append(s.places, place{offset: begin.Offset, entities: s.read, sent: s.sent})
	if s.read += entities; s.rejected {
		return true, nil
	}
	s.state.Entities += f.kept
	start := 0
	for i := range f.asked {
		e := &f.asked[i]
		if err := s.addHeld(e, f.held[start:e.end]); err != nil {
			return true, err
		}
		start = e.end
	}
	return true, nil
}

// addHeld takes an entity of a piece.
func (s *splitter) addHeld(e *askedEntity, text []byte) error {
	s.state.Entities++
	s.asked++
	if s.repeats != nil {
		if repeated, err := s.repeats.note(e.sum); err != nil || repeated {
			return err
		}
	}
	for {
		if s.part == nil {
			if err := s.begin(); err != nil {
				return err
			}
		}
		named := text
		if s.run.o.Service == nil {
			if id := s.text.namer.nextHash(e.id); id != nil {
				named = withID(text, id)
			}
		}
		if written, err := s.put(named); written || err != nil {
			return err // else it is named again in the next part
		}
	}
}

// laterID is a placeholder for an Id, of at most maxLaterID bytes, that is chosen when the
// entity is put into its part.
var laterID = []byte("?")

const maxLaterID = 64

// withID returns the text of an entity with another Id, which needs no escapes.
func withID(text, id []byte) []byte {
	before, rest, _ := bytes.Cut(text, []byte(`"`))
	_, after, _ := bytes.Cut(rest, []byte(`"`))
	return bytes.Join([][]byte{before, id, after}, []byte(`"`))
}
