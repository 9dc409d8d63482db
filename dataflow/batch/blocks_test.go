package batch

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestBlocks shows that pieces in any order are what the file has there or are not found,
// that blocks are read where pieces are close to each other, and not where they are not.
func TestBlocks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 40*blockSize+1000)
	for i := range text {
		text[i] = byte(random.Uint32())
	}
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, text, 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := newBlocks(f, maxBlocks)
	// found returns how many of some pieces were.
	found := func(pieces int, at func(i int) int) (n int) {
		t.Helper()
		for i := range pieces {
			offset, size := at(i), random.IntN(800)
			size = min(size, len(text)-offset)
			piece := make([]byte, size)
			ok, err := b.find(piece, int64(offset))
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				continue
			}
			if n++; !bytes.Equal(piece, text[offset:][:size]) {
				t.Fatalf("other bytes at %d", offset)
			}
		}
		if len(b.last) > maxBlocks {
			t.Errorf("%d blocks are kept", len(b.last))
		}
		return n
	}
	inOrder := func(i int) int { return i * 900 }
	near := func(i int) int { return min(i*600+random.IntN(300_000), len(text)) }
	anywhere := func(int) int { return random.IntN(len(text)) }
	for _, c := range []struct {
		name        string
		at          func(i int) int
		least, most int // of 2900
	}{
		{"in order", inOrder, 2800, 2900},
		{"nearly in order", near, 2800, 2900},
		{"in no order", anywhere, 0, 1500},
		{"in no order again", anywhere, 0, 1400},
		{"in order again", inOrder, 2300, 2900},
	} {
		if n := found(2900, c.at); n < c.least || n > c.most {
			t.Errorf("%s: %d of 2900 pieces found in blocks", c.name, n)
		}
	}
	if _, err := newBlocks(f, maxBlocks).find(make([]byte, 11), int64(len(text)-10)); err != io.ErrUnexpectedEOF {
		t.Errorf("error %v after the end", err)
	}
	f.Close()
	if _, err := newBlocks(f, maxBlocks).find(make([]byte, 1), 0); err == nil {
		t.Error("no error of a file that is closed")
	}
}
