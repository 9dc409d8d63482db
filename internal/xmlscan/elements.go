package xmlscan

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// elements are the elements that are open, from the root inwards.
type elements struct {
	list   []element
	names  []byte // their qualified names, one after the other
	placed int    // the first so many have a place
}

type element struct {
	name     int // where its name begins in names; it reaches to the end
	bindings int // how many bindings there are outside of it
	symbol   Symbol
	start    feed.Position // the line is 0 as long as nobody asked for it
}

func (o *elements) push(name []byte, symbol Symbol, offset int64, bindings int) {
	o.list = append(o.list, element{len(o.names), bindings, symbol, feed.Position{Offset: offset}})
	o.names = append(o.names, name...)
}

// pop takes the innermost element off and returns how many bindings there are
// outside of it.
func (o *elements) pop() (bindings int) {
	last := len(o.list) - 1
	e := &o.list[last]
	o.names = o.names[:e.name]
	o.list = o.list[:last]
	o.placed = min(o.placed, last)
	return e.bindings
}

// innermost returns the name of the innermost element.
func (o *elements) innermost() []byte { return o.names[o.list[len(o.list)-1].name:] }

// place counts the lines of the elements that begin before offset, as their
// tags are about to leave the window.
func (o *elements) place(offset int64, w *textbuf.Window) {
	for ; o.placed < len(o.list) && o.list[o.placed].start.Offset < offset; o.placed++ {
		e := &o.list[o.placed]
		e.start = w.Position(e.start.Offset)
	}
}

// position returns where the innermost element begins.
func (o *elements) position(w *textbuf.Window) feed.Position {
	last := len(o.list) - 1
	if last < o.placed {
		return o.list[last].start
	}
	return w.Position(o.list[last].start.Offset)
}

// An opening is where a construct begins that is consumed as it comes.
type opening struct {
	feed.Position
	construct construct
}

// A construct is one that is consumed as it comes.
type construct uint8

const (
	none    construct = iota
	skipped           // a comment or a processing instruction
	section           // a CDATA section
)

func (o *opening) place(w *textbuf.Window) {
	if o.construct != none && o.Line == 0 {
		o.Position = w.Position(o.Offset)
	}
}
