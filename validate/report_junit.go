package validate

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

// junit is the report that CI systems show as tests: a suite for each feed, in
// it a case for each problem, and one for the feed itself, so that a good feed
// has a test that passes. Errors, or what else makes a feed fail, are failures;
// the rest is the output of cases that pass. A feed that cannot be read is an
// error. The suites have no totals, as these would have to stand before what they
// count, which may be millions; readers count for themselves.
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
	fmt.Fprintf(&j.buf, "      <system-out>%s, %s", plural(s.Entities, "entity"), s.Problems.Sum())
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
