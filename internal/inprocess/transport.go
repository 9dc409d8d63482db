// Package inprocess carries HTTP requests to a handler in the same process, without a
// network: nothing listens, and no other process can ask.
package inprocess

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Transport returns a RoundTripper whose every request a handler serves, whatever its
// scheme and host are.
func Transport(h http.Handler) http.RoundTripper { return transport{h} }

type transport struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper. The answer is there as soon as the handler
// begins with it, and its body comes as the handler writes it.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, out := io.Pipe()
	a := &answer{header: make(http.Header), out: out, begun: make(chan struct{})}
	in := req.Clone(req.Context())
	in.RequestURI = req.URL.RequestURI()
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	in.RemoteAddr = "in-process"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	go t.serve(a, in)
	select {
	case <-a.begun:
	case <-req.Context().Done():
		body.CloseWithError(req.Context().Err()) // the handler cannot write any more
		return nil, req.Context().Err()
	}
	if a.err != nil {
		return nil, a.err
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.sent, Body: body, ContentLength: -1, Request: req,
	}, nil
}

// serve lets the handler answer, and ends the answer when it returns. A handler that
// panics breaks the connection that there is not, as in a server.
func (t transport) serve(a *answer, req *http.Request) {
	defer req.Body.Close()
	defer func() {
		if p := recover(); p != nil {
			a.fail(fmt.Errorf("%w: %v", errBroken, p))
			return
		}
		a.WriteHeader(http.StatusOK)
		a.out.Close()
	}()
	t.handler.ServeHTTP(a, req)
}

var errBroken = errors.New("the handler has broken off")

// An answer is what a handler writes.
type answer struct {
	header http.Header
	out    *io.PipeWriter

	once   sync.Once
	begun  chan struct{} // closed when the following is settled
	status int
	sent   http.Header
	err    error // there is no answer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	a.once.Do(func() {
		a.status, a.sent = status, a.header.Clone()
		close(a.begun)
	})
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.out.Write(p)
}

// fail ends the answer with an error, or the request if there is no answer yet.
func (a *answer) fail(err error) {
	a.once.Do(func() {
		a.err = err
		close(a.begun)
	})
	a.out.CloseWithError(err)
}
