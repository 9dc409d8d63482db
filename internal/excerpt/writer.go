package excerpt

import (
	"bufio"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
)

// A Writer writes a feed of entities by their texts.
type Writer struct {
	out   *bufio.Writer
	frame *Frame
	begun bool
	open  bool // the last text does not end its line
	size  int64
	err   error
}

// NewWriter returns a Writer of a feed that has the frame's head.
func NewWriter(w io.Writer, f *Frame) *Writer {
	return &Writer{out: bufio.NewWriterSize(w, 128<<10), frame: f}
}

// errClosed is that of a Write after Close.
var errClosed = errors.New("excerpt: a write to a closed Writer")

// Write writes the next entity, which a Reader with the same Key has returned.
func (w *Writer) Write(text []byte) error {
	w.put(w.before())
	w.put(text)
	w.begun, w.open = true, w.frame.lines && !cells.EndsLine(text)
	return w.err
}

// before returns what is written before the next entity.
func (w *Writer) before() []byte {
	switch {
	case !w.begun:
		return w.frame.head
	case w.open || !w.frame.lines:
		return w.frame.between
	}
	return nil
}

func (w *Writer) put(text []byte) {
	if w.err == nil {
		_, w.err = w.out.Write(text)
		w.size += int64(len(text))
	}
}

// SizeWith returns how many bytes the feed would have if it ended after one more entity.
func (w *Writer) SizeWith(text []byte) int64 {
	return w.size + int64(len(w.before())+len(text)+len(w.frame.tail))
}

// Flush hands on what is buffered.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}

// Close ends the feed. It does not close what the Writer writes to.
func (w *Writer) Close() error {
	if w.begun {
		w.put(w.frame.tail)
	} else {
		w.put(w.frame.empty)
	}
	err := w.Flush()
	if w.err == nil {
		w.err = errClosed
	}
	return err
}
