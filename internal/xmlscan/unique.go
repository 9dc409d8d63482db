package xmlscan

import (
	"fmt"
	"hash/maphash"
	"math"
)

// uniqueness finds an attribute that stands twice among many, in a time that
// grows only with their number. Attributes with a symbol need none of it.
type uniqueness struct {
	seed  maphash.Seed
	slots []slot // a hash table
	round uint32 // slots of other rounds are free
}

type slot struct {
	round uint32
	name  expandedName
}

// An expandedName is a namespace and a local name, or a qualified name in no
// namespace.
type expandedName struct {
	namespace string
	local     span
}

func newUniqueness() uniqueness { return uniqueness{seed: maphash.MakeSeed()} }

// begin makes the table empty.
func (u *uniqueness) begin() {
	if u.slots == nil || u.round == math.MaxUint32 {
		u.slots, u.round = make([]slot, 2*maxAttrs), 0
	}
	u.round++
}

// names checks that no two attributes of the tag have the same qualified name.
func (u *uniqueness) names(s *Scanner) error {
	u.begin()
	for i := range s.Attrs {
		if a := &s.Attrs[i]; a.Symbol == NoSymbol && u.seen(s.data, expandedName{"", a.name}) {
			return s.repeated(int(a.name.start), int(a.name.end))
		}
	}
	return nil
}

// expandedNames checks that no two prefixes of one namespace make the same name
// twice.
func (u *uniqueness) expandedNames(s *Scanner) error {
	u.begin()
	for i := range s.Attrs {
		a := &s.Attrs[i]
		if a.colon > 0 && u.seen(s.data, expandedName{s.AttrNamespace(a), span{a.colon + 1, a.name.end}}) {
			return s.syntax(int(a.name.start), fmt.Sprintf("a second attribute %s of the same namespace in one tag", Short(s.data[a.colon+1:a.name.end])), "remove one of them")
		}
	}
	return nil
}

// seen reports whether the name was seen before in this round.
func (u *uniqueness) seen(data []byte, name expandedName) bool {
	local := data[name.local.start:name.local.end]
	h := maphash.Bytes(u.seed, local) + 31*maphash.String(u.seed, name.namespace)
	for at := h % uint64(len(u.slots)); ; at = (at + 1) % uint64(len(u.slots)) {
		slot := &u.slots[at]
		if slot.round != u.round {
			slot.round, slot.name = u.round, name
			return false
		}
		other := data[slot.name.local.start:slot.name.local.end]
		if string(other) == string(local) && slot.name.namespace == name.namespace {
			return true
		}
	}
}
