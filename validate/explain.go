package validate

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// Explain writes what a rule means, why the service cares, and an example of
// what it reports and of what it does not. The error is either that there is no
// such rule or that of w.
func Explain(w io.Writer, code string) error {
	r, ok := RuleByCode(code)
	if !ok {
		return fmt.Errorf("no rule %s%s", quote.Text(code), hint(code))
	}
	_, err := fmt.Fprintf(w, "%s (%s; %s)\n%s.\n\n%s\n\nBad:\n%s\n\nGood:\n%s\n",
		r.Code, r.severities(), r.Kinds, capital(r.Title), r.Text, indent(r.Bad), indent(r.Good))
	return err
}

// hint names the rules that begin as code does.
func hint(code string) string {
	start, _, _ := strings.Cut(code, "-")
	var like []string
	for i := range table {
		if strings.HasPrefix(table[i].Code, start+"-") {
			like = append(like, table[i].Code)
		}
	}
	if like == nil {
		return ""
	}
	return "; there are " + strings.Join(like, ", ")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }

// List writes a line for each rule: its code, severity and title.
func List(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range table {
		if _, err := fmt.Fprintf(t, "%s\t%s\t%s\n", table[i].Code, table[i].Severity, table[i].Title); err != nil {
			return err
		}
	}
	return t.Flush()
}

// RuleTable returns the rule table in Markdown.
func RuleTable() string {
	var b strings.Builder
	b.WriteString("| rule | severity | feeds | reports |\n|---|---|---|---|\n")
	for i := range table {
		r := &table[i]
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.Code, r.severities(), r.Kinds, strings.ReplaceAll(r.Title, "|", `\|`))
	}
	return b.String()
}

// The markers between which a Markdown document has the rule table.
const (
	tableBegin = "<!-- rules: begin -->\n"
	tableEnd   = "<!-- rules: end -->"
)

// WithRuleTable returns a Markdown document with the rule table made anew
// between the lines <!-- rules: begin --> and <!-- rules: end -->. A document
// that is in step does not change.
func WithRuleTable(document string) (string, error) {
	before, rest, ok1 := strings.Cut(document, tableBegin)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok1 || !ok2 {
		return "", fmt.Errorf("the document has no lines %q and %q", strings.TrimSpace(tableBegin), tableEnd)
	}
	return before + tableBegin + RuleTable() + tableEnd + after, nil
}
