package xmlfeed

// Of entities that are read by passages the Reader knows the lines without looking for
// line ends: passages have always the same, and values nearly always none.

// A lineCount is what is known of lines.
type lineCount struct {
	offset int64 // behind the entity that was read by passages last
	line   int   // of offset
	entity int64 // its number
	id     int   // the line of its Id
}

// countLines counts those of an entity that begins at offset, behind white space of a
// size with line ends.
func (r *Reader) countLines(offset int64, white, ends int, q *quick) {
	c := &r.lines
	line := c.line + ends
	if c.line == 0 || c.offset+int64(white) != offset {
		line = r.Position(offset).Line
	}
	*c = lineCount{offset: offset + int64(q.size), line: line + q.lines, entity: r.number, id: line + q.idLines}
}

// EntityLine returns the line in which the current entity's Id stands; 0 if it is not
// known without counting.
func (r *Reader) EntityLine() int {
	if r.lines.entity != r.number {
		return 0
	}
	return r.lines.id
}

// lineEnds counts the line ends in a short text, as feed.Position.After does.
func lineEnds(text []byte) (n int) {
	for i, c := range text {
		if c == '\r' || c == '\n' && (i == 0 || text[i-1] != '\r') {
			n++
		}
	}
	return n
}
