package tablefeed

import (
	"bytes"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
)

// A rowJoiner writes rows with what is added to them.
type rowJoiner struct {
	o         JoinOptions
	delimiter byte
	columns   int    // of the table
	lineEnd   string // of rows that have none and are not the last
	at        []int  // the columns that are replaced, of the added ones; -1 where it is appended
	replaces  bool   // any of them is
	replaced  []int  // for each column of the table, the index in at; -1 where it stays

	out    []byte
	cells  [][]byte // of the row at hand
	memory []byte   // of those that are not in a record
	value  []byte   // of a cell that has doubled quotes
	bounds []int    // of the cells in a row
}

// joined writes the row of an entity with what is added to it.
func (j *rowJoiner) joined(row *Row, r *feed.Record) {
	e := r.Entity()
	var chosen feed.Part
	rank, n := 0, 0
	for response := range r.Parts(feed.ResponseGroup) {
		switch n++; {
		case j.o.AllResponses:
			if n > 1 { // the row before
				j.fill(e, chosen)
				j.put(row, true)
			}
			chosen = response
		case n == 1:
			chosen = response
			if j.o.Best {
				rank = rankOf(response)
			}
		case j.o.Best:
			if other := rankOf(response); other < rank {
				chosen, rank = response, other
			}
		}
		if n == 1 && !j.o.AllResponses && !j.o.Best {
			break
		}
	}
	j.fill(e, chosen)
	if j.replaces && n < 2 && j.isAnswered(row, n > 0) {
		j.out = append(j.out, row.Text...)
		return
	}
	j.put(row, false)
}

// fill fills in the added cells.
func (j *rowJoiner) fill(entity, response feed.Part) {
	j.memory = j.memory[:0]
	for i, f := range j.o.Add {
		switch {
		case f == feed.ResponseGeocodePoints:
			j.cells[i] = j.objects(response, feed.PointGroup)
		case f == feed.ResponseQueryParseValues:
			j.cells[i] = j.objects(response, feed.QueryParseGroup)
		case f.Info().Group == feed.EntityGroup:
			j.cells[i] = entity.Text(f)
		default:
			j.cells[i] = response.Text(f)
		}
	}
}

// objects returns the points or pairs of a response as JSON; nothing if there are none.
func (j *rowJoiner) objects(response feed.Part, g feed.Group) []byte {
	start := len(j.memory)
	for item := range response.Items(g) {
		separator := byte(',')
		if len(j.memory) == start {
			separator = '['
		}
		j.memory = append(j.memory, separator, '{')
		for left, first := item.NonEmpty(), true; left != 0; first = false {
			var f feed.Field
			f, left = left.Next()
			if !first {
				j.memory = append(j.memory, ',')
			}
			j.memory = append(append(append(j.memory, '"'), f.Info().Attr...), `":"`...)
			j.memory = append(jsonscan.AppendEscaped(j.memory, item.Text(f)), '"')
		}
		j.memory = append(j.memory, '}')
	}
	if len(j.memory) == start {
		return nil
	}
	j.memory = append(j.memory, ']')
	return j.memory[start:]
}

// put writes a row with its added cells. If more rows are to follow it has a line end.
func (j *rowJoiner) put(row *Row, more bool) {
	if j.replaces {
		j.putReplaced(row)
	} else {
		j.out = append(j.out, row.Text[:row.End]...)
		j.pad(row.Cells, j.columns)
	}
	for i, text := range j.cells {
		if j.at[i] < 0 {
			j.out = append(j.out, j.delimiter)
			j.out = appendCell(j.out, text, j.delimiter)
		}
	}
	j.out = append(j.out, row.LineEnd()...)
	if more && row.End == len(row.Text) {
		j.out = append(j.out, j.lineEnd...)
	}
}

// pad writes the delimiters that a row of so many cells lacks to have others.
func (j *rowJoiner) pad(cells, wanted int) {
	for ; cells < wanted; cells++ {
		j.out = append(j.out, j.delimiter)
	}
}

