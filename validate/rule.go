package validate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Rule is one check. Everything about it is in its row, from which reports,
// explanations and the documentation are made.
type Rule struct {
	Code     string // stable: words of a-z and 0-9, joined by hyphens
	Severity Severity
	// InResults is the severity in results if it differs there, otherwise Off.
	InResults Severity
	Kinds     Kind   // the kinds of feeds that it is for; of a rule of your own, both if zero
	Title     string // what is wrong, in a line
	Text      string // what it means and why the service cares
	Bad       string // an example that the rule reports
	Good      string // the same, corrected

	// Check is the function of a rule of your own (Options.Rules); it is nil in the rules
	// that Rules returns. It checks an entity and calls report for each problem, with a
	// value of a part or, with feed.NoField, the part itself. The entity's own part is
	// r.Entity().
	//
	// Check must depend on nothing but the entity, and must not edit it. It may be called by several
	// goroutines at once, and twice for an entity. If a feed is validated in pieces, the number and
	// offsets of r count from the beginning of the piece; those of the problem are corrected. Check
	// is not called for an entity in which the reader found a fault. R and report are valid until
	// Check returns. If Check panics, so does the method of the Validator, on the goroutine of
	// its caller.
	Check func(r *feed.Record, report func(at feed.Part, f feed.Field, message, remedy string))

	index int // in the table
	// ofFeed says that a problem concerns the whole feed, even if it shows at an entity.
	ofFeed bool
	// check checks an entity and reports what it finds. It is nil if readers find the fault,
	// whose cause is then the rule's code, or if the end of the feed shows it.
	check func(*entity)
	// Which entities the rule checks: all, if at, on, values, texts, late and repeats are unset.
	at      []feed.Group        // those that have one of these groups, be it empty
	on      []feed.Field        // those with a value in one of these fields
	with    []feed.Field        // and in one of these of the same part, if there are any
	values  []feed.Field        // those where one of these has a value that is not plain
	unless  []feed.Field        // and none with a value in one of these
	without []feed.Group        // and none that has one of these groups
	late    bool                // those beyond a limit of the profile
	repeats bool                // those whose Id is not known to be new
	texts   suspicion           // those that have a text of that suspicion
	formats []feed.Format       // of feeds in these formats; nil for all
	wanted  func(*measure) bool // under these profiles; nil for all
}

// Rules returns the rule table: rules for the file, then for entities, the profile and
// results.
func Rules() []Rule { return slices.Clone(table) }

// FoundByReading reports whether the rule's problems come from reading, as faults of the
// reader or at the end of the feed, rather than from a check of entities.
func (r Rule) FoundByReading() bool { return r.check == nil && r.Check == nil }

// severityIn returns the rule's own severity in a kind of feeds.
func (r *Rule) severityIn(k Kind) Severity {
	if k == Results && r.InResults != Off {
		return r.InResults
	}
	return r.Severity
}

// severities returns the rule's own severity as lists show it, with that in results.
func (r *Rule) severities() string {
	if r.InResults == Off {
		return r.Severity.String()
	}
	return fmt.Sprintf("%v, in results %v", r.Severity, r.InResults)
}

// Explain returns, in several lines, what the rule means, why the service cares, an example
// that it reports, and the example corrected.
func (r Rule) Explain() string {
	text := fmt.Sprintf("%s (%s; %s)\n%s.\n\n%s\n", r.Code, r.severities(), cmp.Or(r.Kinds, both), capital(r.Title), r.Text)
	if r.Bad != "" {
		text += "\nBad:\n" + indent(r.Bad) + "\n"
	}
	if r.Good != "" {
		text += "\nGood:\n" + indent(r.Good) + "\n"
	}
	return text
}

func capital(s string) string { return strings.ToUpper(s[:min(1, len(s))]) + s[min(1, len(s)):] }

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }

// hint names the rules that begin like code.
func hint(code string, rules []Rule) string {
	start, _, _ := strings.Cut(code, "-")
	var like []string
	for i := range rules {
		if strings.HasPrefix(rules[i].Code, start+"-") {
			like = append(like, rules[i].Code)
		}
	}
	if like == nil {
		return ""
	}
	return "; there are " + strings.Join(like, ", ")
}

