package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// ruleTable returns the rule table in Markdown.
func ruleTable() string {
	var b strings.Builder
	b.WriteString("| rule | severity | feeds | reports |\n|---|---|---|---|\n")
	for _, r := range validate.Rules() {
		severity := r.Severity.String()
		if r.InResults != validate.Off {
			severity += ", in results " + r.InResults.String()
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.Code, severity, r.Kinds, strings.ReplaceAll(r.Title, "|", `\|`))
	}
	return b.String()
}

// rulesDocument is the document that has the rule table.
const rulesDocument = "docs/rules.md"

// The markers between which a Markdown document has the rule table.
const (
	tableBegin = "<!-- rules: begin -->\n"
	tableEnd   = "<!-- rules: end -->"
)

// withRuleTable returns a Markdown document with the rule table between the markers
// written again. A document that is up to date does not change.
func withRuleTable(document string) (string, error) {
	return between(document, tableBegin, tableEnd, ruleTable())
}

func TestWithRuleTable(t *testing.T) {
	const document = "# Rules\n<!-- rules: begin -->\nold\n<!-- rules: end -->\nmore\n"
	got, err := withRuleTable(document)
	want := "# Rules\n<!-- rules: begin -->\n" + ruleTable() + "<!-- rules: end -->\nmore\n"
	if got != want || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	if again, _ := withRuleTable(got); again != got {
		t.Error("a table in step changes")
	}
	if n := strings.Count(ruleTable(), "\n"); n != len(validate.Rules())+2 {
		t.Errorf("%d lines", n)
	}
	if _, err := withRuleTable("no markers"); err == nil {
		t.Error("no error")
	}
}
