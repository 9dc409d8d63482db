package batch

import (
	"io"
	"os"
	"slices"
	"sync"
)

// blocks reads pieces of a file that are needed roughly in file order, such as results,
// which services return in an order of their own. It reads whole blocks and keeps the last
// ones. If the pieces turn out to be in no order, it reads each one separately. Several
// goroutines may use it at once.
type blocks struct {
	file *os.File
	most int // blocks that are kept

	mu     sync.Mutex
	closed bool
	last   []block // the one used last at the end
	// credit grows with every piece found in a kept block and shrinks with every other
	// piece. While it is negative, no blocks are read.
	credit int
	spare  []byte // memory of a block
}

// A block has the bytes from an offset; none if they were not read.
type block struct {
	at   int64
	text []byte
}

const (
	blockSize = 64 << 10
	maxBlocks = 16
	// blockCost is how many single pieces can be read in the time that a block takes.
	blockCost = 8
	maxCredit = 32 * blockCost
)

func newBlocks(f *os.File, most int) *blocks { return &blocks{file: f, most: most, credit: maxCredit} }

// find fills dst with the bytes at an offset if one block, kept or read now, has them all.
// It reports whether it did.
func (b *blocks) find(dst []byte, offset int64) (bool, error) {
	start := int(offset % blockSize)
	if start+len(dst) > blockSize {
		return false, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false, nil
	}
	found, err := b.use(offset - int64(start))
	if err != nil || found.text == nil {
		return false, err
	}
	if start+len(dst) > len(found.text) {
		return false, io.ErrUnexpectedEOF
	}
	copy(dst, found.text[start:])
	return true, nil
}

// use returns the block at an offset.
func (b *blocks) use(at int64) (block, error) {
	i := slices.IndexFunc(b.last, func(k block) bool { return k.at == at })
	var found block
	if i >= 0 {
		b.credit = min(b.credit+1, maxCredit)
		found = b.last[i]
		b.last = slices.Delete(b.last, i, i+1)
	} else {
		b.credit = max(b.credit-blockCost, -maxCredit)
		found = block{at: at}
		b.makeRoom()
	}
	if found.text == nil && b.credit >= 0 {
		if err := b.read(&found); err != nil {
			return block{}, err
		}
	}
	b.last = append(b.last, found)
	return found, nil
}

// makeRoom drops the least recently used block, if there are many.
func (b *blocks) makeRoom() {
	if len(b.last) < b.most {
		return
	}
	if oldest := b.last[0].text; oldest != nil {
		b.spare = oldest
	}
	b.last = slices.Delete(b.last, 0, 1)
}

// close closes the file. From then on every piece is read separately.
func (b *blocks) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.file.Close()
	b.closed, b.last, b.spare = true, nil, nil
}

func (b *blocks) read(k *block) error {
	text := b.spare
	b.spare = nil
	if text == nil {
		text = make([]byte, blockSize)
	}
	n, err := b.file.ReadAt(text[:blockSize], k.at)
	if err == io.EOF {
		err = nil
	}
	k.text = text[:n]
	return err
}
