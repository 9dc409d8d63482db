package batch

import "slices"

// numParts is how many parts a file has.
const numParts = 512

// A partedFile is a temporary file with several texts, the parts, that grow side by side.
type partedFile struct {
	file   *scratch
	size   int64
	parts  [numParts]chain
	buffer []byte
}

// A chain is a part: pieces of the file, and the text after them that is in memory.
type chain struct {
	pieces []filePiece
	text   []byte
}

type filePiece struct {
	at   int64
	size int
}

const (
	// spillSize is how much text of a part is in memory at most.
	spillSize = 8 << 10
	// maxPiece is how large pieces become that are next to each other.
	maxPiece = 256 << 10
)

// size returns the size of a part.
func (c *chain) size() (n int64) {
	for _, p := range c.pieces {
		n += int64(p.size)
	}
	return n + int64(len(c.text))
}

// spill puts the text of a part on disk if it has grown large.
func (f *partedFile) spill(c *chain) error {
	if len(c.text) < spillSize {
		return nil
	}
	return f.write(c)
}

// settle puts all text on disk that is in memory.
func (f *partedFile) settle() error {
	for i := range f.parts {
		c := &f.parts[i]
		if len(c.text) > 0 {
			if err := f.write(c); err != nil {
				return err
			}
		}
		c.text = nil
	}
	return f.file.flush()
}

// write puts the text of a part on disk.
func (f *partedFile) write(c *chain) error {
	n := len(c.text)
	if last := len(c.pieces) - 1; last >= 0 && c.pieces[last].at+int64(c.pieces[last].size) == f.size && c.pieces[last].size+n <= maxPiece {
		c.pieces[last].size += n
	} else {
		c.pieces = append(c.pieces, filePiece{f.size, n})
	}
	f.size += int64(n)
	err := f.file.write(c.text)
	c.text = c.text[:0]
	return err
}

// each calls use with the text of a part, as much as is in memory at a time. What use has not
// used comes again with more. What is on disk must be settled.
func (f *partedFile) each(c *chain, use func(text []byte) (used int, err error)) error {
	text := f.buffer[:0]
	defer func() { f.buffer = text }()
	for i := range len(c.pieces) + 1 {
		if i == len(c.pieces) {
			text = append(text, c.text...)
		} else {
			p := c.pieces[i]
			had := len(text)
			text = slices.Grow(text, p.size)[:had+p.size]
			if _, err := f.file.file.ReadAt(text[had:], p.at); err != nil {
				return err
			}
		}
		used, err := use(text)
		if err != nil {
			return err
		}
		text = text[:copy(text, text[used:])]
	}
	return nil
}
