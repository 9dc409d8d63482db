package azuremaps

import "github.com/xeipuuwjyxo/geocodefeed/internal/private"

// Internal is for packages of this module alone: only they can name an Access.
var Internal internal

type internal struct{}

// AppendFilter appends a filter to dst in the form that ParseFilter reads.
func (internal) AppendFilter(_ *private.Access, dst []byte, f *Filter) []byte {
	return f.appendText(dst)
}

// ParseFilter returns the filter that a text begins with, and what follows it. The Mapper must
// have the same Options as the one that made the filter.
func (internal) ParseFilter(_ *private.Access, m *Mapper, text []byte) (f Filter, rest []byte, err error) {
	return m.parseFilter(text)
}
