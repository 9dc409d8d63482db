package validate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

// sarifSchemaFile is the published schema, as the package jest-sarif has it (MIT).
const sarifSchemaFile = "testdata/sarif-2.1.0.schema.json"

// readSARIF reads a report, which must be valid by the published schema.
func readSARIF(t *testing.T, text []byte) map[string]any {
	t.Helper()
	schema, err := os.ReadFile(sarifSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.Draft, c.AssertFormat = jsonschema.Draft4, true
	if err := c.AddResource(sarifSchemaFile, bytes.NewReader(schema)); err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if err := c.MustCompile(sarifSchemaFile).Validate(v); err != nil {
		t.Fatalf("%#v\n%s", err, text)
	}
	return v
}

// TestSARIF shows that reports are valid by the published schema: of problems and of none, of
// feeds that could not be read, and before anything is known. What merging programs want is in
// each.
func TestSARIF(t *testing.T) {
	for name, run := range map[string]func(*Report) error{
		"nothing": func(r *Report) error { return nil },
		"problems": func(r *Report) error {
			for i, problems := range shown {
				if err := r.Begin([]string{"a, b:100%.xml", "/tmp/ü[1] \xff.csv"}[i]); err != nil {
					return err
				}
				for _, p := range problems {
					if err := r.Problem(p); err != nil {
						return err
					}
				}
				if err := r.End(2, nil); err != nil {
					return err
				}
			}
			return nil
		},
		"unread": func(r *Report) error { return r.Failed("<stdin>", errors.New("no\nsuch file")) },
		"own rule": func(r *Report) error {
			return errors.Join(r.Begin("a"), r.Problem(Problem{File: "a", Rule: "own-rule", Severity: Note, Message: "m", Line: 1, Column: 1}), r.End(1, nil))
		},
	} {
		var b bytes.Buffer
		r := NewReport(&b, SARIF, &ReportOptions{Max: 1, Version: "v1.2.3"})
		if err := errors.Join(run(r), r.Close()); err != nil {
			t.Fatal(err)
		}
		v := readSARIF(t, b.Bytes())
		one := v["runs"].([]any)[0].(map[string]any)
		driver := one["tool"].(map[string]any)["driver"].(map[string]any)
		if v["$schema"] != sarifSchema || one["columnKind"] != "unicodeCodePoints" || driver["version"] != "v1.2.3" || driver["informationUri"] != projectHome {
			t.Errorf("%s: %s", name, b.String())
		}
		for _, result := range one["results"].([]any) {
			result := result.(map[string]any)
			if rule := driver["rules"].([]any)[int(result["ruleIndex"].(float64))].(map[string]any); rule["id"] != result["ruleId"] {
				t.Errorf("%s: the result of %v is of the rule %v", name, result["ruleId"], rule["id"])
			}
		}
		invocation := one["invocations"].([]any)[0].(map[string]any)
		if invocation["executionSuccessful"] != (name != "unread") {
			t.Errorf("%s: %v", name, invocation)
		}
	}
}

// TestSARIFNoEqualResults shows that of results with the same rule, message and place, also of
// a feed that is given twice, there is one.
func TestSARIFNoEqualResults(t *testing.T) {
	var b bytes.Buffer
	r := NewReport(&b, SARIF, &ReportOptions{Max: -1})
	p := Problem{File: "a", Rule: "id-missing", Severity: Error, Message: "m", Line: 1, Column: 1}
	other, later := p, p
	other.Message, later.Column = "n", 2
	err := errors.Join(r.Begin("a"), r.Problem(p), r.Problem(p), r.Problem(other), r.Problem(later), r.End(1, nil), r.Begin("a"), r.Problem(p), r.End(1, nil), r.Close())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, result := range readSARIF(t, b.Bytes())["runs"].([]any)[0].(map[string]any)["results"].([]any) {
		text, _ := json.Marshal(result)
		got = append(got, string(text))
	}
	if len(got) != 3 {
		t.Error(cmp.Diff(nil, got))
	}
}

// TestFileURI shows how the names of files become URIs.
func TestFileURI(t *testing.T) {
	for name, want := range map[string]string{
		"a.xml": "a.xml", "dir/a b.xml": "dir/a%20b.xml", "ü%.csv": "%C3%BC%25.csv", "a:b.csv": "./a:b.csv", "<stdin>": "%3Cstdin%3E",
		"\xff[1]?#.csv": "%FF%5B1%5D%3F%23.csv", "/tmp/a b.csv": "file:///tmp/a%20b.csv", "//a": "file:///a", "../a": "../a", "": "",
	} {
		if got := fileURI(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestSARIFManyResults shows that equal results are found among more than are remembered.
func TestSARIFManyResults(t *testing.T) {
	var b bytes.Buffer
	r := NewReport(&b, SARIF, &ReportOptions{Max: -1})
	if err := r.Begin("a"); err != nil {
		t.Fatal(err)
	}
	const n = mostKnown + 1000
	for i := range n {
		p := Problem{File: "a", Rule: "id-missing", Severity: Error, Message: "m", Line: 1 + i, Column: 1}
		if err := errors.Join(r.Problem(p), r.Problem(p)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(r.End(n, nil), r.Close()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.String(), `"ruleId"`); got < n || got > n+1 {
		t.Error(fmt.Sprint(got, " results, want ", n))
	}
}
