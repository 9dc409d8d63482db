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

// Reading by literals (read_literal.go), where most of the time is spent. An entity is
// read so as a whole or not at all: nothing is changed before its end.
//
//	data:  <GeocodeEntity Id="0017"><GeocodeRequest Query="Main St &amp; 1st"…
//	       ^ i                ^ start: the value
//	       |---- literal ----|    ^ end, where the next literal begins
//
// For each value the loop finds the literal before it among the few that may be there,
// takes the literal's steps, and looks through the value for its end, sixteen bytes at a
// time. The values are gathered one after the other in text. Near the end of data
// nothing is read.
//
// The data has not been vetted: that its bytes are characters that XML may hold. Literals
// need no vetting, as they come from text that was vetted. Of the values, control
// characters are seen on the way, and all else is vetted at the end, in text: as none
// begins within a character, they are valid where all of it is.

// An outcome is how the reading of an entity by literals ended.
type outcome uint8

const (
	readWhole outcome = iota
	unknown           // it has a literal that is not known, or a value that needs a closer look
	outOfView         // it may be known, and has not been read to its end
)

// readByLiterals reads the next entity into a record. Unless the outcome is readWhole, the
// record and the Reader are as if it had not been tried.
func (r *Reader) readByLiterals(rec *feed.Record) outcome {
	data, base, white := r.scanner.Peek()
	before := lineEnds(white)
	f := fastReader{data: data, base: base, record: rec, limit: r.limit, scanner: r.scanner}
	text, how := f.read(&r.literals.before, r.text[:0])
	if how == outOfView {
		var more bool
		if f.data, f.base, more = r.scanner.PeekMore(); more {
			records.Discard(rec)
			text, how = f.read(&r.literals.before, text[:0])
		}
	}
	r.text = text
	if how == readWhole && !textbuf.IsXML(text) {
		records.CountFrom(rec, rec.Number()-1) // Discard takes back only what is open
		how = unknown
	}
	if how != readWhole {
		records.Discard(rec)
		r.scanner.Unpeek()
		return how
	}
	r.text = records.SwapText(rec, text)
	records.MarkValid(rec, !f.decoded && !f.padded, f.stops == '"' && !f.decoded || bytes.IndexByte(text, '"') < 0)
	r.scanner.Advance(f.size)
	r.number++
	r.countLines(base, len(white), before, &f)
	return readWhole
}

// A fastReader reads an entity by literals.
type fastReader struct {
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

// read reads the entity, and appends its values to text. What is kept for later only is in
// f, so that what each value needs finds room in registers.
func (f *fastReader) read(at *node, text []byte) ([]byte, outcome) {
	f.lines, f.padded, f.decoded, f.stops = 0, false, false, 0
	data := f.data
	places := records.NoPlaces()
	set := feed.FieldSet(0) // of the values since the last turn
	for i := 0; ; {
		if i > len(data)-headSize {
			return text, outOfView
		}
		l := at.latest
		if l == nil || !l.begins(data[i:i+headSize]) || l.long && !l.is(data[i:]) {
			if l = at.find(data[i:]); l == nil {
				if i > len(data)-maxLiteral-headSize {
					return text, outOfView
				}
				return text, unknown
			}
		}
		i += len(l.text)
		f.lines += l.lines
		f.stops |= l.stop
		if l.turns {
			if set != 0 {
				places.Commit(set)
			}
			if !f.turn(l, f.base+int64(i)) {
				return text, unknown
			}
			if set = 0; l.stop == 0 {
				f.size = i
				return text, readWhole
			}
			var ok bool
			if places, ok = records.Places(f.record, l.to.group); !ok {
				return text, unknown
			}
		}

		start, from := i, len(text)
		hit, next := uint64(swar.Highs), uint64(swar.Highs)
		for ; ; i += 16 {
			if i < 0 || i > len(data)-16 {
				return text, outOfView
			}
			hit = swar.Plain(swar.Load(data[i:i+8]), '<'*swar.Ones, '&'*swar.Ones, l.third)
			next = swar.Plain(swar.Load(data[i+8:i+16]), '<'*swar.Ones, '&'*swar.Ones, l.third)
			if hit&next&swar.Highs != swar.Highs {
				break
			}
		}
		// Without a branch, as it could not be predicted: none is all ones if hit is 0.
		hit, next = ^hit&swar.Highs, ^next&swar.Highs
		none := uint64(int64((hit-1)&^hit) >> 63)
		hit |= next & none
		i += int(none&8) + swar.First(hit)
		if data[i] == l.stop {
			text = render.Append(text, data[start:i])
		} else if text, i = f.decode(text, start, l.stop); i == 0 {
			return text, unknown
		}
		first := data[start]
		if n := len(text) - from; n == 0 || n > f.limit || !utf8.RuneStart(first) {
			return text, unknown
		}
		if first == ' ' || data[i-1] == ' ' {
			f.padded = true
		}
		places.Set(l.last.field, from, len(text), f.base+int64(start)+l.last.offset)
		set |= l.set
		at = l.to
	}
}

// turn takes the steps of a literal that ends at offset. The values that follow it are of
// one part.
func (f *fastReader) turn(l *literal, offset int64) bool {
	for i := range l.steps {
		if !f.step(&l.steps[i], offset) {
			return false
		}
	}
	switch {
	case l.stop == 0:
		return f.step(&l.last, offset)
	case len(l.steps) > 0 && l.steps[0].kind == feed.EntityStart:
		f.idLines = l.idLines
	}
	return true
}

// step takes a step, but for a value's that is not empty.
func (f *fastReader) step(s *step, offset int64) bool {
	if s.kind == feed.FieldValue {
		return records.AddSpan(f.record, s.field, 0, 0, offset+s.offset) == nil
	}
	return records.AddStep(f.record, s.kind, offset+s.offset) == nil
}

// decode appends a value that has more than plain characters.
func (f *fastReader) decode(text []byte, start int, stop byte) ([]byte, int) {
	if stop == '<' {
		return text, 0
	}
	f.decoded = true
	text, end := f.scanner.AppendValue(text, start)
	if end > 0 {
		f.lines += lineEnds(f.data[start:end])
	}
	return text, end
}

// Of entities that are read by literals the Reader knows the lines without looking for
// line ends: literals always have the same, and values nearly always none.

// A lineCount is what is known of lines.
type lineCount struct {
	offset int64 // after the entity that was read by literals last
	line   int   // of offset
	entity int64 // its number
	id     int   // the line of its Id
}

// countLines counts those of an entity that begins at offset, after white space of a size
// with line ends.
func (r *Reader) countLines(offset int64, white, ends int, f *fastReader) {
	c := &r.lines
	line := c.line + ends
	if c.line == 0 || c.offset+int64(white) != offset {
		line = r.Position(offset).Line
	}
	*c = lineCount{offset: offset + int64(f.size), line: line + f.lines, entity: r.number, id: line + f.idLines}
}

// lineEnds counts the line ends in a short text, as feed.Position.After does.
func lineEnds(text []byte) (n int) {
	for i, c := range text {
		if c == '\r' || c == '\n' && (i == 0 || text[i-1] != '\r') {
			n++
		}
	}
	return n
}
