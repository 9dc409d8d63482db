package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var explainCommand = command{
	name:    "explain",
	summary: "explain a rule of validate: feedconv explain [RULE]",
	help:    explainHelp,
	run:     runExplain,
}

const explainHelp = `usage: feedconv explain [RULE]

Explain says what a rule of "feedconv validate" means, and shows a bad and a good
example. Without a rule it lists all of them, with their severities.
`

func runExplain(s *session, args []string) error {
	switch len(args) {
	case 0:
		return listRules(s.stdout)
	case 1:
		rules, codes := validate.Rules(), ruleCodes()
		i := slices.Index(codes, strings.ToLower(args[0]))
		if i < 0 {
			return usagef("explain: no rule %q; %s\"feedconv explain\" lists them", args[0], didYouMean(args[0], codes))
		}
		_, err := io.WriteString(s.stdout, rules[i].Explain())
		return err
	}
	return usagef("explain takes one rule, not %d", len(args))
}

// listRules writes a line for each rule: its code, severity and title.
func listRules(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range validate.Rules() {
		if _, err := fmt.Fprintf(t, "%s\t%s\t%s\n", r.Code, r.Severity, r.Title); err != nil {
			return err
		}
	}
	return t.Flush()
}

func ruleCodes() (codes []string) {
	for _, r := range validate.Rules() {
		codes = append(codes, r.Code)
	}
	return codes
}
