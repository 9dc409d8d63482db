package validate

// A tally is how often a feed has broken a rule.
type tally struct {
	severity Severity // that the profile gives it
	count    Count
	full     bool // Handle has had as many as Options.Max: the rest is counted
	enough   bool // of a fork: the Validator was full when it joined it last
}

// newTallies returns the tallies of all rules for a kind of feeds, by their index.
func newTallies(m *measure, k Kind) []tally {
	tallies := make([]tally, len(table))
	for i := range table {
		r := &table[i]
		tallies[i].severity = r.severityIn(k)
		if s, ok := m.severity[r.Code]; ok {
			tallies[i].severity = s
		}
	}
	return tallies
}

// severityOf returns the severity that the profile gives a rule.
func (v *Validator) severityOf(code string) Severity { return v.tallies[v.rules[code].index].severity }

// count counts a problem of a rule and reports whether it is to be listed, too.
func (v *Validator) count(r *Rule, s Severity, ofEntity bool) (listed bool) {
	if s == Off {
		return false
	}
	t := &v.tallies[r.index]
	t.count[s]++
	v.counts[s]++
	if s == Error {
		if !ofEntity {
			v.feedErrors++
		}
		v.refused = v.refused || !r.ofFeed && (ofEntity || v.inEntity())
	}
	return !t.full
}

// handed notes that a problem of a rule was handed on. Whether there were enough
// is judged only here, as those of an entity are found in another order.
func (v *Validator) handedOn(code string) {
	if v.options.Max > 0 {
		t := &v.tallies[v.rules[code].index]
		t.full = t.count.total() >= int64(v.options.Max)
	}
}

// Counts returns how many problems there are so far, by rule: those that were
// only counted, too.
func (v *Validator) Counts() Counts {
	counts := make(Counts)
	for i := range v.tallies {
		if n := v.tallies[i].count; n.total() > 0 {
			counts[table[i].Code] = &n
		}
	}
	return counts
}
