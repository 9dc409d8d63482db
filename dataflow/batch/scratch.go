package batch

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// A scratch is a temporary file that is first written and then read.
type scratch struct {
	file    *os.File
	out     *bufio.Writer // nil once it is read
	in      *bufio.Reader
	numbers [3 * 8]byte
	named   bool // the file has its name still
}

// scratchBuffer is the size of its buffers: there may be hundreds at once.
const scratchBuffer = 16 << 10

// newScratch makes a file in a folder. Where the system allows it the file has no name, so
// that it is gone with the process.
func newScratch(folder string) (*scratch, error) {
	f, err := os.CreateTemp(folder, "geocodefeed-*.tmp")
	if err != nil {
		return nil, err
	}
	named := os.Remove(f.Name()) != nil
	return &scratch{file: f, out: bufio.NewWriterSize(f, scratchBuffer), named: named}, nil
}

func (s *scratch) write(data []byte) error {
	_, err := s.out.Write(data)
	return err
}

// writeNumbers writes three numbers.
func (s *scratch) writeNumbers(a, b, c uint64) error {
	data := binary.LittleEndian.AppendUint64(s.numbers[:0], a)
	data = binary.LittleEndian.AppendUint64(data, b)
	return s.write(binary.LittleEndian.AppendUint64(data, c))
}

func (s *scratch) flush() error { return s.out.Flush() }

// readNumbers reads the next three numbers, from the beginning when it is called first.
func (s *scratch) readNumbers() (n [3]uint64, err error) {
	if s.in == nil {
		if err := s.flush(); err != nil {
			return n, err
		}
		if _, err := s.file.Seek(0, io.SeekStart); err != nil {
			return n, err
		}
		s.in = bufio.NewReaderSize(s.file, scratchBuffer)
	}
	if _, err := io.ReadFull(s.in, s.numbers[:]); err != nil {
		return n, err
	}
	for i := range n {
		n[i] = binary.LittleEndian.Uint64(s.numbers[8*i:])
	}
	return n, nil
}

// all returns all that was written, in the memory of buffer if it has enough.
func (s *scratch) all(buffer []byte) ([]byte, error) {
	if err := s.flush(); err != nil {
		return nil, err
	}
	size, err := s.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	buffer = slices.Grow(buffer[:0], int(size))[:size]
	_, err = s.file.ReadAt(buffer, 0)
	return buffer, err
}

// rewind lets readNumbers begin again.
func (s *scratch) rewind() { s.in = nil }

func (s *scratch) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	s.file = nil
	return err
}
