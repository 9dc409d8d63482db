package delimfeed

import (
	"encoding/binary"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file goes through a row. Most cells are empty, or plain; these are taken by
// row.plain, in a loop without a call, as all that it has in registers would have to
// be put aside for one. row.quoted takes the usual ones in quotes, and scanner.cell
// all others.
//
//	0017,,"Main St, 1",Leeds,,,Good,"[{""Latitude"":…}]",,Success\n
//	|----|             |------------|                   |--|        plain
//	      |-----------|              |-----------------|            quoted
//	                                                        |------| cell, which ends the row

// scan reads the row that s.text begins with, and returns cut or its how.
func (r *row) scan(s *scanner, columns []slot) outcome {
	r.blank, r.filled, r.doubled, r.column, r.differs = true, 0, 0, -1, 0
	r.tidy, r.padded, r.quotes = false, false, false
	r.count, r.used, r.took = 0, 0, 0
	for i := range r.json {
		r.json[i].known = false
	}
	for i := 0; ; {
		i = r.plain(s, columns, i)
		if end := r.quoted(s, columns, i); end > 0 {
			i = end + 1
			continue
		}
		c, next, how := s.cell(i)
		if how > ended {
			r.blank = r.blank && r.filled == 0
			return r.stop(s, c, next, how)
		}
		if !c.empty() {
			r.add(s.text, c, columns)
			r.used = next
		}
		r.count++
		if how == ended {
			r.blank, r.size, r.how = r.blank && r.filled == 0, next, how
			r.tidy, r.quotes = s.odd&highs == 0 && !r.padded, r.quotes || s.quotes
			return how
		}
		i = next
	}
}

// plain takes the cells from i on that are empty, or plain, not padded, and have a
// delimiter directly after them. It returns where the next one begins. Near the end of
// text it takes none.
func (r *row) plain(s *scanner, columns []slot, i int) int {
	text, delimiter := s.text, uint64(s.delimiter)*ones
	count, filled := r.count, r.filled
cells:
	for 0 <= i && i < len(text)-7 {
		x := binary.LittleEndian.Uint64(text[i : i+8])
		if others := x ^ delimiter; others&0xFF == 0 {
			empty := bits.TrailingZeros64(others) / 8
			i, count = i+empty, count+empty
			continue
		}
		end := i
		hits := cellEnds(x, delimiter)
		for hits == 0 {
			if end += 8; end < 0 || end >= len(text)-7 {
				break cells
			}
			hits = cellEnds(binary.LittleEndian.Uint64(text[end:end+8]), delimiter)
		}
		end += bits.TrailingZeros64(hits) / 8
		if text[end] != byte(delimiter) || text[end-1] == ' ' || text[i] == ' ' || count >= len(columns) {
			break
		}
		at := columns[count]
		if int(at) >= len(r.cells) {
			break
		}
		c := &r.cells[at]
		c.start, c.end, c.quoted, c.doubled = i, end, false, false
		filled = filled.With(feed.Field(at))
		r.used = end
		count++
		i = end + 1
	}
	r.count, r.filled = count, filled
	return i
}

// quoted takes the cell that begins at i if it is one of JSON that s.objects can go
// through, or a quoted one without doubled quotes, control characters and padding. It
// returns the index of the delimiter after it, or 0.
func (r *row) quoted(s *scanner, columns []slot, i int) (end int) {
	text := s.text
	if i >= len(text) || r.count >= len(columns) || int(columns[r.count]) >= len(r.cells) {
		return 0
	}
	at := feed.Field(columns[r.count])
	c := &r.cells[at]
	switch {
	case schema.json.Has(at):
		o := &r.json[schema.ordinal[at]]
		if *c, end = s.objects(i, at, o); end == 0 {
			return 0
		}
		o.known = true
	case text[i] == '"':
		start := i + 1
		if end = s.simpleEnd(start); end <= start || text[end+1] != s.delimiter || text[start] == ' ' || text[end-1] == ' ' {
			return 0
		}
		c.start, c.end, c.quoted, c.doubled = start, end, true, false
		end++
	default:
		return 0
	}
	r.filled = r.filled.With(at)
	r.used = end
	r.count++
	return end
}
