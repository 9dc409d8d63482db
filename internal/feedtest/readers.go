package feedtest

import (
	"io"
	"iter"
	"math/rand/v2"
	"strings"
	"testing/iotest"
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
