package validate

import (
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestExplain shows what is said of each rule.
func TestExplain(t *testing.T) {
	var b strings.Builder
	for i, r := range Rules() {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(r.Explain())
	}
	golden(t, "testdata/explain.golden", b.String())
}

// TestRuleRows checks that every row is whole, and that every cause that a reader
// can give has one.
func TestRuleRows(t *testing.T) {
	causes := []feed.Cause{feed.EncodingInvalid, feed.EncodingNotUTF8, feed.EncodingBOM, feed.CompressionInvalid, feed.XMLSyntax, feed.XMLDoctype, feed.XMLNamespace, feed.XMLAttributeCase, feed.XMLUnknown,
		feed.VersionMissing, feed.VersionUnsupported, feed.TextSyntax, feed.TextHeader, feed.ColumnMissing, feed.ColumnUnknown, feed.ColumnDuplicate, feed.ColumnExtension,
		feed.RowTooLong, feed.RowShort, feed.QuoteSwallowsRows, feed.RowIndex, feed.CellJSON, feed.JSONSyntax, feed.JSONKey, feed.JSONValue, feed.ValueTooLarge}
	seen := make(map[string]bool)
	checks := 0
	for _, r := range Rules() {
		if r.check != nil {
			checks++
		}
		if seen[r.Code] {
			t.Errorf("%s is there twice", r.Code)
		}
		seen[r.Code] = true
		if (r.Severity == Off) != (r.Code == "line-end-in-value") || r.Kinds == 0 || r.Title == "" || r.Text == "" || r.Bad == "" || r.Good == "" {
			t.Errorf("the row of %s is not whole", r.Code)
		}
		if !strings.HasSuffix(r.Text, ".") || strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s: full stops", r.Code)
		}
		for line := range strings.SplitSeq(r.Text, "\n") {
			if len([]rune(line)) > 82 {
				t.Errorf("%s: a line of %d characters: %s", r.Code, len([]rune(line)), line)
			}
		}
		isCause := slices.Contains(causes, feed.Cause(r.Code))
		if atEnd := r.Code == "feed-empty"; r.check == nil && !isCause && !atEnd || r.check != nil && isCause {
			t.Errorf("%s: nothing finds it, or two things do", r.Code)
		}
	}
	if checks > 64 {
		t.Errorf("%d checks do not fit in a ruleSet", checks)
	}
	for _, c := range causes {
		if !seen[c.Error()] {
			t.Errorf("%s has no row", c)
		}
	}
}
