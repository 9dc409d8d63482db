package textbuf

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// readAll reads a window to its end, keeping the last keep bytes in view.
func readAll(w *Window, keep int) (string, error) {
	var text strings.Builder
	for {
		had := len(w.Data)
		drop := max(0, had-keep)
		err := w.Fill(drop, 1<<30)
		if err != nil {
			return text.String(), err
		}
		text.Write(w.Data[had-drop:])
	}
}

func toUTF16(text string, low bool, mark bool) string {
	var b strings.Builder
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, u := range units {
		if low {
			b.Write([]byte{byte(u), byte(u >> 8)})
		} else {
			b.Write([]byte{byte(u >> 8), byte(u)})
		}
	}
	return b.String()
}

// TestWindowDecodes shows which encodings are read, however the bytes arrive.
func TestWindowDecodes(t *testing.T) {
	const text = "Id, é 𝄞 \u20ac\r\nx"
	for _, c := range []struct {
		name, input, want string
		encoding          Encoding
	}{
		{"plain", text, text, UTF8},
		{"empty", "", "", UTF8},
		{"one byte", "x", "x", UTF8},
		{"UTF-8 with a mark", "\uFEFF" + text, text, UTF8Mark},
		{"only a mark", "\uFEFF", "", UTF8Mark},
		{"UTF-16LE", toUTF16(text, true, true), text, UTF16LE},
		{"UTF-16BE", toUTF16(text, false, true), text, UTF16BE},
	} {
		for how, r := range map[string]io.Reader{
			"whole":           strings.NewReader(c.input),
			"byte by byte":    iotest.OneByteReader(strings.NewReader(c.input)),
			"in halves":       iotest.HalfReader(strings.NewReader(c.input)),
			"data with error": iotest.DataErrReader(strings.NewReader(c.input)),
		} {
			w := NewWindow(r, AnyChars, 0)
			got, err := readAll(w, 2)
			if err != io.EOF || got != c.want || w.Encoding() != c.encoding {
				t.Errorf("%s, %s: %q, %v, %v", c.name, how, got, w.Encoding(), err)
			}
		}
	}
}

// TestWindowFaults shows the messages for text that is not valid, and that they
// do not depend on how the bytes arrive. § marks the place.
func TestWindowFaults(t *testing.T) {
	for _, c := range []struct {
		input string
		chars Chars
		want  string
	}{
		{"ab\nM§\xfcnchen", AnyChars, `byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252`},
		{"caf§\xe9", AnyChars, `the text ends within a character (byte 0xE9); the file is cut; make it again`},
		{"caf§\xe9 x", AnyChars, `byte 0xE9 is not UTF-8; in Windows-1252 it would be 'é'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252`},
		{"a§\xa0b", AnyChars, `byte 0xA0 is not UTF-8; in Windows-1252 it would be a no-break space; save the file as UTF-8, or give its encoding, such as -encoding windows-1252`},
		{"§\x80", AnyChars, `byte 0x80 is not UTF-8; in Windows-1252 it would be '€'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252`},
		{"é€§\x81", AnyChars, `byte 0x81 is not UTF-8; save the file as UTF-8`},
		{"x§\xe2\x82y", AnyChars, `byte 0xE2 is not UTF-8; save the file as UTF-8`},
		{"a\rb\r\nc§\x01", XMLChars, `XML cannot hold the character U+0001; remove it`},
		{"§\uFFFE", XMLChars, `XML cannot hold the character U+FFFE; remove it`},
		{"<§\x00a", AnyChars, ``},
		{toUTF16("a𝄞", true, true)[:6] + "§", AnyChars, `the text ends within a character of UTF-16; make the file again if it is cut, or read it in its own encoding`},
	} {
		before, after, _ := strings.Cut(c.input, "§")
		input := before + after
		want := start.after([]byte(before)).Position
		if strings.HasPrefix(input, "\xff\xfe") {
			want = feed.Position{Offset: 1, Line: 1, Column: 2}
		}
		if c.want == "" {
			want, c.want = feed.Position{Line: 1, Column: 1}, `the text looks like UTF-16 without a byte order mark; save the file as UTF-8, or use -encoding utf-16le`
		}
		for how, r := range map[string]io.Reader{
			"whole":        strings.NewReader(input),
			"byte by byte": iotest.OneByteReader(strings.NewReader(input)),
		} {
			_, err := readAll(NewWindow(r, c.chars, 0), 3)
			var f *feed.Fault
			if !errors.As(err, &f) {
				t.Errorf("%q, %s: %v", c.input, how, err)
				continue
			}
			if got := f.Error(); got != fmt.Sprintf("%d:%d: %s", want.Line, want.Column, c.want) || f.Offset != want.Offset {
				t.Errorf("%q, %s: %d %s\nwant %v", c.input, how, f.Offset, got, want)
			}
		}
	}
}

