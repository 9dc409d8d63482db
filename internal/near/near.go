// Package near finds what a wrong name is likely to mean, above all the field of a feed. Names are
// compared without case and without what is neither letter nor digit, so that
//
//	GeocodeRequest.Address.AddressLine   other separators
//	geocode_request\address\address_line
//	/GeocodeEntity/GeocodeRequest/Address/@AddressLine
//	AddressLine                          the end of a path alone
//	Street                               another word for it
//	GeocodeRequest/Adress/AdressLine     a few wrong letters
//
// all are near GeocodeRequest/Address/AddressLine. Where the end of a path alone fits
// several columns, those of requests come first, as in the order of nearColumns.
package near

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A nearColumn is a column, ready to be compared.
type nearColumn struct {
	field  feed.Field
	full   string   // its squeezed name
	ends   []string // of its path, the shortest first, squeezed
	others []string // words for the last part of its path
}

// otherWords are what other tables call the last parts of paths.
var otherWords = map[string][]string{
	"id":            {"entityid", "identifier"},
	"query":         {"q", "freetext", "searchtext", "fulladdress"},
	"addressline":   {"address", "street", "streetaddress", "address1", "addressline1", "addr", "street1"},
	"locality":      {"city", "town", "cityname"},
	"admindistrict": {"state", "province", "stateprovince", "region", "admindistrict1"},
	"countryregion": {"country", "countrycode"},
	"postalcode":    {"zip", "zipcode", "postcode", "zippostalcode"},
	"culture":       {"locale", "language"},
	"latitude":      {"lat"},
	"longitude":     {"lon", "long", "lng"},
}

// nearColumns are all columns: those of the entity, of the geocode request, of the
// reverse request, and then of the response.
var nearColumns = sync.OnceValue(func() (columns []nearColumn) {
	for _, g := range []feed.Group{feed.EntityGroup, feed.GeocodeGroup, feed.ReverseGroup, feed.ResponseGroup} {
		for _, f := range feed.Columns(feed.Extended) {
			if info := f.Info(); info.Group == g {
				columns = append(columns, newNearColumn(f, info.Name, info.Alias))
			}
		}
	}
	return columns
})

func newNearColumn(f feed.Field, name, alias string) nearColumn {
	c := nearColumn{field: f, full: squeeze(name)}
	for path := name; f != feed.ResponseIndex; path = path[:strings.LastIndexByte(path, '/')] {
		c.ends = append(c.ends, squeeze(name[strings.LastIndexByte(path, '/')+1:]))
		if !strings.Contains(path, "/") {
			break
		}
	}
	if alias != "" {
		c.ends = append(c.ends, squeeze(alias))
	}
	if len(c.ends) > 0 && f.Info().Group != feed.ResponseGroup {
		c.others = otherWords[c.ends[0]]
	}
	return c
}

// squeeze returns the letters and digits of a name, in lower case.
func squeeze(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}

// A Match is a column that a name is near to.
type Match struct {
	Field feed.Field
	Taken bool // the feed has it already
	Part  bool // only the end of its path, or another word for that, was written
}

// Column returns the column that a wrong name is likely to mean: one that is not taken,
// if there is one.
func Column(name string, taken feed.FieldSet) (best Match, ok bool) {
	short := squeeze(name)
	for _, root := range []string{"geocodefeed", "geocodeentity"} {
		short = strings.TrimPrefix(short, root)
	}
	if short == "" {
		return Match{}, false
	}
	for _, fits := range []struct {
		part bool
		test func(*nearColumn) bool
	}{
		{false, func(c *nearColumn) bool { return c.full == short }},
		{true, func(c *nearColumn) bool { return slices.Contains(c.ends, short) }},
		{true, func(c *nearColumn) bool { return slices.Contains(c.others, short) }},
	} {
		for i := range nearColumns() {
			c := &nearColumns()[i]
			if !fits.test(c) || ok && (!best.Taken || taken.Has(c.field)) {
				continue
			}
			best, ok = Match{c.field, taken.Has(c.field), fits.part}, true
		}
		if ok {
			return best, true
		}
	}
	return mistyped(short, taken)
}

// mistyped returns the column that a squeezed name means with a few wrong letters.
func mistyped(short string, taken feed.FieldSet) (best Match, ok bool) {
	least := len(short)/4 + 1
	for i := range nearColumns() {
		c := &nearColumns()[i]
		d, part := distance(short, c, least)
		if d < least || d == least && (!ok || best.Taken && !taken.Has(c.field)) {
			best, least, ok = Match{c.field, taken.Has(c.field), part}, d, true
		}
	}
	return best, ok
}

// distance returns how far a squeezed name is from a column's, and more than most where
// it is more: in edits, half of them where the end of the path is right. From the end
// of a path alone (part) it may be only a little away.
func distance(short string, c *nearColumn, most int) (d int, part bool) {
	d = most + 1
	if len(short) <= len(c.full)+2*most && len(c.full) <= len(short)+2*most {
		d = edits(short, c.full)
		if len(c.ends) > 0 && strings.HasSuffix(short, c.ends[0]) {
			d /= 2
		}
	}
	for _, end := range c.ends {
		if few := len(end) / 5; few > 0 && few < d && max(len(short), len(end))-min(len(short), len(end)) <= few {
			if e := edits(short, end); e <= few && e < d {
				d, part = e, true
			}
		}
	}
	return d, part
}

// edits returns how many bytes have to be put in, taken out or exchanged to turn
// a into b.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
