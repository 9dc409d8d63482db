package dataflow

import (
	"io"
	"strings"
	"testing"
)

// TestReadAfterEnd shows that an upload that was sent as a whole stays at its end when it
// is closed: the transport, which looks once more, does not take it for broken.
func TestReadAfterEnd(t *testing.T) {
	s := newSending(io.NopCloser(strings.NewReader("abc")), nil)
	buffer := make([]byte, 3)
	if n, err := s.Read(buffer); n != 3 || err != io.EOF {
		t.Fatal(n, err)
	}
	s.Close()
	if n, err := s.Read(buffer); n != 0 || err != io.EOF {
		t.Errorf("%d bytes, error %v", n, err)
	}
	s = newSending(io.NopCloser(strings.NewReader("abc")), nil)
	s.Close()
	if _, err := s.Read(buffer); err == nil || err == io.EOF || s.whole() {
		t.Errorf("closed before its end: error %v, whole %v", err, s.whole())
	}
}
