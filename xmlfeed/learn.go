package xmlfeed

import (
	"bytes"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A lesson is an entity that is being read step by step.
type lesson struct {
	on    bool // it is being learned from
	steps []lessonStep
	keys  []placeKey // of the steps that are values, and not empty
}

// A lessonStep is a token of the entity, with the length of its text.
type lessonStep struct {
	step
	size int
}

// maxLesson is how many tokens an entity may have. It is less than the parts that a
// record holds.
const maxLesson = 4096

func (l *lesson) begin(on bool) { *l = lesson{on: on, steps: l.steps[:0], keys: l.keys[:0]} }

// take takes what the reader has just returned.
func (l *lesson) take(t feed.Token, err error, r *Reader) {
	if l.on = l.on && err == nil && len(l.steps) < maxLesson; !l.on {
		return
	}
	l.steps = append(l.steps, lessonStep{step{t.Kind, t.Field, t.Offset}, len(t.Text)})
	if len(t.Text) > 0 {
		l.keys = append(l.keys, r.placeKey())
	}
}

// placeKey returns the place of the value that has just been returned. It does not
// depend on what stands behind the value, as the innermost element may or may not
// be open still.
func (r *Reader) placeKey() placeKey {
	k := placeKey{element: r.element}
	if r.element.text == feed.NoField {
		k.got = r.got
	}
	for i := range r.element.depth {
		k.seen[i] = r.open[i].seen
	}
	return k
}

// learn learns from the entity that has just been read to its end: from its source text, whose
// first byte has the given offset.
func (p *patterns) learn(source []byte, base int64) {
	l := &p.lesson
	if !l.on {
		return
	}
	at, key := &p.before, 0
	from, first := 0, 0 // the passage begins at source[from], with steps[first]
	for i, s := range l.steps {
		last := i == len(l.steps)-1
		if s.offset < base+int64(from) {
			return // it belongs to an earlier passage
		}
		if s.size == 0 && !last {
			continue
		}
		start, stop, end := len(source), byte(0), 0
		if !last {
			if start, stop, end = findValue(source, int(s.offset-base), s); start == 0 {
				return
			}
		}
		q := at.known(source[from:start])
		if q == nil {
			if q = newPassage(string(source[from:start]), l.steps[first:i+1], base+int64(start), stop); q == nil {
				return
			}
			if !last {
				group := s.field.Info().Group
				if q.to = p.at(l.keys[key], group); q.to == nil || q.to.group != group {
					return
				}
				q.turns = len(q.steps) > 0 || group != at.group
			}
			at.add(q)
		}
		key++
		at = q.to
		from, first = end, i+1
	}
}

// findValue returns where the value of a step that begins at source[at] stands, an
// attribute or text, and what ends it; a start of 0 if it is not written in the
// usual way.
func findValue(source []byte, at int, s lessonStep) (start int, stop byte, end int) {
	stop = '<'
	if s.field.Info().Attr != "" {
		stop = '"'
		at = at + 1 + bytes.IndexAny(source[at:], `"'`)
		if source[at-1] != stop {
			return 0, 0, 0
		}
	}
	end = at + bytes.IndexByte(source[at:], stop)
	if end-at != s.size && (stop == '<' || bytes.IndexByte(source[at:end], '&') < 0) {
		return 0, 0, 0
	}
	return at, stop, end
}

// newPassage returns a passage; nil if what it means may not depend on its place
// alone, or if it is no usual one.
func newPassage(text string, steps []lessonStep, end int64, stop byte) *passage {
	if text == "" || len(text) > maxPassage {
		return nil
	}
	lower := strings.ToLower(text) // a Version may be written in any case
	for _, odd := range [...]string{":", "xmlns", "version", "<!", "<?"} {
		if strings.Contains(lower, odd) {
			return nil
		}
	}
	q := &passage{text: text, stop: stop, lines: lineEnds([]byte(text))}
	for i, s := range steps {
		s.offset -= end
		if i == len(steps)-1 {
			q.last = s.step
		} else {
			q.steps = append(q.steps, s.step)
		}
		if s.field == feed.ID {
			q.idLines = lineEnds([]byte(text[:max(0, len(text)+int(s.offset))]))
		}
	}
	if stop == 0 {
		q.turns = true
	} else {
		q.set = feed.SetOf(q.last.field)
	}
	return q
}
