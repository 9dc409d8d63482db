package validate

import (
	"fmt"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Rule is one thing that is looked at. All that is known of it stands in its
// row: the reports, the explanations and the documentation are made of it.
type Rule struct {
	Code     string // stable
	Severity Severity
	// InResults is the severity in results, if it is another one there; else Off.
	InResults Severity
	Kinds     Kind   // the kinds of feeds that it is for
	Title     string // what is wrong, in a line
	Text      string // what it means and why the service cares
	Bad       string // an example that the rule reports
	Good      string // the same, mended

	index int // in the table
	// ofFeed is set where a problem is the whole feed's, even if it shows at
	// an entity.
	ofFeed bool
	// check looks at an entity and reports what it finds. It is nil where the
	// readers find the fault, whose cause is then the rule's code, and where
	// the end of the feed shows it.
	check func(*entity)
	// Which entities it looks at; all, if none of at, on, values, texts and late is set.
	at      []feed.Group        // those that have one of these groups, be it empty
	on      []feed.Field        // those with a value in one of these fields
	values  []feed.Field        // those where one of these has a value that is not plain
	unless  []feed.Field        // and none with a value in one of these
	late    bool                // those beyond a limit of the profile
	texts   suspicion           // those whose request has a text of that suspicion
	formats []feed.Format       // of feeds in these formats; nil for all
	wanted  func(*measure) bool // under these profiles; nil for all
}

// Rules returns the rule table: those of the file first, then those of the
// entities, of the profile and of the results.
func Rules() []Rule { return slices.Clone(table) }

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

// RuleByCode finds a rule.
func RuleByCode(code string) (Rule, bool) {
	i := slices.IndexFunc(table, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return table[i], true
}

// table is set by init, as the rules' checks know the Validator, and it them.
var table []Rule

func init() {
	table = slices.Concat(encodingRules, xmlRules, versionRules, textRules, sizeRules,
		idRules, requestRules, valueRules, cultureRules, locationRules, characterRules, placeholderRules, damageRules,
		profileRules, patternRules, statusRules, responseRules, pointRules)
	for i := range table {
		table[i].index = i
	}
}
