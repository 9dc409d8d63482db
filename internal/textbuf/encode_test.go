package textbuf

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestEncoder encodes text, in one write and byte by byte, and decodes it again.
func TestEncoder(t *testing.T) {
	for e, text := range map[feed.Encoding]string{
		feed.UTF8: "aé東𝄞", feed.UTF16LE: "aé東𝄞", feed.UTF16BE: "aé東𝄞\n",
		feed.Windows1252: "Müller € 5\r\n", feed.ISO8859_1: "Müller\u0080", feed.ISO8859_15: "€", feed.Windows1250: "Łódź", feed.Windows1251: "Москва",
	} {
		var whole, split bytes.Buffer
		x := NewEncoder(&whole, e)
		n, err := io.WriteString(x, text)
		if err != nil || n != len(text) {
			t.Errorf("%v: %d, %v", e, n, err)
		}
		x = NewEncoder(&split, e)
		for i := range len(text) {
			if _, err := io.WriteString(x, text[i:i+1]); err != nil {
				t.Error(err)
			}
		}
		if !bytes.Equal(whole.Bytes(), split.Bytes()) {
			t.Errorf("%v: % x, and % x byte by byte", e, whole.Bytes(), split.Bytes())
		}
		if again, err := readAll(NewWindow(&whole, AnyChars, e), 2); again != text || err != io.EOF {
			t.Errorf("%v: %q, %v, want %q", e, again, err, text)
		}
	}
	_, err := io.WriteString(NewEncoder(io.Discard, feed.Windows1252), "Łódź")
	if want := "windows-1252 does not have the character 'Ł' of the output; write the output in UTF-8"; !errors.Is(err, feed.Unwritable) || err.Error() != want {
		t.Error(err)
	}
	if _, err := io.WriteString(NewEncoder(failingWriter{}, feed.UTF16LE), "a"); err != io.ErrShortWrite {
		t.Error(err)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
