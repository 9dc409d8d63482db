package validate

import "encoding/binary"

// An idOrder knows whether Ids rise: each is longer than the one before it or, if equally
// long, greater. The zero idOrder has no Ids.
type idOrder struct {
	first, last idKey
	broken      bool
}

// add takes the next Id, which is not empty, and reports whether all rise.
func (o *idOrder) add(id []byte) bool {
	if o.broken || len(id) > longestKey {
		o.broken = true
		return false
	}
	key := keyOf(id)
	if o.last.size == 0 {
		o.first = key
	}
	o.broken = !o.last.isBelow(&key)
	o.last = key
	return !o.broken
}

// join adds all Ids of another order.
func (o *idOrder) join(next *idOrder) bool {
	o.broken = o.broken || next.broken
	if next.last.size > 0 && !o.broken {
		o.broken = !o.last.isBelow(&next.first)
		o.last = next.last
	}
	return !o.broken
}

// An idKey is the length of an Id and then its bytes as a number of three words. Keys sort
// as Ids rise.
type idKey struct{ size, high, middle, low uint64 }

// longestKey is the length of the longest Id that has a key. Longer ones are hashes or the
// like, which do not rise.
const longestKey = 24

func keyOf(id []byte) idKey {
	k := idKey{size: uint64(len(id))}
	if len(id) > 8 {
		k.middle = lastWord(id[:len(id)-8])
		if len(id) > 16 {
			k.high = lastWord(id[:len(id)-16])
		}
	}
	k.low = lastWord(id)
	return k
}

// lastWord returns the last eight bytes of a text, or all if it is shorter, as a number.
func lastWord(text []byte) (n uint64) {
	switch {
	case len(text) >= 8:
		return binary.BigEndian.Uint64(text[len(text)-8:])
	case cap(text) >= 8:
		return binary.BigEndian.Uint64(text[:8]) >> (64 - 8*len(text)) // without what is after it
	}
	for _, b := range text {
		n = n<<8 | uint64(b)
	}
	return n
}

// isBelow reports whether Ids rise from one to another.
func (k *idKey) isBelow(o *idKey) bool {
	switch {
	case k.size != o.size:
		return k.size < o.size
	case k.high != o.high:
		return k.high < o.high
	case k.middle != o.middle:
		return k.middle < o.middle
	}
	return k.low < o.low
}

// An idLog stores rising Ids and their lines as differences from the Id before, usually in
// two bytes.
//
//	step  lines             of an Id whose low word is more by step
//	0  size  words  lines   of one that differs in more, as the first one does
//
// The zero idLog is empty.
type idLog struct {
	chunks [][]byte // of whole entries
	size   int      // of all chunks
	line   int      // of the last Id
	count  int
}

const (
	logChunk    = 8 << 10
	wholeKey    = 2 + longestKey
	longestStep = wholeKey + binary.MaxVarintLen64
)

// add takes an Id and the one before it, if there is one.
func (l *idLog) add(last, id *idKey, line int) {
	to := l.room(longestStep)
	steps := *to
	if l.count > 0 && id.size == last.size && id.high == last.high && id.middle == last.middle {
		steps = binary.AppendUvarint(steps, id.low-last.low)
	} else {
		steps = append(steps, 0, byte(id.size))
		for _, word := range [...]uint64{id.high, id.middle, id.low} {
			steps = binary.BigEndian.AppendUint64(steps, word)
		}
	}
	*to = binary.AppendUvarint(steps, uint64(line-l.line))
	l.line = line
	l.count++
}

// join adds the Ids of another log, whose lines count from the line after the given one.
func (l *idLog) join(next *idLog, after int) {
	for i, steps := range next.chunks {
		to := l.room(len(steps) + binary.MaxVarintLen64)
		if i == 0 && len(steps) > 0 { // the first line is that of an Id with none before it
			line, n := binary.Uvarint(steps[wholeKey:])
			*to = append(*to, steps[:wholeKey]...)
			*to = binary.AppendUvarint(*to, line+uint64(after-l.line))
			steps = steps[wholeKey+n:]
		}
		*to = append(*to, steps...)
	}
	if next.count > 0 {
		l.line = next.line + after
		l.count += next.count
	}
}

// room returns a chunk with room for n more bytes.
func (l *idLog) room(n int) *[]byte {
	last := len(l.chunks) - 1
	if last < 0 || cap(l.chunks[last])-len(l.chunks[last]) < n {
		n = max(n, logChunk)
		l.chunks = append(l.chunks, make([]byte, 0, n))
		l.size += n
		last++
	}
	return &l.chunks[last]
}

// isLarge reports whether the log takes more memory than the hashes and lines of its Ids
// would, as with Ids that are far apart.
func (l *idLog) isLarge() bool { return l.size > 4*logChunk+12*l.count }

// clear removes all Ids and keeps the first chunk for new ones.
func (l *idLog) clear() {
	if len(l.chunks) > 0 {
		l.chunks = l.chunks[:1]
		l.chunks[0] = l.chunks[0][:0]
		l.size = cap(l.chunks[0])
	}
	l.line, l.count = 0, 0
}

// all yields the Ids and their lines.
func (l *idLog) all(yield func(id []byte, line int) bool) {
	var size, line int
	var id [longestKey]byte
	low := id[longestKey-8:]
	for _, steps := range l.chunks {
		for len(steps) > 0 {
			step, n := binary.Uvarint(steps)
			if steps = steps[n:]; step > 0 {
				binary.BigEndian.PutUint64(low, binary.BigEndian.Uint64(low)+step)
			} else {
				size = int(steps[0])
				steps = steps[1+copy(id[:], steps[1:]):]
			}
			lines, n := binary.Uvarint(steps)
			steps = steps[n:]
			if line += int(lines); !yield(id[longestKey-size:], line) {
				return
			}
		}
	}
}
