package validate

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// TestExcerpts shows what the page has of the text around a place: of its line, near it, in
// whole characters, however the text comes.
func TestExcerpts(t *testing.T) {
	long := strings.Repeat("ä", 500)
	text := "first\r\nsecond line\rthird\n\n" + long + "§" + long + "\n" + strings.Repeat("filler 🙂 line\n", 20_000) + "last"
	places := []string{"first", "cond", "line\r", "third", "\n\n", "§", "last"}
	var marks []textMark
	for i, p := range places {
		marks = append(marks, textMark{int64(i), int64(strings.Index(text, p))})
	}
	marks = append(marks, textMark{7, int64(len(text))}, textMark{8, int64(len(text)) + 1})
	want := map[int64][2]string{
		0: {"", "first"}, 1: {"se", "cond line"}, 2: {"second ", "line"}, 3: {"", "third"}, 4: {"third", ""},
		5: {strings.Repeat("ä", excerptBefore/2), "§" + strings.Repeat("ä", (excerptAfter-2)/2)}, 6: {"", "last"}, 7: {"last", ""},
	}
	for name, r := range map[string]io.Reader{
		"whole": strings.NewReader(text), "by bytes": iotest.OneByteReader(strings.NewReader(text)), "with its end": iotest.DataErrReader(strings.NewReader(text)),
		"UTF-16": bytes.NewReader(asUTF16("\uFEFF" + text)),
	} {
		got := make(map[int64][2]string)
		in := marks
		excerpts(r, in, func(problem int64, before, after []byte) { got[problem] = [2]string{string(before), string(after)} })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	failed := 0
	excerpts(io.MultiReader(strings.NewReader("first"), iotest.ErrReader(errors.New("gone"))), marks, func(int64, []byte, []byte) { failed++ })
	if failed != 1 {
		t.Errorf("%d excerpts of a text that breaks off", failed)
	}
}

func asUTF16(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// TestHTMLReport reads back what the page has.
func TestHTMLReport(t *testing.T) {
	const hostile = `</script><script>alert(1)</script>`
	closed := 0
	texts := map[string]string{"a.csv": "one\ntwo, three\n", "b.csv": ""}
	var out bytes.Buffer
	r := NewReport(&out, HTML, &ReportOptions{Max: 2, Source: func(file string) (io.ReadCloser, error) {
		text, ok := texts[file]
		if !ok {
			return nil, errors.New("no such file")
		}
		return closer{strings.NewReader(text), &closed}, nil
	}})
	problem := func(file string, line int, offset int64, rule string, s Severity) {
		if err := r.Problem(Problem{File: file, Line: line, Column: 1, Offset: offset, Rule: rule, Severity: s, Message: hostile, Value: hostile, ID: hostile}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	check(r.Begin("a.csv"))
	problem("a.csv", 2, 9, "id-duplicate", Error)
	problem("a.csv", 1, 0, "id-duplicate", Error)
	problem("a.csv", 1, 0, "id-duplicate", Error)
	problem("a.csv", 0, 0, "own-rule", Note)
	check(r.End(3, nil))
	check(r.Begin(hostile))
	problem(hostile, 1, 0, "encoding-bom", Warning)
	check(r.End(1, nil))
	check(r.Failed("a.csv", errors.New("the disk is gone")))
	check(r.Failed("c.csv", errors.New(hostile)))
	check(r.Close())
	page := out.String()
	if strings.Contains(page, "alert(1)<") {
		t.Error("the page has a value as HTML")
	}
	if !strings.Contains(page, `content="default-src 'none'; script-src 'sha256-`) {
		t.Error("the page has no policy")
	}
	var problems []Problem
	var meta htmlMeta
	for id, into := range map[string]any{"problems": &problems, "meta": &meta} {
		m := regexp.MustCompile(`<script type="application/json" id="` + id + `">([^<]*)</script>`).FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("no %s", id)
		}
		if err := json.Unmarshal([]byte(m[1]), into); err != nil {
			t.Fatal(err)
		}
	}
	if len(problems) != 4 || problems[0].Message != hostile || closed != 1 {
		t.Errorf("%d problems, %d texts closed", len(problems), closed)
	}
	meta.Summary = ""
	for i := range meta.Rules {
		if r := &meta.Rules[i]; (r.Text == "") != (r.Code == "own-rule") {
			t.Errorf("the rule %s is explained: %q", r.Code, r.Text)
		}
		meta.Rules[i] = htmlRule{Code: meta.Rules[i].Code, Count: meta.Rules[i].Count}
	}
	want := htmlMeta{
		Counts: map[string]int64{"error": 3, "warning": 1, "note": 1},
		Files:  []htmlFile{{"a.csv", 3, "3 errors, 1 note", "the disk is gone"}, {hostile, 1, "1 warning", ""}, {"c.csv", 0, "", hostile}},
		Rules:  []htmlRule{{Code: "encoding-bom", Count: 1}, {Code: "id-duplicate", Count: 3}, {Code: "own-rule", Count: 1}},
		Texts:  map[int64][2]string{0: {"two, ", "three"}, 1: {"", "one"}},
	}
	if diff := cmp.Diff(want, meta); diff != "" {
		t.Error(diff)
	}

	out.Reset()
	r = NewReport(&out, HTML, nil)
	check(r.Close())
	if !strings.Contains(out.String(), `id="problems">[`+"\n]</script>") || !strings.HasSuffix(out.String(), "</html>\n") {
		t.Error("the report of nothing is no page")
	}
}

type closer struct {
	io.Reader
	closed *int
}

func (c closer) Close() error {
	*c.closed++
	return nil
}
