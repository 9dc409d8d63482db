package xmlscan

import (
	"encoding/binary"
	"math/bits"
)

// The usual attributes, where most of the time goes: a space, a name that was
// foreseen, =" and a value without references or control characters. quickAttrs
// takes as many as come and leaves all else, the errors too, to scanTag.
//
//	data:  … Latitude="47.6401305198669" Longitude="…
//	        ^ i                         ^ i for the next round
//	         ^ at: the name
//	                   ^ start         ^ end: the closing quote
//
// It makes no calls and no allocations, so that all of this stays in registers:
// names are compared as three words, and values looked through two words at a
// time. For both, room bytes must be in view; near the end of the view there is
// nothing usual.
//
// Which names are foreseen the scanner learns as it goes: for each attribute, or
// the beginning of a tag, the two that followed it last, the latest first. This
// is kept apart for the same attribute in different places, told by the tag and
// the one before it (a row of the table).

// room is how many bytes behind i must be in view: a space, the longest begun
// and two words of the value.
const room = 1 + 8*begunWords + 16

// begunWords is how many words a begun may fill.
const begunWords = 3

// A begun is how an attribute usually begins: its name and =". Its bytes are
// those of word that mask selects; n is how many there are.
type begun struct {
	word, mask [begunWords]uint64
	n          int
}

// neverBegun is that of names that are not foreseen: no text has a NUL.
var neverBegun = begun{mask: [begunWords]uint64{0xFF}}

func newBegun(name string) (b begun) {
	text := name + `="`
	if len(text) > 8*begunWords {
		return neverBegun
	}
	for i := range len(text) {
		b.word[i/8] |= uint64(text[i]) << (i % 8 * 8)
		b.mask[i/8] |= 0xFF << (i % 8 * 8)
	}
	b.n = len(text)
	return b
}

// followers are the two symbols that followed each symbol last.
type followers [MaxSymbols][2]Symbol

// note takes down that next has followed last.
func (f *followers) note(last, next Symbol) {
	if pair := &f[last&(MaxSymbols-1)]; pair[0] != next {
		pair[0], pair[1] = next, pair[0]
	}
}

// quickAttrs reads attributes from i on, which stands behind a name or a closing
// quote, that of the attribute last; seen are the symbols of the tag's attributes
// so far, as bits. It returns what it was given, brought forward.
func (s *Scanner) quickAttrs(i int, row *followers, last Symbol, seen uint64) (int, Symbol, uint64) {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	data, attrs := s.data, s.Attrs
	most := min(cap(attrs), maxAttrs)
	for i+room <= len(data) && len(attrs) < most && data[i] == ' ' {
		at := i + 1
		name := data[at : at+8*begunWords]
		w0, w1, w2 := binary.LittleEndian.Uint64(name), binary.LittleEndian.Uint64(name[8:]), binary.LittleEndian.Uint64(name[16:])
		pair := &row[last&(MaxSymbols-1)]
		symbol := pair[0]
		begun := &s.names.begun[symbol&(MaxSymbols-1)]
		if (w0^begun.word[0])&begun.mask[0]|(w1^begun.word[1])&begun.mask[1]|(w2^begun.word[2])&begun.mask[2] != 0 {
			symbol = pair[1]
			begun = &s.names.begun[symbol&(MaxSymbols-1)]
			if (w0^begun.word[0])&begun.mask[0]|(w1^begun.word[1])&begun.mask[1]|(w2^begun.word[2])&begun.mask[2] != 0 {
				break
			}
			pair[0], pair[1] = symbol, pair[0]
		}
		bit := uint64(1) << (symbol & (MaxSymbols - 1))
		if seen&bit != 0 {
			break
		}

		start := at + begun.n
		end := start
		var hit uint64
		for ; end < len(data)-15; end += 16 {
			x, y := binary.LittleEndian.Uint64(data[end:end+8]), binary.LittleEndian.Uint64(data[end+8:end+16])
			// A byte that is a quote, "&", "<" or below a space sets its high
			// bit, and may set those above it: the lowest one is right.
			q, a, l := x^('"'*ones), x^('&'*ones), x^('<'*ones)
			hit = ((q-ones)&^q | (a-ones)&^a | (l-ones)&^l | (x-' '*ones)&^x) & highs
			q, a, l = y^('"'*ones), y^('&'*ones), y^('<'*ones)
			next := ((q-ones)&^q | (a-ones)&^a | (l-ones)&^l | (y-' '*ones)&^y) & highs
			if hit|next == 0 {
				continue
			}
			if hit == 0 {
				hit = next
				end += 8
			}
			break
		}
		end += bits.TrailingZeros64(hit) / 8
		if hit == 0 || data[end] != '"' {
			break
		}

		attrs = attrs[:len(attrs)+1]
		// Member by member: a whole Attr would be made elsewhere and copied.
		a := &attrs[len(attrs)-1]
		a.Symbol, a.decoded, a.colon = symbol, false, 0
		a.name.start, a.name.end = int32(at), int32(start-len(`="`))
		a.value.start, a.value.end = int32(start), int32(end)
		seen |= bit
		last = symbol
		i = end + 1
	}
	s.Attrs = attrs
	return i, last, seen
}
