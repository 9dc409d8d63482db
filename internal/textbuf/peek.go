package textbuf

import "io"

// MaxEmptyReads is how many reads in a row may bring nothing.
const MaxEmptyReads = 100

// A Peeker is a text whose beginning can be looked at.
type Peeker struct {
	r     io.Reader
	ahead []byte // looked at and not yet read
	err   error  // of r, after ahead
}

// NewPeeker returns a Peeker of what r yields.
func NewPeeker(r io.Reader) *Peeker { return &Peeker{r: r} }

// Replay returns a Peeker of a text that has been read, and of what it ended with.
func Replay(text []byte, err error) *Peeker { return &Peeker{ahead: text, err: err} }

// Peek returns the first n bytes of what is to be read, or all where there are fewer.
// What the text fails with after its first byte is left to who reads on.
//
// It does not use io.ReadFull, which calls the end after some bytes what a
// source may itself fail with: io.ErrUnexpectedEOF.
func (p *Peeker) Peek(n int) (prefix []byte, err error) {
	if had := len(p.ahead); had < n && p.err == nil {
		prefix = make([]byte, n)
		copy(prefix, p.ahead)
		var more int
		more, p.err = readUpTo(p.r, prefix[had:])
		p.ahead = prefix[:had+more]
	}
	if len(p.ahead) == 0 && p.err != io.EOF {
		return nil, p.err
	}
	return p.ahead[:min(n, len(p.ahead))], nil
}

// Cut returns what broke the text off within what was looked at; nil where nothing did.
func (p *Peeker) Cut() error {
	if p.err == io.EOF {
		return nil
	}
	return p.err
}

func (p *Peeker) Read(b []byte) (n int, err error) {
	if len(p.ahead) == 0 {
		p.ahead = nil
		if p.err != nil {
			return 0, p.err
		}
		return p.r.Read(b)
	}
	n = copy(b, p.ahead)
	p.ahead = p.ahead[n:]
	return n, nil
}

// readUpTo fills b, or reads until there is no more.
func readUpTo(r io.Reader, b []byte) (n int, err error) {
	for empty := 0; n < len(b) && err == nil; empty++ {
		var more int
		more, err = r.Read(b[n:])
		if n += more; more > 0 {
			empty = -1
		} else if err == nil && empty >= MaxEmptyReads {
			err = io.ErrNoProgress
		}
	}
	return n, err
}
