package xmlscan

import (
	"bytes"
	"fmt"

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
// and checks that prefixes are bound and that no attribute stands twice.
func (s *Scanner) judgeNames() error {
	if s.unnumbered > 1 {
		if err := s.unique.names(s); err != nil {
			return err
		}
	}
	if !s.special {
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
	if s.unnumbered > 1 {
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
		return fmt.Sprintf("the prefix %s cannot be declared anew", prefix)
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
	if s.colon > 0 {
		prefix := s.data[s.tag.start:s.colon]
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
