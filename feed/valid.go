package feed

import "github.com/xeipuuwjyxo/geocodefeed/internal/chars"

// Valid reports whether every value is UTF-8. As none begins within a character,
// they are where the text of all is.
func (r *Record) Valid() bool { return r.valid || !r.torn && chars.Valid(r.text) }

// Vouch tells that every value of the entity is known to be UTF-8, and whether all are
// known to be Tidy and Unquoted.
func (r *Record) Vouch(tidy, unquoted bool) { r.valid, r.tidy, r.unquoted = true, tidy, unquoted }

// Tidy reports whether all values of the entity are known to be without control
// characters below a space, and those outside of points and pairs to be without a space
// at either end.
func (r *Record) Tidy() bool { return r.tidy }

// Unquoted reports whether all values of the entity are known to be without double
// quotes.
func (r *Record) Unquoted() bool { return r.unquoted }
