package feed

import "github.com/xeipuuwjyxo/geocodefeed/feed/internal/chars"

// Valid reports whether every value is UTF-8. As none begins within a character,
// they are where the text of all is.
func (r *Record) Valid() bool { return r.valid || !r.torn && chars.Valid(r.text) }

// Vouch tells that every value of the entity is known to be UTF-8, and whether all are
// known to be without control characters below a space.
func (r *Record) Vouch(printable bool) { r.valid, r.printable = true, printable }

// Printable reports whether all values of the entity are known to be without control
// characters below a space.
func (r *Record) Printable() bool { return r.printable }
