package feed

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Fault is what is wrong with a feed, and where: the one error type for
// everything wrong in the input. Errors of the machine are never dressed up as
// faults.
type Fault struct {
	Cause Cause // what it is at bottom, for errors.Is
	Position
	Entity int64  // number of the entity, from 1; 0 outside of entities
	ID     string // the entity's Id, as far as known
	// Path names the field, column or element, as
	// "GeocodeRequest/Address/AddressLine"; empty where it is none.
	Path string
	// Value is the text at fault, where there is one.
	Value   string
	Message string // what is wrong
	Remedy  string // what to do; may be empty
	// Fatal is set where the reader has lost its ground and cannot go on.
	Fatal bool
}

// Error returns the fault in one line:
//
//	12:7: entity 10 (Id "x-7"): GeocodeResponse/GeocodePoints: message; remedy
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", f.Line, f.Column)
	}
	if f.Entity > 0 {
		fmt.Fprintf(&b, "entity %d", f.Entity)
		if f.ID != "" {
			fmt.Fprintf(&b, " (Id %s)", quote.Text(f.ID))
		}
		b.WriteString(": ")
	}
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Message)
	if f.Remedy != "" {
		b.WriteString("; " + f.Remedy)
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }
