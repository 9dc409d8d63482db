package validate

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// ErrIncomplete is the error, for errors.Is, of a feed that was not read to its end: a
// fault that is Fatal cut it short. What Run, Next and Copy found and passed on
// before is not the whole feed. Handle has had the fault as a Problem that is Fatal;
// errors.As finds it in the error as a *feed.Fault. It is an ErrInvalid too.
var ErrIncomplete = fmt.Errorf("%w and was not read to its end", ErrInvalid)

// incomplete is an ErrIncomplete with its fault.
type incomplete struct{ fault *feed.Fault }

// Error returns the fault in one line.
func (e *incomplete) Error() string { return e.fault.Error() }

func (e *incomplete) Unwrap() []error { return []error{ErrIncomplete, e.fault} }
