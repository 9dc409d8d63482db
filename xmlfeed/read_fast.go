package xmlfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
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
// need no vetting, as they come from text that was vetted. The values are vetted at the
// end, in text: as there is a quote after each, they are valid where all of it is. What is not
// looked for on the way, as usual feeds do not have it, is found then, too: a "<" and
// control characters. An entity that has one is read by events.

// An outcome is how the reading of an entity by literals ended.
type outcome uint8

const (
	readWhole outcome = iota
	unknown           // it has a literal that is not known, or a value that needs a closer look
	outOfRoom         // it may be known, and there is no room for its values
	outOfView         // it may be known, and has not been read to its end
)

// readByLiterals reads the next entity into a record. Unless the outcome is readWhole, the
// record and the Reader are as if it had not been tried.
func (r *Reader) readByLiterals(rec *feed.Record) outcome {
	data, base, white := r.scanner.Peek()
	before := lineEnds(white)
	f := fastReader{data: data, base: base, text: r.text, record: rec, scanner: r.scanner}
	how := r.readInto(&f)
	if how == outOfView {
		var more bool
		if f.data, f.base, more = r.scanner.PeekMore(); more {
			records.Discard(rec)
			how = r.readInto(&f)
		}
	}
	if r.text = f.text; how == readWhole && !r.isPlain(&f) {
		records.CountFrom(rec, rec.Number()-1) // Discard takes back only what is open
		how = unknown
	}
	if how != readWhole {
		records.Discard(rec)
		r.scanner.Unpeek()
		return how
	}
	r.text = records.SwapText(rec, f.text[:f.used])
	r.text = r.text[:cap(r.text)]
	records.MarkValid(rec, !f.padded, !f.quoted)
	r.scanner.Advance(f.size)
	r.number++
	r.countLines(base, len(white), before, &f)
	return readWhole
}

// readInto lets f read the entity, into as much room as that takes.
func (r *Reader) readInto(f *fastReader) outcome {
	for {
		how := f.read(&r.literals.before)
		if how != outOfRoom {
			return how
		}
		records.Discard(f.record)
		r.room = max(r.room, 2*len(f.text), 1<<10)
		f.text = make([]byte, r.room)
	}
}

// isPlain judges the values of an entity, which are text, all at once. It reports whether
// none of them needs a closer look: if all together are within the limit of one, each is.
func (r *Reader) isPlain(f *fastReader) bool {
	text := f.text[:f.used]
	return len(text) <= r.limit && bytes.IndexByte(text, '<') < 0 && textbuf.IsPlainXML(text)
}

// A fastReader reads an entity by literals.
type fastReader struct {
	data    []byte
	base    int64  // offset of data
	text    []byte // room for the values
	record  *feed.Record
	scanner *xmlscan.Scanner

	size    int  // bytes of the entity
	used    int  // bytes of text
	lines   int  // line ends in the entity
	idLines int  // those of them before the Id
	padded  bool // a value begins or ends with a space
	quoted  bool // a value has a quote
}

// read reads the entity. What the inner loop does not need for each value is in f, as it has
// few registers.
func (f *fastReader) read(before *node) outcome {
	f.lines, f.idLines, f.padded, f.quoted = 0, 0, false, false
	l, how := before.next(f.data)
	for i, n := 0, 0; l != nil; { // the next of data, and of text
		i += len(l.text)
		f.lines += l.lines
		f.idLines += l.idLines
		if !l.begins {
			if !f.take(l, f.base+int64(i)) {
				return unknown
			}
			if l.stop == 0 {
				f.size, f.used = i, n
				return readWhole
			}
		}
		places, ok := records.PlacesIn(f.record, l.to.group, l.begins, f.base+int64(i)+l.part)
		if !ok {
			return unknown
		}
		set := feed.FieldSet(0)
		for {
			start, from := i, n
			size, how := f.copyValue(l, i, n)
			i, n = i+size, n+size
			if how != readWhole || l.stop == '<' {
				if how == outOfRoom || how == outOfView {
					return how
				}
				if n, i = f.closer(l, from, start, i); i == 0 {
					return unknown
				}
			}
			places.SetSlot(l.slot, from, n, f.base+int64(start)+l.last.offset)
			set |= l.set
			n++ // the quote after it
			data, at := f.data, l.to
			if i < 0 || i > len(data)-headSize {
				return outOfView
			}
			l = at.latest
			if !l.startsWith(data[i:i+headSize]) || l.long && !l.goesOn(data[i:]) {
				if l, how = at.next(data[i:]); l == nil {
					return how
				}
			}
			if l.turns {
				break
			}
			i += len(l.text)
			f.lines += l.lines
		}
		places.Commit(set)
	}
	return how
}

