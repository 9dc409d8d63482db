package batch

import "slices"

// numParts is how many parts a file has.
const numParts = 512

// A partedFile is a temporary file with several texts, the parts, to which text is
// appended in any order.
type partedFile struct {
	file   *scratch
	size   int64
	parts  [numParts]chain
	buffer []byte
}

// A chain is a part: pieces of the file, followed by text in memory.
type chain struct {
	pieces []filePiece
	text   []byte
}

type filePiece struct {
	at   int64
	size int
}

const (
	// spillSize is how much text of a part is kept in memory.
	spillSize = 8 << 10
	// maxPiece is the size up to which adjacent pieces are merged.
	maxPiece = 256 << 10
)

// size returns the size of a part.
func (c *chain) size() (n int64) {
	for _, p := range c.pieces {
		n += int64(p.size)
	}
	return n + int64(len(c.text))
}

// spill writes the text of a part to disk if it has grown large.
func (f *partedFile) spill(c *chain) error {
	if len(c.text) < spillSize {
		return nil
	}
	return f.write(c)
}

// settle writes all text in memory to disk.
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

// write writes the text of a part to disk.
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

// each calls use with the text of a part, a buffer at a time. Text that use does not consume
// is passed again with more text after it. The file must be settled if the part has pieces on
// disk.
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
