package validate

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// text is the report for people.
type text struct{ w io.Writer }

func newText(w io.Writer, _ *ReportOptions) form { return &text{w} }

func (t *text) begin(string) error { return nil }

func (t *text) problem(p *Problem) error {
	_, err := io.WriteString(t.w, p.Error()+"\n")
	return err
}

// place returns the file with the line and column, as far as they are known, or with the
// entity's number if the line is not known, as in memory.
func (p *Problem) place() string {
	file := oneLine(p.File)
	var at string
	switch {
	case p.Line > 0:
		at = fmt.Sprintf("%d:%d", p.Line, p.Column)
	case p.Entity > 0:
		at = fmt.Sprintf("entity %d (Id %s)", p.Entity, quote.Text(p.ID))
	case file == "":
		return "the feed"
	default:
		return file
	}
	if file == "" {
		return at
	}
	return file + ":" + at
}

// subject names the field that a problem is about, to go before the message.
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

// jsonl is the report for programs: one object per line, and nothing else.
type jsonl struct {
	e       *lineEncoder
	summary bool
}

func newJSONL(w io.Writer, o *ReportOptions) form { return &jsonl{newLineEncoder(w), o.Summary} }

func (j *jsonl) begin(string) error { return nil }

func (j *jsonl) problem(p *Problem) error {
	return j.e.encode(p)
}

func (j *jsonl) end(*fileSummary) error      { return nil }
func (j *jsonl) failed(string, string) error { return nil }

// close writes the record with the key "summary", if the options ask for it.
func (j *jsonl) close(s *runSummary) error {
	if !j.summary {
		return nil
	}
	type numbers struct {
		Files    int64            `json:"files"`
		Unread   int64            `json:"unread"`
		Entities int64            `json:"entities"`
		Errors   int64            `json:"errors"`
		Warnings int64            `json:"warnings"`
		Notes    int64            `json:"notes"`
		Rules    map[string]int64 `json:"rules"`
	}
	sum := s.Problems.Sum()
	n := numbers{s.Files, s.Unread, s.Entities, sum.Of(Error), sum.Of(Warning), sum.Of(Note), make(map[string]int64)}
	for code, t := range s.Problems.All() {
		n.Rules[code] = t.total()
	}
	return j.e.encode(map[string]numbers{"summary": n})
}

// github is the report that a GitHub workflow shows beside the lines: one
// command in a line. The commands know errors, warnings and notices.
type github struct{ w io.Writer }

func newGitHub(w io.Writer, _ *ReportOptions) form { return &github{w} }

func (g *github) begin(string) error { return nil }

// gitHubCommands are the commands of the severities.
var gitHubCommands = [numSeverities]string{Note: "notice", Warning: "warning", Error: "error"}

func (g *github) problem(p *Problem) error {
	at := ""
	if p.Line > 0 {
		at = fmt.Sprintf(",line=%d,col=%d", p.Line, p.Column)
	}
	return g.command(gitHubCommands[p.Severity], gitHubFile(p.File)+at+",title="+gitHubProperty.Replace(p.Rule), p.subject()+p.sentence())
}

func (g *github) command(name, properties, message string) error {
	_, err := fmt.Fprintf(g.w, "::%s %s::%s\n", name, properties, gitHubData.Replace(message))
	return err
}

// The replacements of characters that have a meaning in a command, for its message and
// for a property.
var (
	gitHubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// gitHubFile returns the property that names a file. Bytes that are not UTF-8 become
// U+FFFD, as in the other reports. So do control characters for which a property has no
// escape, because a terminal would obey them.
func gitHubFile(name string) string {
	shown := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\r' && r != '\n' {
			return unicode.ReplacementChar
		}
		return r
	}, name)
	return "file=" + gitHubProperty.Replace(shown)
}

func (g *github) end(s *fileSummary) error {
	for code, n := range s.hidden() {
		if err := g.command("notice", gitHubFile(s.File)+",title="+code, fmt.Sprintf("%d more of %s", n, code)); err != nil {
			return err
		}
	}
	return nil
}

func (g *github) failed(file, message string) error {
	return g.command("error", gitHubFile(file), oneLine(message))
}

func (g *github) close(s *runSummary) error {
	return g.command("notice", "title=feedconv", s.String())
}

// junit is the report that CI systems show as tests: a suite for each feed, with a case
// for each problem and one for the feed itself, so that a good feed has a test that
// passes. Problems that make a feed fail are failures; other problems are the output of
// cases that pass. A feed that cannot be read is an error. The suites have no totals,
// because a total comes before its cases, and there may be millions; readers count for
// themselves.
type junit struct {
	w       io.Writer
	failure Severity // the least one
	begun   bool
	buf     bytes.Buffer // of one write
}

