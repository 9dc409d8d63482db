package validate

import (
	"fmt"
	"io"
	"strings"
)

// text is the report that people read.
type text struct{ w io.Writer }

func newText(w io.Writer, _ *ReportOptions) form { return &text{w} }

func (t *text) begin(string) error { return nil }

func (t *text) problem(p *Problem) error {
	_, err := io.WriteString(t.w, p.Error()+"\n")
	return err
}

// place returns the file with the line and column, as far as known.
func (p *Problem) place() string {
	if p.Line == 0 {
		return oneLine(p.File)
	}
	return fmt.Sprintf("%s:%d:%d", oneLine(p.File), p.Line, p.Column)
}

// subject names the field that a problem is about, to stand before the message.
func (p *Problem) subject() string {
	if p.Field == "" {
		return ""
	}
	return oneLine(p.Field) + ": "
}

func (t *text) end(s *fileSummary) error {
	var b strings.Builder
	for code, n := range s.hidden() {
		fmt.Fprintf(&b, "%s: %d more of %s\n", oneLine(s.File), n, code)
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

func (t *text) failed(string, string) error { return nil }

func (t *text) close(s *runSummary) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", s)
	for code, n := range s.Problems.All() {
		fmt.Fprintf(&b, "  %s: %s\n", code, n)
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}
