package jsonfeed

import (
	"bytes"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// nextLine finds the next line that is not blank, and goes past it. The window then holds as
// much of it as an entity may have.
func (r *Reader) nextLine() error {
	if r.window == nil {
		r.err = errNew
	}
	for r.err == nil {
		line, ended := r.lineInView()
		blank := len(line)
		if !r.skipping {
			blank = blankPrefix(line)
		}
		switch size := len(line) - blank; {
		case size == 0 && ended:
			r.next += int64(len(line) + len("\n"))
			r.searched, r.skipping, r.line = 0, false, 0
		case size == 0 && len(line) > 0:
			r.next += int64(len(line))
			r.searched, r.line = 0, 0
		case size > r.limits.Entity:
			r.take(blank, r.limits.Entity)
			r.skipping = true
			return nil
		case ended:
			r.take(blank, size+len("\n"))
			return nil
		case !r.whole:
			r.searched = len(line)
			r.fill(blank)
		case size > 0:
			r.take(blank, size)
			return nil
		default:
			r.err = io.EOF
		}
	}
	return r.err
}

// lineInView returns the line at next, as far as it is in the window, without its end.
func (r *Reader) lineInView() (line []byte, ended bool) {
	r.next = max(r.next, r.window.Base()) // after a byte order mark
	data := r.window.Data[r.next-r.window.Base():]
	if r.isPiece {
		data = data[:min(int64(len(data)), r.limit-r.next)]
	}
	if n := bytes.IndexByte(data[r.searched:], '\n'); n >= 0 {
		return data[:r.searched+n], true
	}
	return data, false
}

// take makes so many bytes of the line the text of the entity, after the blank ones.
func (r *Reader) take(blank, size int) {
	r.keep = r.next + int64(blank)
	r.end = r.keep + int64(size)
	r.next, r.searched = r.end, 0
	if r.entityLine = r.line; r.line == 0 || blank > 0 {
		r.entityLine = r.window.Position(r.keep).Line
	}
	r.line = r.entityLine + 1
}

// fill reads more of a line, which begins with so many blank bytes.
func (r *Reader) fill(blank int) {
	r.keep, r.end = r.next, r.next
	err := r.window.Fill(int(r.next-r.window.Base()), blank+r.limits.Entity+2)
	switch f, ok := err.(*feed.Fault); {
	case err == io.EOF:
		r.whole = true
	case ok && r.searched > blank:
		fault := *f
		fault.Entity = r.number + 1
		r.err = &fault
	case err != nil:
		r.err = err
	}
}

// recordSeparator is what begins each text of a sequence of them (RFC 7464).
const recordSeparator = 0x1E

// blankPrefix returns how many bytes a line begins with that mean nothing: white space, byte
// order marks and record separators.
func blankPrefix(line []byte) int {
	const mark = "\uFEFF"
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == recordSeparator:
			i++
		case len(line)-i >= len(mark) && string(line[i:i+len(mark)]) == mark:
			i += len(mark)
		default:
			return i
		}
	}
	return len(line)
}
