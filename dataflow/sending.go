package dataflow

import (
	"errors"
	"io"
	"sync"
)

// sending is the body of an upload. It reads one piece ahead, so that it knows
// of the last piece that it is the last before it goes out.
type sending struct {
	body io.ReadCloser
	last func() error // called before the last piece goes out; may be nil

	rooms [2][]byte
	room  int    // of rooms: the one that piece is in
	piece []byte // read and not handed out yet
	begun bool
	ended bool // nothing is to be read any more

	// The transport may go on reading when the answer is there.
	mu     sync.Mutex // of the decision that the last piece goes out
	closed bool
	handed bool  // the last piece is out
	own    error // the failure of body or of last
}

const pieceSize = 32 << 10

// Read hands out pieces.
func (s *sending) Read(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.piece = s.fill(s.room)
	}
	n := copy(p, s.piece)
	if n < len(s.piece) {
		s.piece = s.piece[n:]
		return n, nil
	}
	following := s.fill(1 - s.room)
	if len(following) > 0 {
		s.room, s.piece = 1-s.room, following
		return n, nil
	}
	if err := s.finish(); err != nil {
		return 0, err
	}
	s.piece = nil
	return n, io.EOF
}

// finish allows the last piece to go out. It does not once the upload is closed.
func (s *sending) finish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if s.own == nil && !s.handed && s.last != nil {
		s.own = s.last()
	}
	s.handed = s.own == nil
	return s.own
}

var errClosed = errors.New("the upload was given up")

// fill reads a piece into a room: a full one if there is as much.
func (s *sending) fill(room int) []byte {
	if s.ended {
		return nil
	}
	if s.rooms[room] == nil {
		s.rooms[room] = make([]byte, pieceSize)
	}
	n, err := io.ReadFull(s.body, s.rooms[room])
	s.ended = err != nil
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		s.fail(err)
	}
	return s.rooms[room][:n]
}

func (s *sending) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.own = err
	}
}

// failure returns what went wrong on this side.
func (s *sending) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.own
}

// whole reports whether all of the body was handed out. After Close the answer
// does not change any more.
func (s *sending) whole() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handed
}

// Close ends the upload, and closes the body.
func (s *sending) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.body.Close()
}
