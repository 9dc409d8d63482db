package textbuf

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestPeekPassesErrors shows that a source's own failure is not taken for the end
// of a short text.
func TestPeekPassesErrors(t *testing.T) {
	for _, failure := range []error{io.ErrUnexpectedEOF, errors.New("broken")} {
		for _, text := range []string{"", "a", "ab", "abcdef"} {
			whole := NewPeeker(io.MultiReader(strings.NewReader(text), iotest.ErrReader(failure)))
			_, err := whole.Peek(4)
			if err == nil {
				_, err = io.ReadAll(whole)
			}
			if err != failure {
				t.Errorf("%q, then %v: %v", text, failure, err)
			}
		}
	}
}

// TestPeekMore shows that more can be looked at, and that nothing of it is lost.
func TestPeekMore(t *testing.T) {
	p := NewPeeker(iotest.OneByteReader(strings.NewReader("abcdef")))
	for _, want := range []string{"ab", "abcd", "a", "abcdef"} {
		n := len(want)
		if want == "abcdef" {
			n = 100
		}
		if got, err := p.Peek(n); string(got) != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if rest, err := io.ReadAll(p); string(rest) != "abcdef" || err != nil || p.Cut() != nil {
		t.Errorf("%q, %v", rest, err)
	}
}
