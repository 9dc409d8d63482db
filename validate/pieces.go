package validate

import (
	"errors"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// A feed can be validated in pieces, with package pieces. A fork judges the entities of a
// piece as if the feed began there and had no limits, and keeps its problems and the
// hashes of the Ids. If none of that depends on the feed before the piece, the fork is
// joined; otherwise the Validator judges the piece again itself.

// A piece is what a fork found in a piece of the feed.
type piece struct {
	problems []Problem
	ids      idRun
}

// maxFound is how many problems a fork keeps.
const maxFound = 4096

// heldProblem is how many bytes a problem takes, about.
const heldProblem = 512

// errTooMany ends a fork whose piece has too many problems to keep.
var errTooMany = errors.New("validate: too many problems in a piece")

// A runner is a Validator for package pieces.
type runner struct{ *Validator }

// Take implements pieces.Taker: it reads the next entity of src, or up to a fault.
func (v runner) Take(src feed.RecordReader) (*feed.Record, error) {
	whole, err := v.advance(src)
	if err != nil || !whole {
		return nil, err
	}
	return v.entity.Record, nil
}

// Fork implements pieces.Taker.
func (v runner) Fork(src pieces.Reader, _ int) pieces.PieceTaker { return runner{v.fork(src)} }

// fork returns a Validator for a piece.
func (v *Validator) fork(src pieces.Reader) *Validator {
	p := new(piece)
	measure := *v.measure
	measure.limits = Limits{}
	f := newValidator(v.format, v.table, &measure, Options{
		File: v.options.File,
		Kind: v.options.Kind,
		Max:  v.options.Max,
		Handle: func(found Problem) error {
			if len(p.problems) == maxFound {
				return errTooMany
			}
			p.problems = append(p.problems, found)
			return nil
		},
	})
	f.ready(src)
	f.edits = v.edits
	f.piece, f.known = p, v.known&(noIDColumn|unreadColumn)
	f.ids.seed = v.ids.seed
	f.learnFull(v)
	return f
}

// learnFull tells a fork which rules Handle has had enough problems of.
func (v *Validator) learnFull(from *Validator) {
	for i := range v.tallies {
		v.tallies[i].enough = from.tallies[i].full
	}
}

// TakeRecord implements pieces.PieceTaker.
func (v runner) TakeRecord(r *feed.Record) bool { return v.takeRecord(r) }

func (v *Validator) takeRecord(r *feed.Record) bool {
	if v.ready(v.reader) != nil {
		return false
	}
	v.entity.Record = r
	v.judgeEntity()
	return v.err == nil
}

// Held implements pieces.PieceTaker.
func (v runner) Held() int { return heldProblem * len(v.piece.problems) }

// Clear implements pieces.PieceTaker.
func (v runner) Clear() { v.clear() }

func (v *Validator) clear() {
	v.reset()
	v.err, v.entities = nil, 0
	v.piece.problems = v.piece.problems[:0]
	v.piece.ids.clear()
	v.counts = [numSeverities]int64{}
	for i := range v.tallies {
		t := &v.tallies[i]
		t.count, t.full = Count{}, t.enough
	}
	for i := range v.fills {
		v.fills[i].filled, v.fills[i].counted = 0, 0
	}
}

// Join implements pieces.Taker.
func (v runner) Join(fork pieces.PieceTaker, begin feed.Position, _ int64) (ok bool, err error) {
	return v.join(fork.(runner).Validator, begin, func(int64) error { return nil })
}

// join joins a fork. As it hands on the problems of an entity, it calls done with the
// entity's number in the piece.
func (v *Validator) join(f *Validator, begin feed.Position, done func(number int64) error) (ok bool, err error) {
	if f.entities == 0 {
		return true, nil
	}
	if v.reachesLimit(f, begin) || !v.ids.addAll(&f.piece.ids, begin.Line-1) {
		return false, nil
	}
	if v.handPiece(f, begin, done); v.err != nil {
		return true, v.err
	}
	v.countPiece(f)
	records.CountFrom(v.entity.Record, v.entities)
	f.learnFull(v)
	return true, nil
}

// reachesLimit reports whether the feed goes over a limit within a piece.
func (v *Validator) reachesLimit(f *Validator, begin feed.Position) bool {
	limits := v.measure.limits
	return !v.known.has(converting) && over(limits.Entities, v.entities, f.entities) ||
		over(limits.Bytes, 0, begin.Offset+f.entity.end) && !v.known.has(saidTooLarge) && v.wants(v.rules["too-large"])
}

// over reports whether n more exceed a limit, if there is one, that was not exceeded
// before.
func over(limit, before, n int64) bool {
	return limit > 0 && before <= limit && before+n > limit
}

// handPiece hands on the problems that a fork kept, entity by entity, and subtracts them
// from its counts.
func (v *Validator) handPiece(f *Validator, begin feed.Position, done func(number int64) error) {
	before := v.entities
	for rest := f.piece.problems; len(rest) > 0 && v.err == nil; {
		v.reset()
		number := rest[0].Entity
		v.entities = before + number
		for ; len(rest) > 0 && rest[0].Entity == number; rest = rest[1:] {
			p := rest[0]
			r := v.rules[p.Rule]
			f.tallies[r.index].count[p.Severity]--
			p.move(begin, before)
			v.report(p, r, true)
		}
		if v.flush(); v.err == nil {
			v.err = done(number)
		}
	}
	v.stage = judged
	if v.err == nil {
		v.entities = before + f.entities
	}
}

// countPiece adds the problems that a fork counted and did not keep.
func (v *Validator) countPiece(f *Validator) {
	for i := range f.tallies {
		for s, n := range f.tallies[i].count {
			v.tallies[i].count[s] += n
			v.counts[s] += n
		}
	}
	for i := range f.fills {
		v.fills[i].filled += f.fills[i].filled
		v.fills[i].counted += f.fills[i].counted
	}
}