func newJUnit(w io.Writer, o *ReportOptions) form { return &junit{w: w, failure: o.Failure} }

func (j *junit) begin(file string) error {
	j.open()
	fmt.Fprintf(&j.buf, "  <testsuite name=\"%s\">\n", xmlText(file))
	return j.flush()
}

// open writes the start of the document, once.
func (j *junit) open() {
	if !j.begun {
		j.begun = true
		j.buf.WriteString(xml.Header + "<testsuites name=\"feedconv validate\">\n")
	}
}

func (j *junit) flush() error {
	_, err := j.w.Write(j.buf.Bytes())
	j.buf.Reset()
	return err
}

func (j *junit) problem(p *Problem) error {
	place := p.place()
	sentence := p.subject() + p.sentence()
	fmt.Fprintf(&j.buf, "    <testcase classname=\"%s\" name=\"%s\"", xmlText(p.Rule), xmlText(place))
	fmt.Fprintf(&j.buf, " file=\"%s\"", xmlText(p.File))
	if p.Line > 0 {
		fmt.Fprintf(&j.buf, " line=\"%d\"", p.Line)
	}
	j.buf.WriteString(">\n")
	if p.Severity >= j.failure {
		fmt.Fprintf(&j.buf, "      <failure type=\"%s\" message=\"%s\">%s: %s</failure>\n", xmlText(p.Rule), xmlText(sentence), xmlText(place), xmlText(sentence))
	} else {
		fmt.Fprintf(&j.buf, "      <system-out>%s: %s[%s]: %s</system-out>\n", xmlText(place), p.Severity, p.Rule, xmlText(sentence))
	}
	j.buf.WriteString("    </testcase>\n")
	return j.flush()
}

func (j *junit) end(s *fileSummary) error {
	fmt.Fprintf(&j.buf, "    <testcase classname=\"feed\" name=\"%s\">\n", xmlText(s.File))
	fmt.Fprintf(&j.buf, "      <system-out>%s, %s", quote.Count(s.Entities, "entity"), s.Problems.Sum())
	for code, n := range s.hidden() {
		fmt.Fprintf(&j.buf, "\n%d more of %s", n, code)
	}
	j.buf.WriteString("</system-out>\n    </testcase>\n  </testsuite>\n")
	return j.flush()
}

func (j *junit) failed(file, message string) error {
	j.open()
	fmt.Fprintf(&j.buf, "  <testsuite name=\"%s\">\n    <testcase classname=\"feed\" name=\"%s\">\n", xmlText(file), xmlText(file))
	fmt.Fprintf(&j.buf, "      <error message=\"%s\" />\n    </testcase>\n  </testsuite>\n", xmlText(oneLine(message)))
	return j.flush()
}

func (j *junit) close(*runSummary) error {
	j.open()
	j.buf.WriteString("</testsuites>\n")
	return j.flush()
}

// xmlText escapes s for an attribute or a text. What XML cannot hold becomes
// U+FFFD.
func xmlText(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}

// A lineEncoder writes JSON objects, one in a line.
type lineEncoder struct {
	w    io.Writer
	line bytes.Buffer
	e    *json.Encoder
}

func newLineEncoder(w io.Writer) *lineEncoder {
	l := &lineEncoder{w: w}
	l.e = json.NewEncoder(&l.line)
	l.e.SetEscapeHTML(false)
	return l
}

// encode writes an object and its line end in one write.
func (l *lineEncoder) encode(v any) error {
	l.line.Reset()
	if err := l.e.Encode(v); err != nil {
		return err
	}
	_, err := l.w.Write(plainReplacements(l.line.Bytes()))
	return err
}

// plainReplacements replaces the JSON escape of U+FFFD by the character. For a byte that
// is not UTF-8, possible in a file name, Go 1.26 writes an escape and Go 1.27 the
// character.
func plainReplacements(line []byte) []byte {
	const escape = `\ufffd`
	if !bytes.Contains(line, []byte(escape)) {
		return line
	}
	plain := make([]byte, 0, len(line))
	for i := 0; i < len(line); {
		switch {
		case bytes.HasPrefix(line[i:], []byte(escape)):
			plain = append(plain, "\uFFFD"...)
			i += len(escape)
		case line[i] == '\\': // another escape, perhaps of a backslash
			plain = append(plain, line[i:i+2]...)
			i += 2
		default:
			plain = append(plain, line[i])
			i++
		}
	}
	return plain
}