// table is set by init, because the rules' checks refer to the Validator, and it to them.
var table []Rule

func init() {
	table = slices.Concat(encodingRules, xmlRules, jsonRules, versionRules, textRules, sizeRules,
		idRules, requestRules, valueRules, cultureRules, locationRules, characterRules, placeholderRules, damageRules,
		profileRules, patternRules, statusRules, responseRules, pointRules)
	number(table)
}

// number sets the rules' indexes.
func number(rules []Rule) {
	for i := range rules {
		rules[i].index = i
	}
}

// find returns the rule of a code, nil if there is none.
func find(rules []Rule, code string) *Rule {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return nil
	}
	return &rules[i]
}

// withOwn returns the rule table followed by a user's own rules, or the error of one of
// them.
func withOwn(own []Rule) ([]Rule, error) {
	if len(own) == 0 {
		return table, nil
	}
	rules := slices.Concat(table, own)
	for i := len(table); i < len(rules); i++ {
		r := &rules[i]
		wrong := ""
		switch {
		case !isCode(r.Code):
			wrong = "its code is not words of a-z and 0-9 joined by hyphens"
		case find(table, r.Code) != nil:
			wrong = "its code is that of a rule of this package"
		case find(rules, r.Code) != r:
			wrong = "its code is that of another one"
		case r.Severity >= numSeverities || r.InResults >= numSeverities:
			wrong = fmt.Sprintf("there is no %v", max(r.Severity, r.InResults))
		case r.Kinds&^both != 0:
			wrong = fmt.Sprintf("there is no %v of feeds", r.Kinds)
		case r.Check == nil:
			wrong = "it has no Check"
		default:
			*r = Rule{Code: r.Code, Severity: r.Severity, InResults: r.InResults, Kinds: cmp.Or(r.Kinds, both), Title: r.Title, Text: r.Text, Bad: r.Bad, Good: r.Good, Check: r.Check}
			continue
		}
		return nil, fmt.Errorf("the rule %s: %s", quote.Text(r.Code), wrong)
	}
	number(rules)
	return rules, nil
}

// isCode reports whether a text is words of a-z and 0-9 joined by hyphens.
func isCode(text string) bool {
	for word := range strings.SplitSeq(text, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

// A Severity says how bad a problem is.
type Severity uint8

// The severities. A rule that is Off is not checked.
const (
	Off Severity = iota
	Note
	Warning
	Error

	numSeverities
)

var severityNames = [numSeverities]string{"off", "note", "warning", "error"}

// String returns the severity's name, as profiles and reports spell it.
func (s Severity) String() string {
	if s >= numSeverities {
		return fmt.Sprintf("severity %d", uint8(s))
	}
	return severityNames[s]
}

// MarshalText returns the severity's name. An unknown severity is an error.
func (s Severity) MarshalText() ([]byte, error) {
	if s >= numSeverities {
		return nil, fmt.Errorf("there is no %v", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText sets the severity by its name.
func (s *Severity) UnmarshalText(text []byte) error {
	for i, name := range severityNames {
		if name == string(text) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("there is no severity %s; there are error, warning, note and off", quote.Text(text))
}

// A Kind says what a feed is for.
type Kind uint8

// The kinds of feeds. As Kinds of a rule they are joined.
const (
	Upload  Kind = 1 << iota // requests for the service
	Results                  // what the service answered

	both = Upload | Results
)

// String returns the kind's name; for rules of both kinds, both names.
func (k Kind) String() string {
	switch k {
	case Upload:
		return "upload"
	case Results:
		return "results"
	case both:
		return "upload, results"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// ParseKind returns the kind of a name: upload or results.
func ParseKind(name string) (Kind, error) {
	for _, k := range []Kind{Upload, Results} {
		if k.String() == name {
			return k, nil
		}
	}
	return 0, fmt.Errorf("no kind %s; there are upload and results", quote.Text(name))
}
