package feedtest

import (
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"strings"
	"testing/iotest"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// SplitAt returns a reader that yields text in pieces that end at the given
// places, in order, and at the end.
func SplitAt(text string, places ...int) io.Reader {
	var pieces []io.Reader
	from := 0
	for _, to := range append(places, len(text)) {
		if to > from {
			pieces = append(pieces, strings.NewReader(text[from:to]))
			from = to
		}
	}
	return io.MultiReader(pieces...)
}

// FailAt returns a reader that yields the first n bytes of text and then err.
func FailAt(text string, n int, err error) io.Reader {
	return io.MultiReader(strings.NewReader(text[:n]), iotest.ErrReader(err))
}

// Sputter returns a reader that yields r in pieces of any size up to max, with
// empty reads among them.
func Sputter(r io.Reader, seed uint64, max int) io.Reader {
	return &sputter{r: r, rand: newRand(seed), max: max}
}

type sputter struct {
	r    io.Reader
	rand *rand.Rand
	max  int
}

func (s *sputter) Read(p []byte) (int, error) {
	n := s.rand.IntN(s.max + 1)
	if n == 0 {
		return 0, nil
	}
	return s.r.Read(p[:min(n, len(p))])
}

// Endless returns a reader that yields begin and then again repeatedly, so many bytes of it.
func Endless(begin, again string, size int64) io.Reader {
	r := &repeat{text: strings.Repeat(again, 1+1<<16/len(again))}
	return io.MultiReader(strings.NewReader(begin), io.LimitReader(r, size))
}

type repeat struct {
	text string
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

// Hostile yields ways to read text, by name. The text must come out the same in
// all of them. The first is the plain one.
func Hostile(text string) iter.Seq2[string, io.Reader] {
	plain := func() io.Reader { return strings.NewReader(text) }
	return func(yield func(string, io.Reader) bool) {
		_ = yield("whole", plain()) &&
			yield("byte by byte", iotest.OneByteReader(plain())) &&
			yield("in halves", iotest.HalfReader(plain())) &&
			yield("end with data", iotest.DataErrReader(plain())) &&
			yield("sputtering", Sputter(plain(), uint64(len(text)), 7))
	}
}

// Stream returns a reader of the bytes that write writes, which runs beside it.
// The error of write, if any, ends the reading.
func Stream(write func(io.Writer) error) io.ReadCloser {
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	return r
}

// FatalFault reads a feed and returns the fault that cuts it short, nil if none does.
func FatalFault(r feed.Reader) *feed.Fault {
	for {
		_, err := r.ReadToken()
		f, ok := err.(*feed.Fault)
		if ok && f.Fatal {
			return f
		}
		if err != nil && !ok {
			return nil
		}
	}
}

// Check returns a reader of the same tokens that ends with an error where r
// breaks a promise of readers:
//
//   - the tokens follow the grammar, faults in between or not
//   - the Id comes right after EntityStart
//   - no other value is empty, but for required attributes of XML elements and
//     JSON objects
//   - no token is before the start of its entity, and every token has a
//     place
//   - a fault has a cause, a message of one line, and a place
func Check(r feed.Reader) feed.Reader { return &checked{Reader: r} }

type checked struct {
	feed.Reader
	rec    feed.Record
	start  int64 // offset of the open entity
	wantID bool
	err    error
}

func (c *checked) ReadToken() (feed.Token, error) {
	if c.err != nil {
		return feed.Token{}, c.err
	}
	t, err := c.Reader.ReadToken()
	if err != nil {
		c.err = checkError(err)
		if c.err != nil {
			return t, c.err
		}
		return t, err
	}
	if err := c.check(t); err != nil {
		c.err = fmt.Errorf("%v %v %q: %w", t.Kind, t.Field, t.Text, err)
	}
	return t, c.err
}

func (c *checked) check(t feed.Token) error {
	if c.wantID && (t.Kind != feed.FieldValue || t.Field != feed.ID) {
		return fmt.Errorf("the Id is missing after EntityStart")
	}
	c.wantID = t.Kind == feed.EntityStart
	if c.wantID {
		c.start = t.Offset
	}
	if t.Offset < c.start {
		return fmt.Errorf("the token is at %d, before its entity at %d", t.Offset, c.start)
	}
	if p := c.Position(t.Offset); p.Line < 1 || p.Column < 1 || p.Offset != t.Offset {
		return fmt.Errorf("the token's place is %+v", p)
	}
	if t.Kind == feed.FieldValue && len(t.Text) == 0 && !t.Field.Info().Required {
		return fmt.Errorf("the value is empty")
	}
	_, err := c.rec.Add(t)
	return err
}

// checkError returns what is wrong with a fault; nil for other errors.
func checkError(err error) error {
	f, ok := err.(*feed.Fault)
	if !ok {
		return nil
	}
	if f.Cause == "" || f.Message == "" || f.Line < 1 || f.Column < 1 {
		return fmt.Errorf("a fault without cause, message or place: %+v", *f)
	}
	for _, r := range f.Error() {
		if r < ' ' || r == 0x7F {
			return fmt.Errorf("the message of a fault holds %U: %q", r, f.Error())
		}
	}
	return nil
}

// Expire returns a reader of the same tokens whose texts do not outlive the next
// read: they are overwritten by it. A writer or validator that keeps the bytes
// of a token gives itself away.
func Expire(r feed.Reader) feed.Reader { return &expiring{Reader: r} }

type expiring struct {
	feed.Reader
	last []byte
}

func (e *expiring) ReadToken() (feed.Token, error) {
	for i := range e.last {
		e.last[i] = '#'
	}
	t, err := e.Reader.ReadToken()
	t = t.Clone()
	e.last = t.Text
	return t, err
}

// Tokens is a feed in memory. As a feed.Writer it keeps what is written to it.
type Tokens []feed.Token

// WriteToken keeps a copy of the token.
func (t *Tokens) WriteToken(token feed.Token) error {
	*t = append(*t, token.Clone())
	return nil
}

// Close does nothing.
func (t *Tokens) Close() error { return nil }

// Reader returns a reader of the tokens. The offset of a token is its number,
// from 0, and each is on a line of its own.
func (t Tokens) Reader() feed.Reader { return &tokenReader{rest: t} }

// Content returns the content of the feed, see the function Content.
func (t Tokens) Content() string {
	content, err := Content(t.Reader())
	if err != nil {
		panic(err) // these are no tokens of a feed
	}
	return content
}

type tokenReader struct {
	rest   Tokens
	offset int64
}

func (r *tokenReader) ReadToken() (feed.Token, error) {
	if len(r.rest) == 0 {
		return feed.Token{}, io.EOF
	}
	t := r.rest[0]
	t.Offset = r.offset
	r.rest = r.rest[1:]
	r.offset++
	return t, nil
}

func (r *tokenReader) Position(offset int64) feed.Position { return lineOf(offset) }

// lineOf is the place of a token that comes from no text.
func lineOf(offset int64) feed.Position {
	return feed.Position{Offset: offset, Line: int(offset) + 1, Column: 1}
}

// Entities returns the tokens of entities.
func Entities(entities ...*feed.Entity) Tokens {
	var t Tokens
	for _, e := range entities {
		if err := feed.WriteEntity(&t, e); err != nil {
			panic(err) // Tokens takes everything
		}
	}
	return t
}
