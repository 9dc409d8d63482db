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
	numbers [2 * 8]byte
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

// writePair writes two numbers.
func (s *scratch) writePair(a, b uint64) error {
	data := binary.LittleEndian.AppendUint64(s.numbers[:0], a)
	return s.write(binary.LittleEndian.AppendUint64(data, b))
}

func (s *scratch) flush() error { return s.out.Flush() }

// readPair reads the next two numbers, from the beginning when it is called first.
func (s *scratch) readPair() (a, b uint64, err error) {
	if s.in == nil {
		if err := s.flush(); err != nil {
			return 0, 0, err
		}
		if _, err := s.file.Seek(0, io.SeekStart); err != nil {
			return 0, 0, err
		}
		s.in = bufio.NewReaderSize(s.file, scratchBuffer)
	}
	if _, err := io.ReadFull(s.in, s.numbers[:]); err != nil {
		return 0, 0, err
	}
	return binary.LittleEndian.Uint64(s.numbers[:]), binary.LittleEndian.Uint64(s.numbers[8:]), nil
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

// rewind lets readPair begin again.
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
