package batch

import (
	"bytes"
	"errors"
	"fmt"

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

// entity returns the text of an entity's request under an Id. It lives until the
// next call. The error is a *feed.Fault where XML cannot hold a value.
func (p *partText) entity(r *feed.Record, id []byte) ([]byte, error) {
	p.text.Reset()
	asked := false
	for t := range r.Tokens() {
		if !isRequest(t) || t.Field == feed.ID {
			continue
		}
		asked = asked || t.Kind == feed.FieldValue
		if err := p.writer.WriteToken(t); err != nil {
			return nil, err
		}
		if t.Kind == feed.EntityStart {
			if err := p.writer.WriteToken(feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: id, Offset: t.Offset}); err != nil {
				return nil, err
			}
		}
	}
	if err := p.writer.Flush(); err != nil {
		return nil, err
	}
	text := bytes.TrimPrefix(p.text.Bytes(), p.head) // which the first one has
	if !asked {
		text = append(bytes.TrimSuffix(text, []byte(" />\n")), noRequest...)
	}
	return text, nil
}

// noRequest ends an entity that asks nothing. It goes up with a request that is
// empty: what the service answers to that is documented, and what it answers to an
// entity without a request is not. A feed's content is the same with and without it.
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
		g := t.Field.Info().Group
		return g == feed.GeocodeGroup || g == feed.ReverseGroup || t.Field == feed.ID
	}
	return true
}

// partFile is the name of a part's text in the folder, resultsFile that of its
// results, rejectsFile that of what is odd in them.
func (p *part) partFile() string    { return fmt.Sprintf("part-%05d.xml", p.Number) }
func (p *part) resultsFile() string { return fmt.Sprintf("part-%05d.results", p.Number) }
func (p *part) rejectsFile() string { return fmt.Sprintf("part-%05d.rejects", p.Number) }
