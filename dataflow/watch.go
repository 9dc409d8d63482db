package dataflow

import (
	"context"
	"io"
	"sync"
	"time"
)

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
