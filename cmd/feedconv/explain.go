package main

import "github.com/xeipuuwjyxo/geocodefeed/validate"

var explainCommand = command{
	name:    "explain",
	summary: "explain a rule of validate: feedconv explain [RULE]",
	run:     runExplain,
}

func runExplain(s *session, args []string) error {
	switch len(args) {
	case 0:
		return validate.List(s.stdout)
	case 1:
		if _, ok := validate.RuleByCode(args[0]); !ok {
			return usagef("explain: no rule %q; %s\"feedconv explain\" lists them", args[0], didYouMean(args[0], ruleCodes()))
		}
		return validate.Explain(s.stdout, args[0])
	}
	return usagef("explain takes one rule, not %d", len(args))
}

func ruleCodes() (codes []string) {
	for _, r := range validate.Rules() {
		codes = append(codes, r.Code)
	}
	return codes
}
