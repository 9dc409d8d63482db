package batch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// checkLimits makes sure that a run continues with the limits it was begun with. If the
// service refused a part, smaller limits are accepted: the unsent parts are cut again.
func (r *Run) checkLimits(s *state) error {
	refused := slices.ContainsFunc(s.Parts, func(p part) bool { return p.Refused && p.unsent() })
	switch {
	case r.limits.Entities == s.PartEntities && r.limits.Bytes == s.PartBytes:
		return nil
	case r.limits.Entities <= s.PartEntities && r.limits.Bytes <= s.PartBytes && refused:
		return nil
	}
	return r.otherRun(fmt.Sprintf("with -entities %d and -bytes %d", s.PartEntities, s.PartBytes))
}

// unsent reports whether the service has no job of the part.
func (p *part) unsent() bool { return p.Stage == Ready || p.Stage == Aborted }

// recut cuts the unsent parts into smaller ones if the limits are now smaller. If the
// process is killed, either the old parts exist or the new ones.
func (r *Run) recut() error {
	if r.limits.Entities == r.state.PartEntities && r.limits.Bytes == r.state.PartBytes {
		return nil
	}
	text, err := newPartText()
	if err != nil {
		return err
	}
	cut := *r.state
	cut.Parts, cut.PartEntities, cut.PartBytes = nil, r.limits.Entities, r.limits.Bytes
	s := &splitter{run: r, text: text, state: &cut}
	defer s.abandon()
	for i := range r.state.Parts {
		s.number = max(s.number, r.state.Parts[i].Number)
	}
	var old []string
	for i := range r.state.Parts {
		p := r.state.Parts[i]
		if !p.unsent() || p.Entities <= cut.PartEntities && p.Bytes <= cut.PartBytes {
			cut.Parts = append(cut.Parts, p)
			continue
		}
		old = append(old, r.path(p.partFile()))
		if err := s.cut(&p); err != nil {
			return err
		}
	}
	if err := cut.share(r); err != nil {
		return err
	}
	if err := errors.Join(syncFolder(r.o.Folder()), cut.save(r.o.State)); err != nil {
		return err
	}
	r.begin(&cut)
	for _, name := range old {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// share counts the entities of the feed that the new parts are for.
func (s *state) share(r *Run) error {
	for i := range s.Parts {
		p := &s.Parts[i]
		if p.Feed.Entities > 0 {
			continue
		}
		p.Feed.Entities = int64(p.Entities)
		counts, err := r.counts(p)
		if err != nil {
			return err
		}
		if counts != nil {
			p.Feed.Entities = sumOfCounts(counts)
		}
	}
	return nil
}

// cut cuts a part into new ones.
func (s *splitter) cut(p *part) error {
	f, err := os.Open(s.run.path(p.partFile()))
	if err != nil {
		return err
	}
	defer f.Close()
	s.sent = p.First
	reader := feedio.NewReader(f, uploadFormat, nil)
	var rec feed.Record
	for {
		err := rec.Read(reader)
		if err == io.EOF {
			return s.end()
		}
		for full := true; err == nil && full; {
			full, err = s.again(&rec)
		}
		if err != nil {
			return notOfFeed(err)
		}
	}
}

// again writes an entity with the Id that it already has. Full means that the part had no
// room, so nothing was written.
func (s *splitter) again(rec *feed.Record) (full bool, err error) {
	if s.part == nil {
		if err := s.begin(); err != nil {
			return false, err
		}
	}
	text, err := s.text.entity(rec, rec.Entity().Text(feed.ID))
	if err != nil {
		return false, err
	}
	written, err := s.put(text)
	if err == errTooLarge {
		err = tooLarge(rec.Entity(), len(text))
	}
	return !written, err
}

// notOfFeed returns an error without the place that it has in a part, which is not
// one in the feed.
func notOfFeed(err error) error {
	var f *feed.Fault
	if !errors.As(err, &f) {
		return err
	}
	if f.Cause == feed.ValueTooLarge {
		return fmt.Errorf("the entity %q: %s; %s", f.ID, f.Message, f.Remedy)
	}
	return fmt.Errorf("%w: a part is broken: %v", ErrState, err)
}
