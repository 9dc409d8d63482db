package batch

import (
	"fmt"
	"unicode/utf8"
)

// An idNamer gives the entities of a part the Ids under which they are sent: one
// that depends only on the Ids before it in the part, so that it can be worked out
// again. The Ids of a part differ in their hashes, which is what the
// results are found by.
type idNamer struct {
	used map[uint64]struct{}
	n    int // entities so far
	text []byte
}

func (n *idNamer) reset() {
	n.n = 0
	if n.used == nil {
		n.used = make(map[uint64]struct{})
	}
	clear(n.used)
}

// next returns the Id to send in place of id. It lives until the next call.
func (n *idNamer) next(id []byte) []byte {
	n.n++
	if !safe(id) || !n.use(id) {
		id = n.invent()
	}
	return id
}

// invent returns an Id that no entity before has.
func (n *idNamer) invent() []byte {
	for try := 0; ; try++ {
		n.text = fmt.Appendf(n.text[:0], "feedconv:%d", n.n)
		if try > 0 {
			n.text = fmt.Appendf(n.text, ":%d", try)
		}
		if n.use(n.text) {
			return n.text
		}
	}
}

func (n *idNamer) use(id []byte) bool {
	h := hashID(id)
	if _, ok := n.used[h]; ok {
		return false
	}
	n.used[h] = struct{}{}
	return true
}

// safe reports whether an Id comes back as it went: services trim and normalise.
func safe(id []byte) bool {
	if len(id) == 0 || len(id) > 256 || id[0] == ' ' || id[len(id)-1] == ' ' {
		return false
	}
	for len(id) > 0 {
		r, size := utf8.DecodeRune(id)
		if r < ' ' || r >= 0x7F && r <= 0xA0 || r == utf8.RuneError {
			return false
		}
		id = id[size:]
	}
	return true
}

// hashID is FNV-1a: the same in every run, other than the hashes that are proof
// against contrived collisions. Here a collision only makes next invent an Id.
func hashID(id []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range id {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}
