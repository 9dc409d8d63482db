package batch

import (
	"errors"
	"slices"
	"sort"
)

// answers returns the answers of a feed's entities in order, for each entity that was
// sent or whose request was sent for another.
type answers struct {
	run     *Run
	repeats *repeatsReader // nil where every entity was sent
	sent    int64          // entities so far that were

	shared  *sharedBlocks  // of the results; nil if it has its own
	part    int            // index of the part that the next is of
	left    int            // entities of it
	results *resultsReader // of it

	others  []otherResults // of parts that earlier requests were in, those used last at the end
	entries int            // that these keep in memory
	// What was returned last, and of which request.
	number  int64
	answer  []byte
	outcome outcome
}

// otherResults are the results of a part, of which some are looked up.
type otherResults struct {
	part int
	*resultsReader
}

// A place is where a piece of the feed begins in its text, and how many entities are
// before it.
type place struct {
	offset   int64
	entities int64
	sent     int64 // of these, those that are in parts
}

const (
	// entriesAhead is how many entries are read at once where all are wanted.
	entriesAhead = 4096
	// maxOtherEntries is how many entries of earlier results are kept in memory.
	maxOtherEntries = 1 << 20
	// maxOthers is how many files are open to look up results.
	maxOthers = 32
)

func (r *Run) openAnswers() (*answers, error) {
	a := &answers{run: r, part: -1, number: -1}
	var err error
	if r.state.Dedupe {
		a.repeats, err = r.openRepeats()
	}
	return a, err
}

// seek makes next return the answer of the entity that comes after sent others. It works only
// in a run without Dedupe.
func (a *answers) seek(sent int64) (err error) {
	parts := a.run.state.Parts
	i := sort.Search(len(parts), func(i int) bool { return parts[i].First+int64(parts[i].Entities) > sent })
	if i == len(parts) {
		return errChanged
	}
	if a.results == nil || a.part != i {
		err = a.begin(i)
	}
	a.sent, a.number, a.left = sent, -1, parts[i].Entities-int(sent-parts[i].First)
	return err
}

// next returns the answer of the next entity, or nil if there is none. It is valid until
// the next call.
func (a *answers) next() ([]byte, outcome, error) {
	number := a.sent
	if a.repeats != nil {
		var err error
		if number, err = a.repeats.next(); err != nil {
			return nil, missing, err
		}
	}
	if number == a.number {
		return a.answer, a.outcome, nil
	}
	var err error
	switch {
	case number == a.sent:
		a.answer, a.outcome, err = a.nextSent()
		a.sent++
	case number < a.sent:
		a.answer, a.outcome, err = a.earlier(number)
	default:
		err = errRepeats
	}
	a.number = number
	return a.answer, a.outcome, err
}

// nextSent returns the result of the next entity that was sent.
func (a *answers) nextSent() ([]byte, outcome, error) {
	parts := a.run.state.Parts
	for a.left == 0 {
		if a.part+1 >= len(parts) {
			return nil, missing, errChanged
		}
		if err := a.begin(a.part + 1); err != nil {
			return nil, missing, err
		}
	}
	a.left--
	return a.results.at(parts[a.part].Entities - a.left - 1)
}

// begin opens the results of a part.
func (a *answers) begin(i int) (err error) {
	if a.results != nil {
		a.results.close()
	}
	if a.results, err = a.open(i, entriesAhead); err != nil {
		return err
	}
	if a.results.blocks = newBlocks(a.results.file, maxBlocks); a.shared != nil {
		a.results.blocks, err = a.shared.of(i, a.run)
	}
	a.part, a.left = i, a.run.state.Parts[i].Entities
	return err
}

func (a *answers) open(i, ahead int) (*resultsReader, error) {
	p := &a.run.state.Parts[i]
	return openResults(a.run.path(p.resultsFile()), p.Entities, ahead)
}

// earlier looks up the result of a request that an earlier entity made.
func (a *answers) earlier(number int64) ([]byte, outcome, error) {
	parts := a.run.state.Parts
	i := sort.Search(len(parts), func(i int) bool { return parts[i].First > number }) - 1
	r, err := a.other(i)
	if err != nil {
		return nil, missing, err
	}
	return r.at(int(number - parts[i].First))
}

// other returns the results of a part for looking up.
func (a *answers) other(i int) (*resultsReader, error) {
	at := slices.IndexFunc(a.others, func(o otherResults) bool { return o.part == i })
	if at >= 0 {
		o := a.others[at]
		a.others = append(slices.Delete(a.others, at, at+1), o)
		return o.resultsReader, nil
	}
	if len(a.others) == maxOthers {
		a.entries -= a.others[0].ahead
		a.others[0].close()
		a.others = slices.Delete(a.others, 0, 1)
	}
	r, err := a.open(i, 1)
	if err != nil {
		return nil, err
	}
	if a.entries+r.entities <= maxOtherEntries {
		r.ahead = r.entities
	}
	a.entries += r.ahead
	a.others = append(a.others, otherResults{i, r})
	return r, nil
}

// close closes the files.
func (a *answers) close() (err error) {
	if a.repeats != nil {
		err = a.repeats.close()
	}
	if a.results != nil {
		err = errors.Join(err, a.results.close())
	}
	for _, o := range a.others {
		err = errors.Join(err, o.close())
	}
	return err
}
