package inprocess_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/inprocess"
)

// client asks a handler.
func client(h http.HandlerFunc) *http.Client {
	return &http.Client{Transport: inprocess.Transport(h)}
}

// TestRoundTrip shows that the handler sees the request and the client the answer.
func TestRoundTrip(t *testing.T) {
	c := client(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Location", "there")
		w.WriteHeader(http.StatusCreated)
		w.WriteHeader(http.StatusTeapot) // too late
		w.Header().Set("Late", "yes")
		fmt.Fprintf(w, "%s %s %s %s %s", r.Method, r.Host, r.RequestURI, r.Header.Get("X"), body)
	})
	req, err := http.NewRequest(http.MethodPost, "https://some.invalid/a/b?q=1", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X", "x")
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if want := "POST some.invalid /a/b?q=1 x hello"; err != nil || string(body) != want || resp.StatusCode != 201 || resp.Status != "201 Created" || resp.Header.Get("Location") != "there" || resp.Header.Get("Late") != "" {
		t.Errorf("%v %v, error %v, body %s", resp.Status, resp.Header, err, body)
	}
}

// TestNothingWritten shows that a handler that writes nothing answers with 200.
func TestNothingWritten(t *testing.T) {
	resp, err := client(func(http.ResponseWriter, *http.Request) {}).Get("http://x.invalid")
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(resp.Body); err != nil || len(body) > 0 || resp.StatusCode != 200 {
		t.Errorf("%v %v %q", resp.Status, err, body)
	}
}

// TestStreams shows that the answer comes before the handler is at its end, in pieces.
func TestStreams(t *testing.T) {
	more := make(chan struct{})
	resp, err := client(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "one")
		<-more
		io.WriteString(w, "two")
	}).Get("http://x.invalid")
	if err != nil {
		t.Fatal(err)
	}
	piece := make([]byte, 3)
	if _, err := io.ReadFull(resp.Body, piece); err != nil || string(piece) != "one" {
		t.Fatalf("%q, %v", piece, err)
	}
	close(more)
	if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != "two" {
		t.Errorf("%q, %v", rest, err)
	}
}

// TestBreaksOff shows that a handler that panics, before it answers or within, is an
// error of the client's, and does not end the process.
func TestBreaksOff(t *testing.T) {
	_, err := client(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }).Get("http://x.invalid")
	if err == nil || !strings.Contains(err.Error(), "the handler has broken off") {
		t.Errorf("error %v", err)
	}
	resp, err := client(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "beginning")
		panic(http.ErrAbortHandler)
	}).Get("http://x.invalid")
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(resp.Body); err == nil || string(body) != "beginning" {
		t.Errorf("%q, error %v", body, err)
	}
}

// TestGivenUp shows that a client that gives up gets its error at once, and that the
// handler then cannot write any more and comes to its end; so it does where the client
// closes the body.
func TestGivenUp(t *testing.T) {
	waiting, ended := make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	c := client(func(w http.ResponseWriter, r *http.Request) {
		<-waiting
		_, err := io.WriteString(w, "late")
		ended <- err
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://x.invalid", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(req); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	close(waiting)
	if err := <-ended; err == nil {
		t.Error("the handler wrote to a client that has given up")
	}
	resp, err := client(func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := io.WriteString(w, "more"); err != nil {
				ended <- err
				return
			}
		}
	}).Get("http://x.invalid")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if err := <-ended; err == nil {
		t.Error("no error")
	}
}
