package main

import (
	"strings"

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
		return validate.List(s.stdout)
	case 1:
		code := strings.ToLower(args[0])
		if _, ok := validate.RuleByCode(code); !ok {
			return usagef("explain: no rule %q; %s\"feedconv explain\" lists them", args[0], didYouMean(args[0], ruleCodes()))
		}
		return validate.Explain(s.stdout, code)
	}
	return usagef("explain takes one rule, not %d", len(args))
}

func ruleCodes() (codes []string) {
	for _, r := range validate.Rules() {
		codes = append(codes, r.Code)
	}
	return codes
}
