package tablefeed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Guess proposes a mapping for a table with this header, some of whose rows are given, or
// none. It knows the names of the usual exports and of English, German, French, Spanish,
// Dutch and Italian tables, in any case and with anything between their words. The Id is
// never mapped, as the number of the row serves, and nothing is set that the table does
// not have.
//
// A wrong guess costs money, so Guess is precise rather than greedy:
//
//   - Columns that share a prefix or suffix, such as Billing, are one address. One that has
//     values in the rows comes before one without any, and one with a street, or in one
//     column, before one with neither. Then the address itself
//     comes before one that is called default or has the number 1, these before billing,
//     shipping, mailing and the like, and all before other and alternate ones. If that does
//     not decide, it is an error.
//   - Of several columns for one field the usual name is meant: City before Suburb, State
//     before State Code. Columns without a value in the rows come last, and columns named
//     State, Region or Country whose values are something else do not count. If that does
//     not decide, it is an error.
//   - A column named Address is the street if there is a town or a postal code, and
//     otherwise the whole address. Second lines are left out.
//   - Columns of coordinates are used only if there is no address.
//   - An address is a town or a postal code with one more part, or a whole address.
//
// The error is a *GuessError.
func Guess(header []string, rows [][]string) (Mapping, error) {
	g := newGuess(header, rows)
	addresses, err := g.addresses()
	switch {
	case err != nil:
		return Mapping{}, err
	case len(addresses) == 0:
		return g.places()
	}
	best := chosen(addresses)
	if len(best) > 1 {
		return Mapping{}, severalAddresses(best)
	}
	return best[0].mapping(), nil
}

// A GuessError says why there is no proposal.
type GuessError struct {
	Reason string
	// Candidates are the possible mappings, if there are several.
	Candidates []Mapping
}

// Error returns the reason.
func (e *GuessError) Error() string { return e.Reason }

// A guess is a table that is being looked at.
type guess struct {
	names   []string
	labels  []string // the same, each another one
	rows    [][]string
	columns []guessed // those that have a role
}

// A guessed is a column with a role.
type guessed struct {
	knownName
	index   int
	group   string // the words around the name, which say which address it is of
	outside int    // the rank of the group
	strange bool   // the group has a word that is not known
}

func newGuess(header []string, rows [][]string) *guess {
	g := &guess{names: header, labels: labels(header), rows: rows}
	own := ownColumns(header)
	for i, name := range header {
		if own[i] {
			continue
		}
		if c, ok := recognized(name); ok && g.plausible(i, c) {
			c.index = i
			g.columns = append(g.columns, c)
		}
	}
	return g
}

// ownColumns finds the columns that a Joiner has added to the table: they are no input. Names
// such as Locality are called so by users, too, so they are own ones only after one that says
// more.
func ownColumns(header []string) map[int]bool {
	own := make(map[int]bool)
	for status, name := range header {
		prefix, ok := strings.CutSuffix(name, AddedName(feed.StatusCode))
		if !ok || !slices.Contains(header, prefix+AddedName(feed.ResponseMatchCodes)) {
			continue
		}
		from, to := sideBySide(header, status, prefix)
		for from < status && !slices.ContainsFunc(DefaultAdded(), func(f feed.Field) bool { return prefix+AddedName(f) == header[from] }) {
			from++
		}
		for i := from; i < to; i++ {
			own[i] = true
		}
	}
	return own
}

// recognized returns what the name of a column says.
func recognized(name string) (guessed, bool) {
	words := nameWords(name)
	for i := range words {
		base := strings.Join(words[i:], "")
		if k, ok := knownNames()[base]; ok {
			return qualified(k, words[:i])
		}
		if stem, rest := compound(base); stem != "" {
			return qualified(knownNames()[rest], append(words[:i:i], stem))
		}
	}
	for i := len(words) - 1; i > 0; i-- {
		k, ok := knownNames()[strings.Join(words[:i], "")]
		if ok && !slices.ContainsFunc(words[i:], func(w string) bool { return !isQualifier(w) }) {
			return qualified(k, words[i:])
		}
	}
	return guessed{}, false
}

