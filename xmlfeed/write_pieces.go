package xmlfeed

import "github.com/xeipuuwjyxo/geocodefeed/internal/pieces"

// A joiner is a Writer as package pieces uses it.
type joiner struct{ *Writer }

func init() { pieces.RegisterWriter(func(w *Writer) pieces.Writer { return joiner{w} }) }

// Fork implements pieces.Writer.
func (w joiner) Fork(size int) pieces.Writer {
	f := new(Writer)
	f.sink = w.sink.Fork(f.render, size)
	return joiner{f}
}

// Held implements pieces.Writer.
func (w joiner) Held() int { return w.sink.Held() }

// Join implements pieces.Writer.
func (w joiner) Join(fork pieces.Writer, held int) error {
	return w.sink.Join(&fork.(joiner).sink, held)
}

// Clear implements pieces.Writer.
func (w joiner) Clear() { w.sink.Clear() }
