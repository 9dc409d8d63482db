package main

import (
	"io"
	"os"
	"strings"
	"sync"
)

// defaultWidth is how many columns a terminal has that does not tell.
const defaultWidth = 80

// A screen is a terminal whose last lines show how far a run is. They are erased
// before anything else is written to the terminal, and drawn again after it.
type screen struct {
	mu     sync.Mutex
	w      io.Writer
	width  func() int // columns of the terminal at present
	drawn  []string   // the lines that are there
	inLine bool       // what was written last has not ended its line
}

// newScreen returns the screen of the terminal that f is; nil if it is none, or
// cannot move its cursor.
func newScreen(f *os.File) *screen {
	if !isTerminal(f) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &screen{w: f, width: func() int { return terminalWidth(f) }}
}

// draw replaces the lines that were drawn last. Behind the beginning of a line,
// which somebody has yet to end, nothing is drawn.
func (c *screen) draw(lines []string) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	width := c.width()
	b.WriteString(c.erasure(width))
	if !c.inLine {
		for i, line := range lines {
			if i > 0 {
				b.WriteString("\n")
			}
			line = cutToWidth(line, width-1) // a full line would wrap on some terminals
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
func (c *screen) erasure(width int) string {
	if len(c.drawn) == 0 {
		return ""
	}
	rows := 0
	for _, line := range c.drawn {
		rows += max(1, (displayWidth(line)+width-1)/width)
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
	if erasure := c.erasure(c.width()); erasure != "" {
		io.WriteString(c.w, erasure)
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
