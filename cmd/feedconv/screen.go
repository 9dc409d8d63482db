package main

import (
	"io"
	"os"
	"strings"
	"sync"
	"unicode"
)

// The size of a terminal that does not say it.
const (
	defaultColumns = 80
	defaultRows    = 24
)

// A screen is a terminal whose last lines show how far a run is. They are erased
// before anything else is written to the terminal, and drawn again after it.
type screen struct {
	mu     sync.Mutex
	w      io.Writer
	size   func() (columns, rows int) // of the terminal at present
	drawn  []string                   // the lines that are there
	inLine bool                       // what was written last has not ended its line
}

// newScreen returns the screen of the terminal that f is; nil if it is none, or
// cannot move its cursor.
func newScreen(f *os.File) *screen {
	if !isTerminal(f) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &screen{w: f, size: func() (columns, rows int) { return terminalSize(f) }}
}

// width returns how many columns a line may have: one that fills the terminal wraps
// on some.
func (c *screen) width() int {
	columns, _ := c.size()
	return columns - 1
}

// draw replaces the lines that were drawn last. Of more than fit on the terminal the
// last are drawn. After the beginning of a line, which somebody has yet to end,
// nothing is drawn.
func (c *screen) draw(lines []string) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	columns, rows := c.size()
	b.WriteString(c.erasure(columns))
	if !c.inLine {
		lines = lines[max(0, len(lines)-max(1, rows-1)):]
		for i, line := range lines {
			if i > 0 {
				b.WriteString("\n")
			}
			line = cutToWidth(line, columns-1)
			c.drawn = append(c.drawn, line)
			b.WriteString(line)
		}
	}
	if b.Len() > 0 {
		io.WriteString(c.w, b.String())
	}
}

// erase removes the lines.
func (c *screen) erase() { c.draw(nil) }

// erasure returns what removes the lines. A terminal that has become narrower has
// wrapped them.
func (c *screen) erasure(columns int) string {
	if len(c.drawn) == 0 {
		return ""
	}
	rows := 0
	for _, line := range c.drawn {
		rows += max(1, (displayWidth(line)+columns-1)/columns)
	}
	c.drawn = c.drawn[:0]
	return "\r" + strings.Repeat("\x1b[A", rows-1) + "\x1b[J"
}

// A screenWriter writes to the terminal, or to another one, above the lines.
type screenWriter struct {
	screen *screen
	file   *os.File
}

func (w screenWriter) Write(p []byte) (int, error) {
	c := w.screen
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.drawn) > 0 {
		columns, _ := c.size()
		io.WriteString(c.w, c.erasure(columns))
	}
	if len(p) > 0 {
		c.inLine = p[len(p)-1] != '\n'
	}
	return w.file.Write(p)
}

// fileOf returns the file that a stream of the session is; nil if it is none.
func fileOf(stream any) *os.File {
	switch f := stream.(type) {
	case *os.File:
		return f
	case screenWriter:
		return f.file
	}
	return nil
}

// cutToWidth returns as much of a line as fits into so many columns, with an
// ellipsis in place of the rest.
func cutToWidth(line string, width int) string {
	if displayWidth(line) <= width {
		return line
	}
	var b strings.Builder
	used := 0
	for _, r := range line {
		if used += runeWidth(r); used > width-1 {
			break
		}
		b.WriteRune(r)
	}
	if width < 1 {
		return ""
	}
	return b.String() + "…"
}

// cutFromLeft returns the end of a text that fits into so many columns.
func cutFromLeft(text string, width int) string {
	for displayWidth(text) > width && text != "" {
		rest := strings.TrimPrefix(text, "…")
		_, size := firstRune(rest)
		if text = rest[size:]; text != "" {
			text = "…" + text
		}
	}
	return text
}

func firstRune(text string) (rune, int) {
	for i, r := range text {
		if i > 0 {
			return r, i
		}
	}
	return 0, len(text)
}

// displayWidth returns how many columns a text takes on a terminal.
func displayWidth(text string) (width int) {
	for _, r := range text {
		width += runeWidth(r)
	}
	return width
}

// runeWidth returns how many columns a character takes: none if it combines with
// the one before, two if it is one of East Asia's wide ones or a picture.
func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x1F300 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
		return 2
	}
	return 1
}