// compound takes apart a word such as Lieferort.
func compound(word string) (stem, rest string) {
	for _, stem := range compoundStems {
		if rest, ok := strings.CutPrefix(word, stem); ok && knownNames()[rest].role != noRole {
			return stem, rest
		}
	}
	return "", ""
}

func isQualifier(word string) bool {
	_, ok := qualifiers()[word]
	return ok || addressWords()[word] || isNumber(word)
}

func isNumber(word string) bool {
	_, err := strconv.Atoi(word)
	return err == nil
}

// qualified returns a column whose name has more words than the known one.
func qualified(k knownName, words []string) (guessed, bool) {
	c := guessed{knownName: k}
	var group []string
	ofAddress := false
	for _, word := range words {
		rank, known := qualifiers()[word]
		switch {
		case addressWords()[word]:
			ofAddress = true
			continue
		case foreignWords()[word]:
			return c, false
		case known:
		case isNumber(word):
			rank = qualifiers()["default"]
			if word != "1" {
				rank = qualifiers()["other"]
			}
		case knownNames()[word].role != noRole:
			return c, false
		default:
			rank, c.strange = usualRank, true
		}
		c.outside = max(c.outside, rank)
		group = append(group, word)
	}
	if c.role == weakWhole {
		if !ofAddress {
			return c, false
		}
		c.role = whole
	}
	c.group = strings.Join(group, " ")
	return c, true
}

// plausible reports whether the values in the rows may be what the name says.
func (g *guess) plausible(i int, c guessed) bool {
	values, texts := 0, 0
	for value := range g.values(i) {
		values++
		switch c.role {
		case state:
			if noStates()[fold(value)] {
				return false
			}
		case country:
			if strings.ContainsFunc(value, unicode.IsDigit) {
				return false
			}
		}
		if strings.ContainsFunc(value, unicode.IsSpace) {
			texts++
		}
	}
	if c.role == whole || c.role == address {
		return values == 0 && !c.strange || texts > 0 && 2*texts >= values
	}
	return true
}

// values yields the values of a column in the rows.
func (g *guess) values(i int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, row := range g.rows {
			if i >= len(row) {
				continue
			}
			if value := strings.TrimSpace(row[i]); value != "" && !yield(value) {
				return
			}
		}
	}
}

func (g *guess) hasValues(c guessed) bool {
	for range g.values(c.index) {
		return true
	}
	return false
}

// addresses returns the addresses that the columns make.
func (g *guess) addresses() (all []*guessedAddress, err error) {
	groups := make(map[string][]guessed)
	var order []string
	for _, c := range g.columns {
		if groups[c.group] == nil {
			order = append(order, c.group)
		}
		groups[c.group] = append(groups[c.group], c)
	}
	for _, name := range order {
		columns := groups[name]
		if name != "" && len(order) == 2 {
			columns = completed(columns, groups[""])
		}
		a, err := g.address(columns)
		if err != nil {
			return nil, err
		}
		if a != nil {
			a.name = name
			all = append(all, a)
		}
	}
	return all, nil
}

// completed adds to the columns of the only qualified address those of the others that it
// lacks, as in Shipping Street, Shipping City, Country. If they have something in common the
// others are of another address.
func completed(columns, others []guessed) []guessed {
	all := slices.Clone(columns)
	has := func(roles ...role) bool {
		return slices.ContainsFunc(columns, func(c guessed) bool { return slices.Contains(roles, c.role) })
	}
	for _, c := range others {
		if has(c.role) {
			return columns
		}
		switch c.role {
		case city, postal, county, country:
			all = append(all, c)
		case state:
			if c.rank < vagueRank {
				all = append(all, c)
			}
		case line, street, streetType, houseNumber, houseSuffix:
			if !has(line, address, street, whole) {
				all = append(all, c)
			}
		}
	}
	return all
}

