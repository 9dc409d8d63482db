package batch

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A pieceOutput holds the output of a piece of the feed until the piece is joined.
type pieceOutput struct {
	outputs *Outputs
	src     pieces.Reader
	writers [3]pieces.Writer // of the outputs; nil where there is none
	missing []missingEntity
}

// A missingEntity is an entity without a result. Its number and position count from the
// beginning of the piece.
type missingEntity struct {
	number int64
	id     string
	at     feed.Position
}

// writers returns all outputs.
func (o *Outputs) writers() [3]feed.Writer { return [...]feed.Writer{o.Joined, o.Succeeded, o.Failed} }

// of returns the output for entities with an outcome, other than Joined.
func (o *Outputs) of(out outcome) feed.Writer {
	if out == succeeded {
		return o.Succeeded
	}
	return o.Failed
}

// fork returns a pieceOutput for pieces of about size bytes that src reads, or nil if the
// outputs cannot be written in pieces.
func (o *Outputs) fork(src pieces.Reader, size int) *pieceOutput {
	p := &pieceOutput{outputs: o, src: src}
	for i, w := range o.writers() {
		if w == nil {
			continue
		}
		pieced, ok := pieces.WriterOf(w)
		if !ok {
			return nil
		}
		p.writers[i] = pieced.Fork(size)
		if s, ok := p.writers[i].(pieces.SourceWriter); ok && !s.From(src) {
			return nil
		}
	}
	return p
}

// write takes an entity with an outcome. It returns false if an output cannot hold the
// entity.
func (p *pieceOutput) write(r *feed.Record, o outcome) bool {
	second := p.writers[2]
	if o == succeeded {
		second = p.writers[1]
	}
	if o == missing && p.outputs.Missing != nil {
		e := r.Entity()
		p.missing = append(p.missing, missingEntity{r.Number(), string(e.Text(feed.ID)), p.src.Position(e.Offset())})
	}
	for _, w := range [...]pieces.Writer{p.writers[0], second} {
		if w != nil && w.WriteRecord(r) != nil {
			return false
		}
	}
	return true
}

// held returns how many bytes are held.
func (p *pieceOutput) held() (n int) {
	for _, w := range p.writers {
		if w != nil {
			n += w.Held()
		}
	}
	return n
}

// clear forgets a piece.
func (p *pieceOutput) clear() {
	p.missing = p.missing[:0]
	for _, w := range p.writers {
		if w != nil {
			w.Clear()
		}
	}
}

// join writes the held output of a piece that begins at begin, after a number of entities.
func (p *pieceOutput) join(begin feed.Position, before int64) error {
	for _, m := range p.missing {
		p.outputs.Missing(before+m.number, m.id, textbuf.Plus(begin, m.at))
	}
	for i, w := range p.outputs.writers() {
		if w == nil {
			continue
		}
		pieced, _ := pieces.WriterOf(w)
		if s, ok := pieced.(pieces.SourceWriter); ok {
			s.Reach(begin, before)
		}
		if err := pieced.Join(p.writers[i], p.writers[i].Held()); err != nil {
			return err
		}
	}
	return nil
}