// TestPosition counts every place of a text from every other, against counting
// character by character.
func TestPosition(t *testing.T) {
	const text = "é\na\r\n\r\rb\n\n𝄞\tc\r"
	var want []feed.Position
	p := feed.Position{Line: 1, Column: 1}
	for i, r := range text {
		for range len(string(r)) {
			want = append(want, p)
		}
		p.Offset = int64(i + len(string(r)))
		switch {
		case r == '\n' || r == '\r' && !strings.HasPrefix(text[i+1:], "\n"):
			p.Line++
			p.Column = 1
		case r != '\r':
			p.Column++
		}
	}
	want = append(want, p)
	for from := range text {
		base := start.after([]byte(text[:from]))
		for to := from; to <= len(text); to++ {
			if to < len(text) && want[to].Offset != int64(to) {
				continue // within a character
			}
			got := base.after([]byte(text[from:to])).Position
			if strings.HasSuffix(text[:to], "\r") && strings.HasPrefix(text[to:], "\n") {
				continue // between CR and LF is no place of a token
			}
			if got != want[to] {
				t.Errorf("%q from %d: %+v, want %+v", text[:to], from, got, want[to])
			}
		}
	}
}

// TestWindowPosition asks for places in any order while the window moves on.
func TestWindowPosition(t *testing.T) {
	text := strings.Repeat("aé\r\nb\n", 100)
	w := NewWindow(iotest.OneByteReader(strings.NewReader(text)), AnyChars, 0)
	for i := 0; ; i++ {
		keep := 0
		if i%7 == 6 {
			keep = 4
		}
		if err := w.Fill(keep, 1<<20); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{len(w.Data), 0, len(w.Data) / 2} {
			offset := w.Base() + int64(at)
			before := text[:offset]
			line := 1 + strings.Count(before, "\n")
			if strings.HasSuffix(before, "\r") {
				continue
			}
			column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			if strings.HasSuffix(before, "\xc3") {
				continue
			}
			if got, want := w.Position(offset), (feed.Position{Offset: offset, Line: line, Column: column}); got != want {
				t.Fatalf("%d: %+v, want %+v", offset, got, want)
			}
		}
	}
}

// TestWindowErrors shows that a reader's own error passes through untouched,
// after the text before it, and that a full window says so.
func TestWindowErrors(t *testing.T) {
	broken := errors.New("broken")
	text, err := readAll(NewWindow(io.MultiReader(strings.NewReader("abcdef"), iotest.ErrReader(broken)), AnyChars, 0), 0)
	if text != "abcdef" || err != broken {
		t.Errorf("%q, %v", text, err)
	}
	w := NewWindow(strings.NewReader(strings.Repeat("x", 1000)), AnyChars, 0)
	for err = nil; err == nil; {
		err = w.Fill(0, 100)
	}
	if err != ErrWindowFull {
		t.Errorf("full window: %v", err)
	}
	if _, err := readAll(NewWindow(iotest.ErrReader(nil), AnyChars, 0), 0); err != io.ErrNoProgress {
		t.Errorf("reader that brings nothing: %v", err)
	}
}

// TestFillUpToMax shows that a construct may be as large as the limit, wherever it
// begins in the Window's memory.
func TestFillUpToMax(t *testing.T) {
	for _, max := range []int{300_000, 1 << 20, 3_000_000} {
		for _, size := range []int{max / 3, max/2 + 1, max - 70_000, max - 1} {
			w := NewWindow(strings.NewReader(strings.Repeat("x", 5*max)), XMLChars, 0)
			for keep, n := 0, 0; n < 4; n++ {
				for len(w.Data)-keep < size {
					if err := w.Fill(keep, max); err != nil {
						t.Fatalf("limit %d: %d bytes of the construct %d of %d: %v", max, len(w.Data), n, size, err)
					}
					keep = 0
				}
				keep += size
			}
		}
	}
}

// TestWindowBeginsSmall shows that a small text takes little memory, and that a larger
// one is read in large steps all the same.
func TestWindowBeginsSmall(t *testing.T) {
	for size, want := range map[int]int{0: firstChunk, 100: firstChunk, firstChunk / 2: firstChunk, firstChunk: chunk, chunk: chunk} {
		w := NewWindow(strings.NewReader(strings.Repeat("x", size)), AnyChars, 0)
		text, err := readAll(w, 0)
		if len(text) != size || err != io.EOF || len(w.store) != want {
			t.Errorf("%d bytes: read %d, %v, in a store of %d, want %d", size, len(text), err, len(w.store), want)
		}
	}
}

// TestUnknownEncoding shows that an encoding that there is not is no text in UTF-8.
func TestUnknownEncoding(t *testing.T) {
	w := NewWindow(strings.NewReader("text"), AnyChars, 77)
	if err := w.Fill(0, 10); err == nil || err.Error() != "there is no encoding Encoding(77)" || len(w.Data) > 0 {
		t.Errorf("%q, %v", w.Data, err)
	}
}
