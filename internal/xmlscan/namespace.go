package xmlscan

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// The namespaces that are bound by themselves: of the prefix xml, and of xmlns,
// that is, of declarations.
const (
	XMLNamespace         = "http://www.w3.org/XML/1998/namespace"
	DeclarationNamespace = "http://www.w3.org/2000/xmlns/"
)

// longName is the size above which names are not kept for another time.
const longName = 256

// A scope is the bindings of prefixes to namespaces at one point of a document.
type scope struct {
	bindings []binding
	byPrefix map[string]int // index of the innermost binding of a prefix
	fallback string         // the namespace of elements without a prefix
	size     int            // bytes that the bindings hold
	recent   [32]string     // names met lately, so that one text is allocated once
	oldest   int            // index in recent
}

type binding struct {
	prefix    string // empty: the default namespace
	namespace string // empty: none
	outer     int    // index of the prefix's binding further out; -1 if none
}

func newScope() scope {
	sc := scope{byPrefix: make(map[string]int)}
	sc.bind([]byte("xml"), []byte(XMLNamespace))
	return sc
}

func (sc *scope) bind(prefix, namespace []byte) {
	b := binding{sc.intern(prefix), sc.intern(namespace), -1}
	if outer, ok := sc.byPrefix[b.prefix]; ok {
		b.outer = outer
	}
	sc.byPrefix[b.prefix] = len(sc.bindings)
	sc.bindings = append(sc.bindings, b)
	sc.size += b.size()
	if b.prefix == "" {
		sc.fallback = b.namespace
	}
}

func (b *binding) size() int { return len(b.prefix) + len(b.namespace) + 32 }

// leave takes all but the first n bindings off.
func (sc *scope) leave(n int) {
	for i := len(sc.bindings) - 1; i >= n; i-- {
		b := &sc.bindings[i]
		sc.size -= b.size()
		if b.outer < 0 {
			delete(sc.byPrefix, b.prefix)
		} else {
			sc.byPrefix[b.prefix] = b.outer
		}
		if b.prefix == "" {
			sc.fallback = sc.namespace(nil)
		}
	}
	clear(sc.bindings[n:])
	sc.bindings = sc.bindings[:n]
}

// namespace returns the namespace of a prefix; empty if it is not bound.
func (sc *scope) namespace(prefix []byte) string {
	if i, ok := sc.byPrefix[string(prefix)]; ok {
		return sc.bindings[i].namespace
	}
	return ""
}

// intern returns text as a string. It allocates only for texts that it has not
// met lately.
func (sc *scope) intern(text []byte) string {
	for i := range sc.recent {
		if sc.recent[i] == string(text) {
			return sc.recent[i]
		}
	}
	name := string(text)
	if len(name) <= longName {
		sc.recent[sc.oldest] = name
		sc.oldest = (sc.oldest + 1) % len(sc.recent)
	}
	return name
}

// AttrNamespace returns the namespace of an attribute; empty if it is in none,
// and that of xmlns for a declaration.
func (s *Scanner) AttrNamespace(a *Attr) string {
	switch {
	case a.Symbol == xmlns || string(s.prefix(a)) == "xmlns":
		return DeclarationNamespace
	case a.colon == 0:
		return ""
	}
	return s.scope.namespace(s.prefix(a))
}

// prefix returns the prefix of an attribute; nil if it has none.
func (s *Scanner) prefix(a *Attr) []byte {
	if a.colon == 0 {
		return nil
	}
	return s.data[a.name.start:a.colon]
}

// Local returns the local name of the tag at hand.
func (s *Scanner) Local() []byte {
	name := s.Name()
	return name[bytes.IndexByte(name, ':')+1:]
}

// judgeNames declares the namespaces of the tag at hand, finds the element's,
// and checks that prefixes are bound and that no attribute occurs twice.
func (s *Scanner) judgeNames() error {
	if s.tag.unnumbered > 1 {
		if err := s.unique.names(s); err != nil {
			return err
		}
	}
	if !s.tag.special {
		s.Namespace = s.scope.fallback
		return nil
	}
	for i := range s.Attrs {
		if err := s.declare(&s.Attrs[i]); err != nil {
			return err
		}
	}
	if err := s.resolve(); err != nil {
		return err
	}
	if s.tag.unnumbered > 1 {
		return s.unique.expandedNames(s)
	}
	return nil
}

// declare binds what a namespace declaration binds; other attributes it passes
// over.
func (s *Scanner) declare(a *Attr) error {
	var prefix []byte
	switch {
	case a.Symbol == xmlns:
	case string(s.prefix(a)) == "xmlns":
		prefix = s.data[a.colon+1 : a.name.end]
	default:
		return nil
	}
	namespace := s.AttrValue(a)
	if message := misdeclared(prefix, namespace); message != "" {
		return s.syntax(int(a.name.start), message, "")
	}
	s.scope.bind(prefix, namespace)
	if s.scope.size > s.limits.Entity {
		return s.fault(feed.ValueTooLarge, int(a.name.start), fmt.Sprintf("namespaces in scope are larger than the limit of %d bytes", s.limits.Entity), "shorten them")
	}
	return nil
}

// misdeclared says what is wrong with a declaration; empty if nothing is.
func misdeclared(prefix, namespace []byte) string {
	reserved := string(namespace) == XMLNamespace || string(namespace) == DeclarationNamespace
	switch {
	case string(prefix) == "xml" && string(namespace) == XMLNamespace:
		return ""
	case string(prefix) == "xml" || string(prefix) == "xmlns":
		return fmt.Sprintf("the prefix %s cannot be declared again", prefix)
	case reserved:
		return fmt.Sprintf("the namespace %q cannot be bound", namespace)
	case len(prefix) > 0 && len(namespace) == 0:
		return fmt.Sprintf("the prefix %s cannot be bound to no namespace", Short(prefix))
	}
	return ""
}

// resolve finds the namespace of the element, and checks the prefixes of its
// attributes.
func (s *Scanner) resolve() error {
	s.Namespace = s.scope.fallback
	if s.tag.colon > 0 {
		prefix := s.data[s.tag.name.start:s.tag.colon]
		if s.Namespace = s.scope.namespace(prefix); s.Namespace == "" {
			return s.unbound(s.i, prefix, s.Name())
		}
	}
	for i := range s.Attrs {
		if a := &s.Attrs[i]; a.colon > 0 && s.AttrNamespace(a) == "" {
			return s.unbound(int(a.name.start), s.prefix(a), s.AttrName(a))
		}
	}
	return nil
}

func (s *Scanner) unbound(at int, prefix, name []byte) *feed.Fault {
	return s.syntax(at, fmt.Sprintf("the prefix of %s is bound to no namespace", Short(name)), fmt.Sprintf("declare it: xmlns:%s=\"…\"", Short(prefix)))
}

// uniqueness finds an attribute that occurs twice among many, in a time that
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
