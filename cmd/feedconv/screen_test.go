package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// newTestScreen returns a screen on a terminal of so many columns, what is written
// to it, and another stream on the same terminal.
func newTestScreen(t *testing.T, width *int) (c *screen, written func() string, w screenWriter) {
	f, err := os.Create(filepath.Join(t.TempDir(), "terminal"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	c = &screen{w: f, size: func() (columns, rows int) { return *width, 4 }}
	return c, func() string {
		data, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}, screenWriter{c, f}
}

// TestScreen shows that lines take the place of the ones before, are erased before
// anything else is written, do not tear a line that is not complete, and are no more
// than the terminal has rows for.
func TestScreen(t *testing.T) {
	width := 20
	c, written, w := newTestScreen(t, &width)
	c.draw([]string{"a", "b"})
	c.draw([]string{"c"})
	w.Write([]byte("note\n"))
	w.Write([]byte("more\n"))
	c.draw([]string{"d"})
	w.Write([]byte("begin"))
	c.draw([]string{"e"})
	w.Write([]byte(" end\n"))
	c.draw([]string{"f"})
	c.erase()
	c.erase()
	c.draw([]string{"1", "2", "3", "4", "5"})
	const up, clear = "\x1b[A", "\x1b[J"
	want := "a\nb" + "\r" + up + clear + "c" + "\r" + clear + "note\nmore\n" + "d" + "\r" + clear + "begin end\n" + "f" + "\r" + clear + "3\n4\n5"
	if got := written(); got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}

// TestScreenWidth shows that lines are cut to the terminal, and that of a terminal
// that became narrower all rows are erased that a line then takes.
func TestScreenWidth(t *testing.T) {
	width := 10
	c, written, _ := newTestScreen(t, &width)
	c.draw([]string{"0123456789abc", "x"})
	width = 4
	c.erase()
	if got, want := written(), "01234567…\nx\r"+strings.Repeat("\x1b[A", 3)+"\x1b[J"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}

// TestCutToWidth shows that what counts is the room on the terminal.
func TestCutToWidth(t *testing.T) {
	for _, c := range []struct {
		text       string
		width      int
		left, full string
	}{
		{"abcdef", 6, "abcdef", "abcdef"},
		{"abcdef", 4, "…def", "abc…"},
		{"東京都庁舎", 6, "…庁舎", "東京…"},
		{"e\u0301a\u0308o", 3, "e\u0301a\u0308o", "e\u0301a\u0308o"},
		{"abc", 0, "", ""},
		{"abc", 1, "…", "…"},
		{"", 3, "", ""},
	} {
		if got := cutToWidth(c.text, c.width); got != c.full {
			t.Errorf("%q in %d: %q, want %q", c.text, c.width, got, c.full)
		}
		if got := cutFromLeft(c.text, c.width); got != c.left && displayWidth(got) > c.width {
			t.Errorf("%q in %d from the left: %q, want %q", c.text, c.width, got, c.left)
		}
	}
}

// TestProgressLine shows what a terminal shows of a reading.
func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		done, planned, size int64
		want                string
	}{
		{50e6, 200e6, 200e6, "25% of 200 MB, 5 MB/s, 0:30 left"},
		{250e6, 400e6, 200e6, "62% of 200 MB, 25 MB/s, 0:06 left"}, // read twice
		{50e6, 0, 0, "50 MB, 5 MB/s"},
		{50e6, 40e6, 40e6, "50 MB, 5 MB/s"},
	} {
		if got := progressNumbers(c.done, c.planned, c.size, 10*time.Second); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for _, c := range []struct {
		width int
		want  string
	}{{80, "/some/where/in.xml: 25% of 200 MB"}, {28, "…re/in.xml: 25% of 200 MB"}, {20, "25% of 200 MB"}, {5, "25% of 200 MB"}} {
		if got := progressLine("/some/where/in.xml", "25% of 200 MB", c.width); got != c.want && (got == "" || displayWidth(got) > c.width) {
			t.Errorf("%d columns: %q, want %q", c.width, got, c.want)
		}
	}
	if got := progressLine("a\x1bb\n", "1%", 80); got != "a\ufffdb\ufffd: 1%" {
		t.Errorf("%q", got)
	}
}
