package batch

import (
	"bufio"
	"errors"
	"os"
)

// A scratch is a temporary file that is first written and then read.
type scratch struct {
	file  *os.File
	out   *bufio.Writer
	named bool // the file has its name still
}

// scratchBuffer is the size of its buffer.
const scratchBuffer = 16 << 10

// newScratch makes a file in a folder. If the system allows it, the file has no name, so
// that it disappears with the process.
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

func (s *scratch) flush() error { return s.out.Flush() }

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
