package xmlfeed

import (
	"bytes"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// Reading by passages (pattern.go), where most of the time goes. An entity is read
// so as a whole or not at all: nothing is changed before its end.
//
//	data:  <GeocodeEntity Id="0017"><GeocodeRequest Query="Main St &amp; 1st"…
//	       ^ i                ^ start: the value
//	       |---- passage ----|    ^ end, where the next passage begins
//
// For each value the loop finds the passage before it among the few that may stand
// there, copies the passage's steps, and looks through the value for its end,
// sixteen bytes at a time. The values are gathered one behind the other in text,
// the tokens in steps. Near the end of data nothing is read.
//
// The data has not been vetted: that its bytes are characters that XML may hold.
// Passages need no vetting, as they stood in text that was vetted; of the values,
// control characters are seen on the way, and all else is vetted at the end, in
// text: as none begins within a character, they are valid where all is.

// room is how many bytes from where a passage begins are looked at, whatever its length.
const room = 24

// An outcome is how the reading of an entity by passages ended.
type outcome uint8

const (
	readWhole outcome = iota
	unknown           // it has a passage that is not known, or a value that needs a closer look
	outOfView         // it may be known, and has not been read to its end
)

// passEntity reads the next entity into a record. Where it is not readWhole, the record
// is as if it had not come.
func (r *Reader) passEntity(rec *feed.Record) outcome {
	data, base, white := r.scanner.Peruse()
	before := lineEnds(white)
	q := quick{data: data, base: base, record: rec, limit: r.limit, scanner: r.scanner}
	text, how := q.read(&r.patterns.before, r.text[:0])
	if how == outOfView {
		var more bool
		if q.data, q.base, more = r.scanner.PeruseMore(); more {
			records.Discard(rec)
			text, how = q.read(&r.patterns.before, text[:0])
		}
	}
	r.text = text
	if how == readWhole && !textbuf.IsXML(text) {
		records.CountFrom(rec, rec.Number()-1) // Drop takes back only what is open
		how = unknown
	}
	if how != readWhole {
		records.Discard(rec)
		r.scanner.Return()
		return how
	}
	r.text = records.SwapText(rec, text)
	records.MarkValid(rec, !q.decoded && !q.padded, q.stops == '"' && !q.decoded || bytes.IndexByte(text, '"') < 0)
	r.scanner.Pass(q.size)
	r.number++
	r.countLines(base, len(white), before, &q)
	return readWhole
}

// A quick reads an entity by passages.
type quick struct {
	data    []byte
	base    int64 // offset of data
	record  *feed.Record
	limit   int // bytes of a value
	scanner *xmlscan.Scanner

	size    int  // bytes of the entity
	lines   int  // line ends in it
	idLines int  // those of them before the Id
	padded  bool // a value begins or ends with a space
	decoded bool // a value had more than plain characters
	stops   byte // what ends the values, joined
}

// read reads the entity, and appends its values to text. What is kept for later only
// stands in q, so that what each value needs finds room in registers.
func (q *quick) read(at *place, text []byte) ([]byte, outcome) {
	q.lines, q.padded, q.decoded, q.stops = 0, false, false, 0
	data := q.data
	places := records.NoPlaces()
	set := feed.FieldSet(0) // of the values since the last turn
	for i := 0; ; {
		if i > len(data)-room {
			return text, outOfView
		}
		p := at.latest
		if p == nil || !p.begins(data[i:i+room]) || p.long && !p.is(data[i:]) {
			if p = at.find(data[i:]); p == nil {
				if i > len(data)-maxPassage-room {
					return text, outOfView
				}
				return text, unknown
			}
		}
		i += len(p.text)
		q.lines += p.lines
		q.stops |= p.stop
		if p.turns {
			if set != 0 {
				places.Commit(set)
			}
			if !q.turn(p, q.base+int64(i)) {
				return text, unknown
			}
			if set = 0; p.stop == 0 {
				q.size = i
				return text, readWhole
			}
			var ok bool
			if places, ok = records.Places(q.record, p.to.group); !ok {
				return text, unknown
			}
		}

		start, from := i, len(text)
		hit, next := uint64(swar.Highs), uint64(swar.Highs)
		for ; ; i += 16 {
			if i < 0 || i > len(data)-16 {
				return text, outOfView
			}
			hit = swar.Plain(swar.Load(data[i:i+8]), '<'*swar.Ones, '&'*swar.Ones, p.third)
			next = swar.Plain(swar.Load(data[i+8:i+16]), '<'*swar.Ones, '&'*swar.Ones, p.third)
			if hit&next&swar.Highs != swar.Highs {
				break
			}
		}
		// Without a branch, as it could not be foreseen: none is all ones if hit is 0.
		hit, next = ^hit&swar.Highs, ^next&swar.Highs
		none := uint64(int64((hit-1)&^hit) >> 63)
		hit |= next & none
		i += int(none&8) + swar.First(hit)
		if data[i] == p.stop {
			text = render.Append(text, data[start:i])
		} else if text, i = q.decode(text, start, p.stop); i == 0 {
			return text, unknown
		}
		first := data[start]
		if n := len(text) - from; n == 0 || n > q.limit || !utf8.RuneStart(first) {
			return text, unknown
		}
		if first == ' ' || data[i-1] == ' ' {
			q.padded = true
		}
		places.Set(p.last.field, from, len(text), q.base+int64(start)+p.last.offset)
		set |= p.set
		at = p.to
	}
}

// turn takes the steps of a passage that ends at offset. The values that follow it are
// of one part.
func (q *quick) turn(p *passage, offset int64) bool {
	for i := range p.steps {
		if !q.step(&p.steps[i], offset) {
			return false
		}
	}
	switch {
	case p.stop == 0:
		return q.step(&p.last, offset)
	case len(p.steps) > 0 && p.steps[0].kind == feed.EntityStart:
		q.idLines = p.idLines
	}
	return true
}

// step takes a step, but for a value's that is not empty.
func (q *quick) step(s *step, offset int64) bool {
	if s.kind == feed.FieldValue {
		return records.AddSpan(q.record, s.field, 0, 0, offset+s.offset) == nil
	}
	return records.AddStep(q.record, s.kind, offset+s.offset) == nil
}

// decode appends a value that has more than plain characters.
func (q *quick) decode(text []byte, start int, stop byte) ([]byte, int) {
	if stop == '<' {
		return text, 0
	}
	q.decoded = true
	text, end := q.scanner.AppendValue(text, start)
	if end > 0 {
		q.lines += lineEnds(q.data[start:end])
	}
	return text, end
}

// find returns the passage that data begins with; nil if none is known.
func (at *place) find(data []byte) *passage {
	for n, p := range at.passages {
		if p.begins(data[:room]) && p.is(data) {
			if n > 0 {
				at.passages[n], at.passages[n-1] = at.passages[n-1], p
			}
			at.latest = p
			return p
		}
	}
	return nil
}
