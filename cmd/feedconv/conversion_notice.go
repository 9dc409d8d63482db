package main

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// oddRows are the rows of an input that can be read and are probably not what was
// meant: a quote has taken other rows, or a line break has cut one.
type oddRows struct {
	first feed.Fault
	count int64
}

// notice takes what the reader of the input tells.
func (c *conversion) notice(f *feed.Fault) {
	odd := f.Cause == feed.QuoteSwallowsRows || f.Cause == feed.RowShort
	if c.check != nil {
		c.check.notice(f, odd)
	}
	if odd && (c.check == nil || c.check.writer != nil) { // the check does not show it
		if c.odd.count == 0 {
			c.odd.first = *f
		}
		c.odd.count++
	}
}

// note tells of the first of the rows, in a file of some name.
func (o *oddRows) note(s *session, file string) {
	if o.count == 0 {
		return
	}
	more := ""
	if o.count > 1 {
		more = fmt.Sprintf(" (%s more; \"feedconv validate\" shows them)", count(o.count-1, "row"))
	}
	s.note("%v%s", named(file, &o.first), more)
}
