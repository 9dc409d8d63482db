package batch

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// partText makes the XML of parts: a head, the text of each entity, a tail. The
// text of an entity does not depend on the others, so its size is known before
// its part is.
type partText struct {
	head, tail []byte
	writer     *xmlfeed.Writer // of all entities, to text
	text       bytes.Buffer    // what it wrote last
	namer      idNamer
	prepared   []byte // a request with its length
}

func newPartText() (*partText, error) {
	p := new(partText)
	if err := xmlfeed.NewWriter(&p.text, nil).Close(); err != nil {
		return nil, err
	}
	empty := bytes.Clone(p.text.Bytes())
	end := bytes.LastIndex(empty, []byte("</"))
	if end < 0 {
		return nil, errors.New("batch: a feed without entities has no end tag")
	}
	p.head, p.tail = empty[:end], empty[end:]
	p.writer = xmlfeed.NewWriter(&p.text, nil)
	p.namer.reset()
	return p, nil
}

// entity returns the text of an entity's request with an Id, valid until the next call.
// The error is a *feed.Fault if XML cannot hold a value.
func (p *partText) entity(r *feed.Record, id []byte) ([]byte, error) {
	asked, err := p.write(r, id, isRequest)
	if err != nil {
		return nil, err
	}
	if asked {
		return bytes.TrimPrefix(p.text.Bytes(), p.head), nil // which the first one has
	}
	if _, err := p.write(r, id, isEntity); err != nil { // without a request that is empty
		return nil, err
	}
	text := bytes.TrimPrefix(p.text.Bytes(), p.head)
	return append(bytes.TrimSuffix(text, []byte(" />\n")), noRequest...), nil
}

// write writes the tokens of an entity that belong to what is wanted, under an Id. It
// reports whether any of them is a value.
func (p *partText) write(r *feed.Record, id []byte, wanted func(feed.Token) bool) (values bool, err error) {
	p.text.Reset()
	for t := range r.Tokens() {
		if !wanted(t) || t.Field == feed.ID {
			continue
		}
		values = values || t.Kind == feed.FieldValue
		if err := p.writer.WriteToken(t); err != nil {
			return false, err
		}
		if t.Kind == feed.EntityStart {
			if err := p.writer.WriteToken(feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: id, Offset: t.Offset}); err != nil {
				return false, err
			}
		}
	}
	return values, p.writer.Flush()
}

// noRequest ends an entity without a request. It is sent with an empty request, because
// the service's answer to that is documented and its answer to an entity without a
// request is not. A feed's content is the same with and without it.
const noRequest = `>
    <GeocodeRequest>
      <Address />
    </GeocodeRequest>
  </GeocodeEntity>
`

// isRequest reports whether a token is part of what is asked, and not of an
// answer.
func isRequest(t feed.Token) bool {
	switch t.Kind {
	case feed.ResponseStart, feed.PointStart, feed.QueryParseStart:
		return false
	case feed.FieldValue:
		return askedFields.Has(t.Field)
	}
	return true
}

// askedFields are the Id and the fields of requests.
var askedFields = feed.SetOf(slices.Concat([]feed.Field{feed.ID}, feed.ReverseGroup.Fields(), feed.GeocodeGroup.Fields())...)

// isEntity reports whether a token begins or ends an entity.
func isEntity(t feed.Token) bool { return t.Kind == feed.EntityStart || t.Kind == feed.EntityEnd }

// partFile is the name of a part's text in the folder, requestsFile that of what a Service has
// prepared instead, resultsFile that of its results, rejectsFile that of what is odd in them,
// journalFile that of a Service's own.
func (p *part) partFile() string     { return fmt.Sprintf("part-%05d.xml", p.Number) }
func (p *part) requestsFile() string { return fmt.Sprintf("part-%05d.requests", p.Number) }
func (p *part) resultsFile() string  { return fmt.Sprintf("part-%05d.results", p.Number) }
func (p *part) rejectsFile() string  { return fmt.Sprintf("part-%05d.rejects", p.Number) }
func (p *part) journalFile() string  { return fmt.Sprintf("part-%05d.journal", p.Number) }

// An idNamer chooses the Ids under which the entities of a part are sent. An Id depends
// only on the Ids before it in the part, so that it can be worked out again. The Ids of a
// part have different hashes, by which results are found.
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

// nextHash is next for the hash of an Id, 0 if the Id is not safe. It returns nil if the Id
// can be sent as it is.
func (n *idNamer) nextHash(hash uint64) []byte {
	n.n++
	if hash != 0 && n.useHash(hash) {
		return nil
	}
	return n.invent()
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

func (n *idNamer) use(id []byte) bool { return n.useHash(hashID(id)) }

func (n *idNamer) useHash(h uint64) bool {
	if _, ok := n.used[h]; ok {
		return false
	}
	n.used[h] = struct{}{}
	return true
}

// safe reports whether an Id comes back as it was sent: services trim and normalise.
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

// hashID is FNV-1a, which is the same in every run, unlike hashes with a random seed.
// Here a crafted collision only makes next invent an Id.
func hashID(id []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range id {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}
