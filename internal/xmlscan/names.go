package xmlscan

import (
	"strings"
	"unicode/utf8"
)

// A Symbol is the number of a name in a set of Names; NoSymbol is every other
// name's.
type Symbol uint8

// The symbols that every set has.
const (
	NoSymbol Symbol = iota
	xmlns
	firstSymbol
)

// MaxSymbols is one more than the largest symbol: each has a bit in a word.
const MaxSymbols = 64

// Names is a set of names, of elements and attributes alike, that a Scanner distinguishes
// by number instead of by text.
type Names struct {
	texts [MaxSymbols]string
	// slots is a hash table of symbols; a collision goes to the next slot.
	slots [256]Symbol
	count Symbol
	lower map[string]Symbol // by the name in small letters
}

// NewNames returns the set of the names given, which must be different, ASCII,
// and no more than 62.
func NewNames(names ...string) *Names {
	n := &Names{count: 1, lower: make(map[string]Symbol)}
	n.add("xmlns")
	for _, name := range names {
		n.lower[strings.ToLower(name)] = n.count
		n.add(name)
	}
	return n
}

func (n *Names) add(name string) {
	n.texts[n.count] = name
	at := hash([]byte(name))
	for n.slots[at] != NoSymbol {
		at++
	}
	n.slots[at] = n.count
	n.count++
}

// Symbol returns the symbol of a name.
func (n *Names) Symbol(name []byte) Symbol {
	for at := hash(name); n.slots[at] != NoSymbol; at++ {
		if symbol := n.slots[at]; n.texts[symbol&(MaxSymbols-1)] == string(name) {
			return symbol
		}
	}
	return NoSymbol
}

// AnyCase returns the symbol of a name that may be written in any case, of its ASCII
// letters. It is NoSymbol for xmlns, which is no name of the set.
func (n *Names) AnyCase(name []byte) Symbol {
	var lower [longestName]byte
	if len(name) > len(lower) {
		return NoSymbol
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	return n.lower[string(lower[:len(name)])]
}

// longestName is how long a name of a set may be to be found in any case.
const longestName = 64

// hash mixes the length and three bytes of a name.
func hash(name []byte) uint8 {
	n := len(name)
	if n == 0 {
		return 0
	}
	return uint8(n)*29 + name[0]*5 + name[n/2]*3 + name[n-1]*17
}

// Classes of ASCII bytes; a byte may be of several.
const (
	white     = 1 << iota // S: space, tab, LF, CR
	nameStart             // may begin a name (but for the colon)
	nameByte              // may occur in a name (but for the colon)
	digit
	hexDigit
	textStop  // ends a run of plain text: < & ] CR
	valueStop // ends a run of plain text in a value: < & tab LF CR
)

var class = func() (t [256]uint8) {
	set := func(bytes string, c uint8) {
		for i := range len(bytes) {
			t[bytes[i]] |= c
		}
	}
	const lower, upper, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	set(" \t\n\r", white)
	set(lower+upper+"_", nameStart|nameByte)
	set(digits+"-.", nameByte)
	set(digits, digit|hexDigit)
	set(lower[:6]+upper[:6], hexDigit)
	set("<&]\r", textStop)
	set("<&\t\n\r", valueStop)
	return t
}()

func isWhite(c byte) bool { return class[c]&white != 0 }

// nameRanges are the characters beyond ASCII that may begin a name.
var nameRanges = [][2]rune{
	{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D},
	{0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
}

// isNameStart reports whether a name may begin with r: NameStartChar without the
// colon.
func isNameStart(r rune) bool {
	if r < utf8.RuneSelf {
		return class[byte(r)]&nameStart != 0
	}
	for _, x := range nameRanges {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	return false
}

// isNameChar reports whether a name may hold r: NameChar without the colon.
func isNameChar(r rune) bool {
	if r < utf8.RuneSelf {
		return class[byte(r)]&nameByte != 0
	}
	return r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040 || isNameStart(r)
}

// ncName returns the index after the name without colons that begins at
// data[i], and i where none does.
func ncName(data []byte, i int) int {
	for first := i; i < len(data); {
		if c := data[i]; c < utf8.RuneSelf {
			if class[c]&nameByte == 0 || i == first && class[c]&nameStart == 0 {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if !isNameChar(r) || i == first && !isNameStart(r) {
			return i
		}
		i += size
	}
	return i
}

// qName is ncName for names that may have a prefix. It returns the index of the
// colon too, or 0. A colon that no name follows is not part of the name.
func qName(data []byte, i int) (end, colon int) {
	end = ncName(data, i)
	if end == i || end == len(data) || data[end] != ':' {
		return end, 0
	}
	local := ncName(data, end+1)
	if local == end+1 && local < len(data) {
		return end, 0
	}
	return local, end
}
