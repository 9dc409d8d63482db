package xmlfeed

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/sink"
	"github.com/xeipuuwjyxo/geocodefeed/feed/source"
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

// passEntity reads the next entity into text and steps.
func (r *Reader) passEntity() outcome {
	data, base := r.scanner.Peruse()
	text, steps, size, how := r.passages(data, base, r.text[:0], r.steps[:0])
	r.text, r.steps = text, steps
	if how == readWhole && !source.IsXML(text) {
		how = unknown
	}
	if how != readWhole {
		r.scanner.Return()
		return how
	}
	r.scanner.Pass(size)
	r.number++
	return readWhole
}

// passages appends the text and steps of passages and the values between them.
func (r *Reader) passages(data []byte, base int64, text []byte, steps []feed.Step) ([]byte, []feed.Step, int, outcome) {
	at := &r.patterns.before
	for i := 0; ; {
		if i > len(data)-room {
			return text, steps, 0, outOfView
		}
		q := at.latest
		if q == nil || !q.begins(data[i:i+room]) || q.long && !q.is(data[i:]) {
			if q = at.find(data[i:]); q == nil && i > len(data)-maxPassage-room {
				return text, steps, 0, outOfView
			}
		}
		if q == nil || len(steps) > maxLesson {
			return text, steps, 0, unknown
		}
		i += len(q.text)
		for n := range q.steps {
			steps = push(steps, &q.steps[n], 0, 0, base+int64(i))
		}
		if q.stop == 0 {
			return text, push(steps, &q.last, 0, 0, base+int64(i)), i, readWhole
		}

		start, from := i, len(text)
		end := valueEnd(data, start, q.third)
		if end < 0 {
			return text, steps, 0, outOfView
		}
		if data[end] == q.stop {
			text = sink.Append(text, data[start:end])
		} else if q.stop == '<' {
			return text, steps, 0, unknown
		} else if text, end = r.scanner.AppendValue(text, start); end == 0 {
			return text, steps, 0, unknown
		}
		if len(text) == from || len(text)-from > r.limit || !utf8.RuneStart(data[start]) {
			return text, steps, 0, unknown
		}
		steps = push(steps, &q.last, from, len(text), base+int64(start))
		i, at = end, q.to
	}
}

// push appends a step of a passage that ends at offset. Member by member: a whole
// one would be made elsewhere and copied.
func push(steps []feed.Step, t *feed.Step, start, end int, offset int64) []feed.Step {
	if len(steps) == cap(steps) {
		steps = append(steps, feed.Step{})[:len(steps)]
	}
	steps = steps[:len(steps)+1]
	s := &steps[len(steps)-1]
	s.Kind, s.Field = t.Kind, t.Field
	s.Start, s.End = int32(start), int32(end)
	s.Offset = offset + t.Offset
	return steps
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

const ones, highs, lows = 0x0101010101010101, 0x8080808080808080, 0x7F7F7F7F7F7F7F7F

// valueEnd returns the index of the first byte from i on that is "<", "&", the
// byte that third consists of, or below a space; -1 if there is none, or none that
// is far enough from the end of data.
func valueEnd(data []byte, i int, third uint64) int {
	hit, next := uint64(highs), uint64(highs)
	for ; i < len(data)-15; i += 16 {
		// The bytes that are none of these get their high bit: no sum carries into
		// the next byte.
		x, y := binary.LittleEndian.Uint64(data[i:i+8]), binary.LittleEndian.Uint64(data[i+8:i+16])
		z := x & lows
		hit = (z^'<'*ones+lows)&(z^'&'*ones+lows)&(z^third+lows)&(z+(0x80-' ')*ones) | x
		z = y & lows
		next = (z^'<'*ones+lows)&(z^'&'*ones+lows)&(z^third+lows)&(z+(0x80-' ')*ones) | y
		if hit&next&highs != highs {
			break
		}
	}
	hit, next = ^hit&highs, ^next&highs
	// Without a branch, as it could not be foreseen.
	behind := 0
	if hit == 0 {
		behind = 8
	}
	if hit == 0 {
		hit = next
	}
	if hit == 0 {
		return -1
	}
	return i + behind + bits.TrailingZeros64(hit)/8
}