// pick returns the column of a role: that of the lowest rank.
func (g *guess) pick(columns []guessed, r role) (*guessed, error) {
	columns = slices.DeleteFunc(slices.Clone(columns), func(c guessed) bool { return c.role != r })
	if slices.ContainsFunc(columns, g.hasValues) {
		columns = slices.DeleteFunc(columns, func(c guessed) bool { return !g.hasValues(c) })
	}
	var best []guessed
	for _, c := range columns {
		switch {
		case len(best) == 0 || c.rank < best[0].rank:
			best = []guessed{c}
		case c.rank == best[0].rank:
			best = append(best, c)
		}
	}
	if len(best) == 0 {
		return nil, nil
	}
	for _, other := range best[1:] {
		if len(g.rows) == 0 || !slices.Equal(slices.Collect(g.values(best[0].index)), slices.Collect(g.values(other.index))) {
			return nil, &GuessError{Reason: fmt.Sprintf("the columns %q and %q may both be the %s", g.labels[best[0].index], g.labels[other.index], roleNames[r])}
		}
	}
	return &best[0], nil
}

// roleNames are what messages call the roles.
var roleNames = [numRoles]string{
	line: "street", address: "address", street: "street", streetType: "type of the street", houseNumber: "house number", weakNumber: "house number", houseSuffix: "suffix of the house number",
	city: "town", postal: "postal code", postalCity: "postal code and town", state: "state", county: "county", country: "country", whole: "whole address",
	latitude: "latitude", longitude: "longitude",
}

// columnText is how a mapping names a column: by its name if only that column has it and it
// can be written so, otherwise by its number.
func (g *guess) columnText(c *guessed) string {
	name := g.names[c.index]
	same := 0
	for _, other := range g.names {
		if strings.EqualFold(other, name) {
			same++
		}
	}
	if same > 1 || name != strings.TrimSpace(name) || strings.ContainsAny(name, "{}=#@\r\n") {
		return "#" + strconv.Itoa(c.index+1)
	}
	return name
}

// places proposes a reverse request of columns of coordinates.
func (g *guess) places() (Mapping, error) {
	var found []Mapping
	var best int
	for _, c := range g.columns {
		if c.role != latitude {
			continue
		}
		for _, d := range g.columns {
			switch {
			case d.role != longitude || d.group != c.group:
				continue
			case len(found) > 0 && c.outside > best:
				continue
			case c.outside < best:
				found = nil
			}
			best = c.outside
			found = append(found, Mapping{Map: map[string]string{"Latitude": g.columnText(&c), "Longitude": g.columnText(&d)}})
		}
	}
	switch len(found) {
	case 0:
		return Mapping{}, g.nothing()
	case 1:
		return found[0], nil
	}
	return Mapping{}, &GuessError{Reason: "several columns may be the coordinates", Candidates: found}
}

// nothing says that there is no address.
func (g *guess) nothing() *GuessError {
	var names []string
	for _, c := range g.columns {
		if c.role != otherLine && c.role != weakNumber && c.role != houseSuffix {
			names = append(names, strconv.Quote(g.names[c.index]))
		}
	}
	reason := "no column has a name that says it is part of an address"
	switch {
	case len(g.names) > 0 && isNumbered(g.names):
		return &GuessError{Reason: "the table has no header, so its columns are only called #1, #2 and so on"}
	case len(names) > 0:
		reason = "the columns of an address are not enough: there is only " + strings.Join(names, ", ")
	}
	return &GuessError{Reason: reason + firstRowHint(g.names)}
}

// isNumbered reports whether columns have numbers instead of names.
func isNumbered(names []string) bool {
	for i, name := range names {
		if name != "#"+strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}

// firstRowHint returns what to do if the names of columns are perhaps values.
func firstRowHint(names []string) string {
	if slices.ContainsFunc(names, func(name string) bool { return name != "" && '0' <= name[0] && name[0] <= '9' }) {
		return "; if the first row is data, give -no-header and name the columns by their numbers, such as #1"
	}
	return ""
}

// severalAddresses says that any of several addresses may be meant.
func severalAddresses(all []*guessedAddress) *GuessError {
	e := new(GuessError)
	var names []string
	for _, a := range all {
		names = append(names, strconv.Quote(a.name))
		e.Candidates = append(e.Candidates, a.mapping())
	}
	e.Reason = "the table has several addresses, " + strings.Join(names, ", ") + ", and which is meant is not clear"
	return e
}
