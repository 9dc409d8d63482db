package validate

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// shown are problems whose texts try each report's escapes.
var shown = [][]Problem{
	{
		{File: "a, b:100%.xml", Line: 3, Column: 7, Offset: 120, Entity: 1, ID: "x\"<1>", Field: "GeocodeRequest/Culture", Rule: "culture-invalid", Severity: Error, Value: "a\r\nb", Message: `"a\r\nb" is not shaped like a culture`, Remedy: "write, say, en-US: 100%"},
		{File: "a, b:100%.xml", Line: 4, Column: 1, Offset: 150, Entity: 2, Rule: "culture-invalid", Severity: Error, Message: "b]]> & \\x1b[31m", Remedy: ""},
		{File: "a, b:100%.xml", Line: 5, Column: 1, Offset: 160, Entity: 3, Rule: "culture-invalid", Severity: Error, Message: "not shown"},
		{File: "a, b:100%.xml", Line: 9, Column: 2, Offset: 170, Rule: "encoding-bom", Severity: Warning, Message: "two lines", Remedy: "r"},
		{File: "a, b:100%.xml", Rule: "id-duplicate", Severity: Note, Message: "no place"},
	},
	nil,
}

func write(t *testing.T, w io.Writer, s Style, max int) error {
	return writeFailing(t, w, s, max, Off)
}

// writeFailing writes a report in which problems from a severity on are failures.
func writeFailing(t *testing.T, w io.Writer, s Style, max int, failure Severity) error {
	now := time.Unix(0, 0)
	clock := func() time.Time {
		now = now.Add(1500 * time.Millisecond)
		return now
	}
	r := NewReport(w, s, &ReportOptions{Max: max, Failure: failure, Clock: clock})
	for i, problems := range shown {
		if err := r.Begin([]string{"a, b:100%.xml", "-"}[i]); err != nil {
			return err
		}
		for _, p := range problems {
			if err := r.Problem(p); err != nil {
				return err
			}
		}
		if err := r.End(int64(4*(1-i)), nil); err != nil {
			return err
		}
	}
	return r.Close()
}

func TestReports(t *testing.T) {
	for _, s := range []Style{Text, JSONL, GitHub, JUnit, SARIF} {
		var b bytes.Buffer
		max := 2
		if s == JSONL {
			max = 0
		}
		if err := write(t, &b, s, max); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/report."+string(s)+".golden", b.String())
	}
}

// TestReportWriteErrors breaks the writer at every write.
func TestReportWriteErrors(t *testing.T) {
	for s := range forms {
		for n := 0; ; n++ {
			w := &brokenWriter{left: n}
			err := write(t, w, s, -1)
			if err == nil {
				if n == 0 {
					t.Errorf("%s writes nothing", s)
				}
				break
			}
			if err != errBroken || w.after > 0 {
				t.Fatalf("%s, broken at write %d: %v, and %d writes more", s, n, err, w.after)
			}
		}
	}
}

var errBroken = errors.New("broken")

type brokenWriter struct{ left, after int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left < 0 {
		w.after++
	}
	if w.left--; w.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestJUnitIsXML(t *testing.T) {
	for failure, want := range map[Severity]int{Off: 3, Error: 3, Warning: 4, Note: 5} {
		var b bytes.Buffer
		if err := writeFailing(t, &b, JUnit, -1, failure); err != nil {
			t.Fatal(err)
		}
		if got := countFailures(t, b.Bytes()); got != want {
			t.Errorf("%d failures from %v on, want %d", got, failure, want)
		}
	}
}

// countFailures reads a JUnit report of what is shown.
func countFailures(t *testing.T, report []byte) (failures int) {
	t.Helper()
	var suites struct {
		Suites []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Failure *string `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(report, &suites); err != nil {
		t.Fatal(err)
	}
	for _, c := range suites.Suites[0].Cases {
		if c.Failure != nil {
			failures++
		}
	}
	if len(suites.Suites) != 2 || suites.Suites[0].Name != "a, b:100%.xml" || len(suites.Suites[1].Cases) != 1 {
		t.Errorf("%+v", suites)
	}
	return failures
}

// TestReportsAreUTF8 shows that a file whose name is not UTF-8 does not make the
// report something else.
func TestReportsAreUTF8(t *testing.T) {
	for s := range forms {
		var b bytes.Buffer
		r := NewReport(&b, s, &ReportOptions{Max: 1})
		r.Begin("a\xff\xfe.csv")
		for range 2 {
			r.Problem(Problem{File: "a\xff\xfe.csv", Line: 1, Column: 1, Rule: "feed-empty", Severity: Error, Message: "m"})
		}
		r.End(0, nil)
		r.Close()
		if got := b.String(); !utf8.ValidString(got) || !strings.Contains(got, "a\uFFFD\uFFFD.csv") && !strings.Contains(got, `a\ufffd\ufffd.csv`) && !strings.Contains(got, "a%FF%FE.csv") {
			t.Errorf("%s: %q", s, got)
		}
	}
}

var problemSchema, rejectSchema = func() (problem, reject *jsonschema.Schema) {
	c := jsonschema.NewCompiler()
	for _, name := range []string{"problem", "reject"} {
		if err := c.AddResource(name+".schema.json", strings.NewReader(readSchema(name))); err != nil {
			panic(err)
		}
	}
	return c.MustCompile("problem.schema.json"), c.MustCompile("reject.schema.json")
}()

// readSchema returns one of the published schemas.
func readSchema(name string) string {
	text, err := os.ReadFile("schema/" + name + ".schema.json")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// checkLines checks every line of JSON against a schema.
func checkLines(t *testing.T, s *jsonschema.Schema, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		var value any
		if err := json.Unmarshal([]byte(line), &value); err != nil {
			t.Errorf("%s: %v", line, err)
		} else if err := s.Validate(value); err != nil {
			t.Errorf("%s: %#v", line, err)
		}
	}
}

// jsonLines returns the jsonl report of problems, checked against its schema.
func jsonLines(t *testing.T, problems []Problem) string {
	t.Helper()
	var b strings.Builder
	r := NewReport(&b, JSONL, nil)
	for _, p := range problems {
		if r.file.Problems == nil {
			if err := r.Begin(p.File); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Problem(p); err != nil {
			t.Fatal(err)
		}
	}
	checkLines(t, problemSchema, b.String())
	return b.String()
}

func TestParseStyle(t *testing.T) {
	if s, err := ParseStyle("junit"); s != JUnit || err != nil {
		t.Error(s, err)
	}
	if _, err := ParseStyle("page"); err == nil || err.Error() != `no report format "page"; there are text, jsonl, github, junit, html and sarif` {
		t.Error(err)
	}
}

// TestPlainReplacements writes U+FFFD as the character, and leaves what only looks like
// its escape.
func TestPlainReplacements(t *testing.T) {
	for line, want := range map[string]string{
		`{"a":"o\ufffdd"}`:      "{\"a\":\"o\uFFFDd\"}",
		`{"a":"\\ufffd"}`:       `{"a":"\\ufffd"}`,
		`{"a":"\\\ufffd\n"}`:    "{\"a\":\"\\\\\uFFFD\\n\"}",
		`{"a":"\ufffd\ufffd"}`:  "{\"a\":\"\uFFFD\uFFFD\"}",
		`{"a":"nothing to do"}`: `{"a":"nothing to do"}`,
	} {
		if got := string(plainReplacements([]byte(line))); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}
