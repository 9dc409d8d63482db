package xmlfeed

// ReadByEvents lets the Reader learn no literals, and read all entities by events.
func (r *Reader) ReadByEvents() { r.literals.budget = 0 }
