package tablefeed

import (
	"slices"
	"strings"
	"unicode"
)

// A guessedAddress is an address that some columns make.
type guessedAddress struct {
	name    string // the words that its columns share
	rank    int    // how far it is from the address itself
	fields  map[string]string
	located bool // there is a street, or the whole address
	empty   bool // there are rows, and none has a value of it
}

func (a *guessedAddress) mapping() Mapping { return Mapping{Map: a.fields} }

// chosen returns the address that is meant, or those of which any may be.
func chosen(all []*guessedAddress) []*guessedAddress {
	all = least(all, func(a *guessedAddress) int { return number(a.empty) })
	all = least(all, func(a *guessedAddress) int { return number(!a.located) })
	return least(all, func(a *guessedAddress) int { return a.rank })
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// least returns those of the addresses for which a number is the least.
func least(all []*guessedAddress, number func(*guessedAddress) int) (best []*guessedAddress) {
	for _, a := range all {
		if len(best) > 0 && number(a) < number(best[0]) {
			best = nil
		}
		if len(best) == 0 || number(a) == number(best[0]) {
			best = append(best, a)
		}
	}
	return best
}

// address returns the address that columns make; nil if they make none.
func (g *guess) address(columns []guessed) (*guessedAddress, error) {
	found := make(map[role]*guessed)
	for r := line; r < numRoles; r++ {
		c, err := g.pick(columns, r)
		if err != nil && r != otherLine && r != weakNumber && r != address {
			return nil, err
		}
		if c != nil {
			found[r] = c
		}
	}
	a := &guessedAddress{fields: make(map[string]string), empty: len(g.rows) > 0 && !slices.ContainsFunc(columns, g.hasValues)}
	for _, c := range columns {
		a.rank = max(a.rank, c.outside)
	}
	if found[city] == nil && found[postal] == nil {
		g.query(a, columns, found)
	} else {
		g.parts(a, columns, found)
	}
	if len(a.fields) == 0 {
		return nil, nil
	}
	return a, nil
}

// parts fills in an address of several columns. If there are not enough, a whole address
// will do.
func (g *guess) parts(a *guessedAddress, columns []guessed, found map[role]*guessed) {
	for field, r := range map[string]role{"Locality": city, "PostalCode": postal, "AdminDistrict": state, "AdminDistrict2": county, "CountryRegion": country} {
		if c := found[r]; c != nil {
			a.fields[field] = g.columnText(c)
		}
	}
	if text := g.lineText(columns, found); text != "" {
		a.fields["AddressLine"], a.located = text, true
	}
	if !a.located && found[whole] != nil {
		a.fields, a.located = map[string]string{"Query": g.columnText(found[whole])}, true
	}
	if len(a.fields) < 2 && !a.located {
		clear(a.fields)
	}
}

// query fills in an address that is whole in a column, or whose town is not in a column of
// its own.
func (g *guess) query(a *guessedAddress, columns []guessed, found map[role]*guessed) {
	if c := found[whole]; c != nil {
		a.fields["Query"], a.located = g.columnText(c), true
		return
	}
	first := g.lineText(columns, found)
	if found[postalCity] == nil && (found[address] == nil || first != g.columnText(found[address])) {
		return // a street somewhere
	}
	texts := []string{first}
	for _, r := range []role{postalCity, state, country} {
		if c := found[r]; c != nil && (r != state || c.rank < vagueRank) {
			texts = append(texts, g.columnText(c))
		}
	}
	texts = slices.DeleteFunc(texts, func(text string) bool { return text == "" })
	if len(texts) == 1 && first == "" {
		return // a town alone
	}
	a.located = first != ""
	if len(texts) == 1 {
		a.fields["Query"] = texts[0]
		return
	}
	for i, text := range texts {
		if !strings.Contains(text, "{") {
			texts[i] = "{" + text + "}"
		}
	}
	a.fields["Query"] = strings.Join(texts, ", ")
}

// lineText is the street and house number: a column, or a template of several. It is empty
// if there is none.
func (g *guess) lineText(columns []guessed, found map[role]*guessed) string {
	if c := found[line]; c != nil {
		return g.columnText(c)
	}
	name := found[street]
	if name == nil {
		name = found[address]
	}
	if name == nil {
		return ""
	}
	number := found[houseNumber]
	if number == nil {
		number = g.numberBeside(columns, found, name)
	}
	if number == nil || g.hasNumbers(name) {
		return g.columnText(name)
	}
	n := "{" + g.columnText(number) + "}"
	if suffix := found[houseSuffix]; suffix != nil {
		n += " {" + g.columnText(suffix) + "}"
	}
	s := "{" + g.columnText(name) + "}"
	if kind := found[streetType]; kind != nil && name.role == street {
		s = "{" + g.columnText(kind) + "} " + s
	}
	if name.numberFirst && !g.endsWithNumber(name) {
		return n + " " + s
	}
	return s + " " + n
}

// numberBeside returns the column next to a street that may be its house number.
func (g *guess) numberBeside(columns []guessed, found map[role]*guessed, name *guessed) *guessed {
	for i, c := range columns {
		if c.role != weakNumber {
			continue
		}
		distance := c.index - name.index
		if suffix := found[houseSuffix]; suffix != nil && (suffix.index-name.index)*distance > 0 && (suffix.index-c.index)*distance < 0 {
			distance -= distance / max(distance, -distance)
		}
		if distance == 1 || distance == -1 {
			return &columns[i]
		}
	}
	return nil
}

// hasNumbers reports whether most values of a street have the house number already.
func (g *guess) hasNumbers(c *guessed) bool {
	values, numbers := 0, 0
	for value := range g.values(c.index) {
		values++
		words := strings.Fields(value)
		if isHouseNumber(words[0]) || isHouseNumber(words[len(words)-1]) {
			numbers++
		}
	}
	return values > 0 && 2*numbers > values
}

// isHouseNumber reports whether a word is a number such as 12, 12a or 12-14, and not one
// such as 42nd.
func isHouseNumber(word string) bool {
	if !unicode.IsDigit(rune(word[0])) {
		return false
	}
	letters := strings.TrimLeft(strings.ToLower(word), "0123456789")
	return !slices.Contains([]string{"st", "nd", "rd", "th"}, letters)
}

// endsWithNumber reports whether the names of the streets are of a language in which the
// house number comes after them, whatever that of the column's name.
func (g *guess) endsWithNumber(c *guessed) bool {
	values, after := 0, 0
	for value := range g.values(c.index) {
		values++
		value = fold(value) + " "
		if slices.ContainsFunc(streetSigns, func(sign string) bool { return strings.Contains(value, sign) }) {
			after++
		}
	}
	return 2*after > values
}
