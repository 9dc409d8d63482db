package xmlscan

import "strings"

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

// Names is a set of names, of elements and attributes alike, that a Scanner
// tells apart by number instead of by text.
type Names struct {
	texts [MaxSymbols]string
	begun [MaxSymbols]begun
	// slots is a hash table of symbols; a collision goes to the next slot.
	slots [256]Symbol
	count Symbol
	lower map[string]Symbol // by the name in small letters
}

// NewNames returns the set of the names given, which must be different, ASCII,
// and no more than 62.
func NewNames(names ...string) *Names {
	n := &Names{count: 1, lower: make(map[string]Symbol)}
	n.begun[NoSymbol] = neverBegun
	n.add("xmlns")
	n.begun[xmlns] = neverBegun // scanTag looks into it
	for _, name := range names {
		n.lower[strings.ToLower(name)] = n.count
		n.add(name)
	}
	return n
}

func (n *Names) add(name string) {
	n.texts[n.count] = name
	n.begun[n.count] = newBegun(name)
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
