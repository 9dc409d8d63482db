package dataflow

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A sending is the body of an upload. It reads one piece ahead, so that it knows
// of the last piece that it is the last before that goes out. The feed is read by
// a goroutine of its own: a source that blocks holds up neither Read nor Close.
type sending struct {
	body io.ReadCloser
	last func() error // called before the last piece goes out; may be nil

	pieces chan piece    // from the reading goroutine
	free   chan []byte   // to it: memory for the next piece
	quit   chan struct{} // closed by Close

	begun bool
	at    piece  // being handed out
	rest  []byte // of it: not handed out yet

	mu      sync.Mutex
	reading bool // the goroutine is within body.Read
	closed  bool
	handed  bool  // the last piece is out
	own     error // the failure of body or of last
}

// A piece is some of the feed. Its error, io.EOF at the end, comes after its text.
type piece struct {
	text []byte
	err  error
}

const pieceSize = 32 << 10

func newSending(body io.ReadCloser, last func() error) *sending {
	s := &sending{
		body: body, last: last,
		pieces: make(chan piece), free: make(chan []byte, 2), quit: make(chan struct{}),
	}
	return s
}

var errClosed = errors.New("the upload was given up")

// Read hands out pieces.
func (s *sending) Read(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.free <- make([]byte, pieceSize)
		s.free <- make([]byte, pieceSize)
		go s.readAll()
		if err := s.advance(); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.rest)
	if n < len(s.rest) {
		s.rest = s.rest[n:]
		return n, nil
	}
	if s.at.err == nil {
		if err := s.advance(); err != nil {
			return 0, err
		}
		if len(s.rest) > 0 {
			return n, nil
		}
	}
	s.rest = nil
	if err := s.finish(); err != nil {
		return 0, err
	}
	return n, io.EOF
}

// advance takes the next piece in place of the one that was handed out.
func (s *sending) advance() error {
	if s.at.text != nil {
		s.free <- s.at.text[:cap(s.at.text)]
	}
	select {
	case s.at = <-s.pieces:
		s.rest = s.at.text
	case <-s.quit:
		return errClosed
	}
	if s.at.err != nil && s.at.err != io.EOF {
		return s.fail(s.at.err)
	}
	return nil
}

// finish allows the last piece to go out. It does not once the upload is closed. Of a
// body of known size net/http looks whether more comes after its end, which may be
// after the answer: an error then would cost that.
func (s *sending) finish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handed {
		return nil
	}
	if s.closed {
		return errClosed
	}
	if s.own == nil && s.last != nil {
		s.own = s.last()
	}
	s.handed = s.own == nil
	return s.own
}

// readAll reads the feed. It ends when the feed does, or the upload.
func (s *sending) readAll() {
	for {
		var room []byte
		select {
		case room = <-s.free:
		case <-s.quit:
			return
		}
		next := s.fill(room)
		select {
		case s.pieces <- next:
		case <-s.quit:
			return
		}
		if next.err != nil {
			return
		}
	}
}

// fill reads a piece: a full one unless the feed ends or fails. Only io.EOF itself
// is the end of a feed; io.ErrUnexpectedEOF is what a feed that was cut ends with.
func (s *sending) fill(room []byte) piece {
	n, empty := 0, 0
	for n < len(room) {
		m, err := s.read(room[n:])
		n += m
		switch {
		case err != nil:
			return piece{room[:n], err}
		case m > 0:
			empty = 0
		default:
			if empty++; empty == textbuf.MaxEmptyReads {
				return piece{room[:n], io.ErrNoProgress}
			}
		}
	}
	return piece{room[:n], nil}
}

// read reads some of the feed unless the upload is closed.
func (s *sending) read(p []byte) (int, error) {
	if !s.setReading(true) {
		return 0, errClosed
	}
	defer s.setReading(false)
	return s.body.Read(p)
}

func (s *sending) setReading(reading bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reading = reading
	return !s.closed
}

// fail notes a failure of this side.
func (s *sending) fail(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	s.own = err
	return err
}

// failure returns what went wrong on this side.
func (s *sending) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.own
}

// whole reports whether all of the body was handed out. After Close the result does not
// change.
func (s *sending) whole() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handed
}

// Close ends the upload and closes the feed, once. Where the feed is just being
// read it is closed beside that, which should end the Read; nobody waits for it.
func (s *sending) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.quit)
	if s.reading {
		go s.body.Close()
		return nil
	}
	return s.body.Close()
}

// A watch cancels a request when nothing moves for too long.
type watch struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	timer   *time.Timer
	timeout time.Duration

	mu     sync.Mutex
	answer bool // it is being read, and the upload does not count any more
}

func watchFor(ctx context.Context, timeout time.Duration) (context.Context, *watch) {
	w := &watch{timeout: timeout}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(timeout, func() { w.cancel(ErrStalled) })
	return w.ctx, w
}

// wait begins a wait for something to move, idle ends it: time that the client
// itself takes does not count.
func (w *watch) wait() { w.timer.Reset(w.timeout) }
func (w *watch) idle() { w.timer.Stop() }

// sending is wait and idle for an upload, which may still be under way when the answer
// comes.
func (w *watch) sending(move func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.answer {
		move()
	}
}

// answered ends the wait for an answer.
func (w *watch) answered() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer = true
	w.idle()
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// cause returns, in place of an error, why the request was cancelled, if it was.
func (w *watch) cause(err error) error {
	if cause := context.Cause(w.ctx); cause != nil {
		return cause
	}
	return err
}

// An uploadBody is watched from each read to the next: in between the transport
// sends.
type uploadBody struct {
	io.ReadCloser
	watch *watch
}

func (b uploadBody) Read(p []byte) (int, error) {
	b.watch.sending(b.watch.idle)
	defer b.watch.sending(b.watch.wait)
	return b.ReadCloser.Read(p)
}

// An answerBody is watched while it is read. Closing it ends the watch. Its errors are
// without the key.
type answerBody struct {
	io.ReadCloser
	watch *watch
	c     *Client
}

func (b answerBody) Read(p []byte) (int, error) {
	b.watch.wait()
	n, err := b.ReadCloser.Read(p)
	b.watch.idle()
	if err != nil && err != io.EOF {
		err = b.c.clean(b.watch.cause(err))
	}
	return n, err
}

func (b answerBody) Close() error {
	b.watch.stop()
	return b.ReadCloser.Close()
}
