package main

import (
	"io"
	"os"
	"strings"
	"sync"
)

// The size of a terminal that does not tell.
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