// take takes the steps of a literal that ends at offset.
func (f *fastReader) take(l *literal, offset int64) bool {
	for i := range l.steps {
		if !f.step(&l.steps[i], offset) {
			return false
		}
	}
	return l.stop != 0 || f.step(&l.last, offset)
}

// step takes a step, but for a value's that is not empty.
func (f *fastReader) step(s *step, offset int64) bool {
	if s.kind == feed.FieldValue {
		return records.AddSpan(f.record, s.field, 0, 0, offset+s.offset) == nil
	}
	return records.AddStep(f.record, s.kind, offset+s.offset) == nil
}

// copyValue copies the value at data[i], and the quote after it, to text[n], and returns its
// size. The outcome is unknown where the value is empty or has a reference. It is copied
// while its end is looked for, so that there is no branch for its size.
func (f *fastReader) copyValue(l *literal, i, n int) (size int, how outcome) {
	data, text, either, end := f.data, f.text, l.either, l.end
	lastI, lastN, start := len(data)-16, len(text)-16, i
	if i < 0 {
		return 0, unknown
	}
	for ; i <= lastI; i += 16 {
		if n < 0 || n > lastN {
			return 0, outOfRoom
		}
		*(*[16]byte)(text[n:]) = *(*[16]byte)(data[i:])
		n += 16
		hit := zeros(swar.Load(data[i:]) | either ^ end)
		next := zeros(swar.Load(data[i+8:]) | either ^ end)
		if (hit|next)&swar.Highs == 0 {
			continue
		}
		// Without a branch, as it could not be predicted: none is all ones if hit is 0.
		hit, next = hit&swar.Highs, next&swar.Highs
		none := uint64(int64((hit-1)&^hit) >> 63)
		hit |= next & none
		i += int(none&8) + swar.First(hit)
		if i >= len(data) || i == start || data[i] != l.stop {
			return 0, unknown
		}
		if data[start] == ' ' || data[i-1] == ' ' {
			f.padded = true
		}
		return i - start, readWhole
	}
	return 0, outOfView
}

// zeros marks the first byte of x that is 0, and possibly others after it. The bits between
// the marks have no meaning.
func zeros(x uint64) uint64 { return (x - swar.Ones) &^ x }

// closer takes a closer look at the text of an element, which is in text[from:] and ends at
// data[i], or at the value of an attribute at data[start] that may have references: it puts
// that into text[from:]. It returns where the value ends in text and in data; 0 if it is not
// known.
func (f *fastReader) closer(l *literal, from, start, i int) (n, end int) {
	text := f.text[:from]
	if l.stop == '<' {
		text = f.text[:from+i-start]
	} else {
		text, i = f.scanner.AppendValue(text, start)
	}
	value := text[from:]
	if len(value) == 0 || l.stop == '<' && (bytes.IndexByte(value, '&') >= 0 || bytes.IndexByte(value, ']') >= 0) {
		return 0, 0
	}
	f.quoted = f.quoted || bytes.IndexByte(value, '"') >= 0
	f.padded = f.padded || value[0] == ' ' || value[len(value)-1] == ' '
	text = append(text, '"')
	f.text = text[:cap(text)]
	return len(text) - 1, i
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