// putReplaced writes the cells of a row, of which some are replaced.
func (j *rowJoiner) putReplaced(row *Row) {
	bounds := j.boundsOf(row)
	for column := range j.columns {
		if column > 0 {
			j.out = append(j.out, j.delimiter)
		}
		if i := j.replaced[column]; i >= 0 {
			j.out = appendCell(j.out, j.cells[i], j.delimiter)
		} else if column < len(bounds)/2 {
			j.out = append(j.out, row.Text[bounds[2*column]:bounds[2*column+1]]...)
		}
	}
}

// boundsOf returns where each cell of a row begins and ends, with its quotes and padding.
func (j *rowJoiner) boundsOf(row *Row) []int {
	j.bounds = j.bounds[:0]
	s := cells.Scanner{Text: row.Text[:row.End], Delimiter: j.delimiter, Whole: true}
	for i := 0; ; {
		_, next, how := s.Cell(i)
		if how != cells.Delimited {
			j.bounds = append(j.bounds, i, row.End)
			return j.bounds
		}
		j.bounds = append(j.bounds, i, next-1)
		i = next
	}
}

// isAnswered reports whether a row has the values that are to be added already. Without a
// response only the status is compared: the entity of a row that was not sent again has none.
func (j *rowJoiner) isAnswered(row *Row, response bool) bool {
	if slices.Contains(j.at, -1) {
		return false
	}
	column := 0
	same := func(value []byte) bool {
		i := j.replaced[column]
		column++
		if i < 0 {
			return true
		}
		f := j.o.Add[i]
		compared := response || f.Info().Group == feed.EntityGroup
		if f == feed.ResponseGeocodePoints || f == feed.ResponseQueryParseValues {
			compared = false // nobody reads these cells
		}
		return !compared || bytes.Equal(value, j.cells[i])
	}
	for c := range row.All() {
		if !same(row.Value(c, &j.value)) {
			return false
		}
	}
	for column < j.columns {
		if !same(nil) {
			return false
		}
	}
	return true
}

// appendCell appends a value as a cell: in quotes if it would be read as another value
// without.
func appendCell(dst, value []byte, delimiter byte) []byte {
	if len(value) == 0 {
		return dst
	}
	plain := value[0] != ' ' && value[len(value)-1] != ' '
	for _, c := range value {
		if c == delimiter || c == '"' || c == '\r' || c == '\n' {
			plain = false
			break
		}
	}
	if plain {
		return append(dst, value...)
	}
	dst = append(dst, '"')
	for {
		n := bytes.IndexByte(value, '"')
		if n < 0 {
			return append(append(dst, value...), '"')
		}
		dst = append(append(dst, value[:n+1]...), '"')
		value = value[n+1:]
	}
}

// rankOf says how good a response is; the lowest is the best.
func rankOf(response feed.Part) int {
	rank := 3
	switch string(response.Text(feed.ResponseConfidence)) {
	case "High":
		rank = 0
	case "Medium":
		rank = 1
	case "Low":
		rank = 2
	}
	flaws := 0
	for code := range strings.SplitSeq(string(response.Text(feed.ResponseMatchCodes)), ",") {
		switch strings.TrimSpace(code) {
		case "Good":
		case "Ambiguous":
			flaws++
		default:
			flaws += 2
		}
	}
	return rank<<16 + min(flaws, 1<<16-1)
}

// equalFold reports whether two names are the same in any case.
func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

// addedNames lists the names of added columns.
func addedNames(fields []feed.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = AddedName(f)
	}
	return strings.Join(names, ", ")
}

// sideBySide returns the columns around that of a status that a Joiner may have added: the
// first, and the one after the last. Nothing is around no column, -1.
func sideBySide(names []string, status int, prefix string) (from, to int) {
	if status < 0 {
		return 0, 0
	}
	from, to = status, status+1
	for from > 0 && isAdded(names[from-1], prefix) {
		from--
	}
	for to < len(names) && isAdded(names[to], prefix) {
		to++
	}
	return from, to
}

// isAdded reports whether a column of this name may be one that a Joiner has added.
func isAdded(name, prefix string) bool {
	return slices.ContainsFunc(addable, func(f feed.Field) bool { return equalFold(prefix+AddedName(f), name) })
}
