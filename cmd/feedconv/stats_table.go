package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/stats"
)

// The table of stats fits a terminal of 80 columns:
//
//	name                                         count  percent  bar
const (
	nameWidth = 40
	barWidth  = 16
	topValues = 10 // that are shown of a field
)

// A table is the text of stats.
type table struct{ strings.Builder }

// statsTable returns the figures as a table.
func statsTable(s *stats.Stats) string {
	t := new(table)
	fmt.Fprintf(t, "%s: %d with a geocode request, %d with a reverse request\n", quote.Count(s.Entities, "entity"), s.Requests.Geocode, s.Requests.Reverse)
	t.responses(s)
	requests := s.Requests.Geocode + s.Requests.Reverse
	responses := s.Parts(feed.ResponseGroup)
	countryOf := responses
	if responses == 0 {
		countryOf = s.Requests.Geocode
	}
	for _, l := range []struct {
		name   string
		counts map[string]int64
		of     int64
	}{
		{"StatusCode", s.StatusCode, s.Entities},
		{"FaultReason", s.FaultReason, s.Entities},
		{"Confidence", s.Confidence, responses},
		{"EntityType", s.EntityType, responses},
		{"MatchCodes", s.MatchCodes, responses},
		{"CalculationMethod", s.CalculationMethod, s.Parts(feed.PointGroup)},
		{"CountryRegion", s.CountryRegion, countryOf},
		{"Culture", s.Culture, requests},
	} {
		t.values(l.name, l.counts, l.of)
	}
	t.fill(s)
	t.places(s)
	if len(s.Estimated) > 0 {
		t.section("Estimated, as there is too much to remember")
		for _, name := range s.Estimated {
			fmt.Fprintf(t, "  %s\n", name)
		}
	}
	return t.String()
}

func (t *table) section(title string) { fmt.Fprintf(t, "\n%s\n", title) }

// row writes a count, of so many.
func (t *table) row(name string, n, of int64) {
	share := 0.0
	if of > 0 {
		share = float64(n) / float64(of)
	}
	line := fmt.Sprintf("  %s %11d %6.1f%%  %s", fitted(name, nameWidth), n, 100*share, bar(share))
	fmt.Fprintln(t, strings.TrimRight(line, " "))
}

// figure writes a line that is no count.
func (t *table) figure(name, value string) { fmt.Fprintf(t, "  %-24s %s\n", name, value) }

// responses writes how many responses entities have.
func (t *table) responses(s *stats.Stats) {
	if s.Entities == s.ResponsesPerEntity["0"] {
		return
	}
	t.section("Responses of an entity")
	numbers := slices.SortedFunc(maps.Keys(s.ResponsesPerEntity), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	more := int64(0)
	for i, n := range numbers {
		if i < topValues {
			t.row(n, s.ResponsesPerEntity[n], s.Entities)
		} else {
			more += s.ResponsesPerEntity[n]
		}
	}
	if more > 0 {
		t.row("more than these", more, s.Entities)
	}
	t.row("without a place", s.WithoutPlace, s.Entities)
}

// values writes the most frequent values of a field.
func (t *table) values(name string, counts map[string]int64, of int64) {
	if len(counts) == 0 {
		return
	}
	t.section(name)
	others := counts[""]
	values := slices.DeleteFunc(slices.Collect(maps.Keys(counts)), func(v string) bool { return v == "" })
	slices.SortFunc(values, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for i, v := range values {
		if i < topValues {
			t.row(v, counts[v], of)
		} else {
			others += counts[v]
		}
	}
	if others > 0 {
		t.row("other values", others, of)
	}
}

// fill writes how full the fields are that have a value anywhere, group by group.
func (t *table) fill(s *stats.Stats) {
	for _, g := range []feed.Group{feed.EntityGroup, feed.GeocodeGroup, feed.ReverseGroup, feed.ResponseGroup, feed.PointGroup, feed.QueryParseGroup} {
		of := s.Parts(g)
		switch g {
		case feed.GeocodeGroup:
			of = s.Requests.Geocode
		case feed.ReverseGroup:
			of = s.Requests.Reverse
		}
		titled := false
		for _, f := range g.Fields() {
			n := s.Fill[f.String()]
			if n == 0 {
				continue
			}
			if !titled {
				titled = true
				t.section(fmt.Sprintf("Filled fields of %s, of which there are %d", g.Element(), of))
			}
			info := f.Info()
			t.row(strings.Trim(info.Element+"/"+info.Attr, "/"), n, of)
		}
	}
}

// places writes what is repeated and where everything is.
func (t *table) places(s *stats.Stats) {
	t.section("Repeated and shared")
	t.figure("Ids", strconv.FormatInt(s.RepeatedIDs, 10)+" that several entities have")
	t.figure("requests", strconv.FormatInt(s.RepeatedRequests, 10)+" that several entities make")
	for _, p := range s.SharedPoints {
		t.figure("place", fmt.Sprintf("%v, %v: %s", p.Latitude, p.Longitude, quote.Count(p.Entities, "entity")))
	}
	if s.Box == nil {
		return
	}
	t.section("Places")
	across := ""
	if s.Box[0] > s.Box[2] {
		across = " (across the antimeridian)"
	}
	t.figure("latitude", fmt.Sprintf("%v to %v", s.Box[1], s.Box[3]))
	t.figure("longitude", fmt.Sprintf("%v to %v%s", s.Box[0], s.Box[2], across))
	if d := s.ReverseDistance; d != nil {
		t.figure("from the place asked for", fmt.Sprintf("half within %s, 90%% within %s,", meters(d.P50), meters(d.P90)))
		t.figure("", fmt.Sprintf("99%% within %s, all within %s", meters(d.P99), meters(d.Max)))
	}
}

// meters returns a distance with its unit.
func meters(d float64) string {
	if d < 10_000 {
		return strconv.FormatFloat(d, 'f', -1, 64) + " m"
	}
	return strconv.FormatFloat(d/1000, 'f', 1, 64) + " km"
}

// bar returns a bar for a share of 1, in eighths of a character.
func bar(share float64) string {
	eighths := int(min(max(share, 0), 1)*barWidth*8 + 0.5)
	if eighths == 0 && share > 0 {
		eighths = 1
	}
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string(rune('█' + 8 - rest))
	}
	return text
}

// fitted returns a text that takes so many columns of a terminal: what is longer is cut, and
// what is shorter gets spaces.
func fitted(text string, width int) string {
	text = oneLine(text)
	columns, end := 0, 0 // end is where what may be followed by … ends
	for i, r := range text {
		w := columnsOf(r)
		if columns+w > width {
			return fitted(text[:end]+"…", width)
		}
		if columns += w; columns < width {
			end = i + len(string(r))
		}
	}
	return text + strings.Repeat(" ", width-columns)
}

// columnsOf returns how many columns a character takes in terminals: two for the scripts of
// East Asia, none for marks that are put on the character before them.
func columnsOf(r rune) int {
	switch {
	case r >= 0x300 && r <= 0x36F || r == 0x200B || r == 0x200D || r >= 0xFE00 && r <= 0xFE0F:
		return 0
	case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x1F300 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
		return 2
	}
	return 1
}
