package delimfeed

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// scan reads the row that s.text begins with, and returns cut or its how.
//
// i is where the next cell begins, and count how many stand before it. Most cells
// are empty, or plain ones with a delimiter directly behind their last byte;
// these are taken here, the others by s.cell.
func (r *row) scan(s *scanner, columns []slot) outcome {
	text, delimiter := s.text, s.delimiter
	r.blank, r.filled, r.doubled, r.column, r.differs = true, 0, 0, -1, 0
	r.tidy, r.padded, r.quotes = false, false, false
	for i := range r.json {
		r.json[i].known = false
	}
	json := schema.json
	var filled feed.FieldSet // of the cells taken here
	for i, count := 0, 0; ; {
		begin := i
		if i < len(text) && text[i] == delimiter {
			end := s.delimiters(i)
			count += end - i
			i = end
		}
		if i < len(text) && count < len(columns) {
			first, at := text[i], columns[count]
			switch {
			case first > '"' && first != '[':
				end := s.plainEnd(i)
				if end < len(text) && text[end] == delimiter && text[end-1] != ' ' && int(at) < len(r.cells) {
					c := &r.cells[at]
					c.start, c.end, c.quoted, c.doubled = i, end, false, false
					filled |= 1 << at
					count++
					i = end + 1
					continue
				}
			case at < nameless && json.Has(feed.Field(at)):
				o := &r.json[schema.ordinal[at]]
				if c, end := s.objects(i, feed.Field(at), o); end > 0 {
					o.known = true
					r.cells[at] = c
					filled |= 1 << at
					count++
					i = end + 1
					continue
				}
			}
		}
		c, next, how := s.cell(i)
		r.count, r.filled, r.blank = count, r.filled|filled, r.blank && filled == 0
		if how > ended {
			return r.stop(s, c, next, how)
		}
		if !c.empty() {
			r.add(text, c, columns)
		}
		count++
		if how == ended {
			r.count, r.size, r.how = count, next, how
			r.tidy, r.quotes = s.odd&highs == 0 && !r.padded, r.quotes || s.quotes
			if r.used = next; c.empty() {
				r.used = begin
			}
			return how
		}
		i = next
	}
}
