package validate

import (
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// ErrInvalid is the error of Copy, for errors.Is, where the feed, or an entity that must
// not be set aside, has an error. Handle was given the problems; errors.As finds the one
// that ended the copy in the error, as a *Problem.
var ErrInvalid = errors.New("the feed has errors")

// ErrIncomplete is the error, for errors.Is, of a feed that was not read to its end: a
// fault that is Fatal cut it short. What Run, Next and Copy found and passed on
// before is not the whole feed. Handle has had the fault as a Problem that is Fatal;
// errors.As finds it in the error, as a *feed.Fault and as a *Problem. It is an ErrInvalid
// too.
var ErrIncomplete = fmt.Errorf("%w and was not read to its end", ErrInvalid)

// A failure is an ErrInvalid or ErrIncomplete with its problem.
type failure struct {
	err     error
	problem *Problem
	fault   *feed.Fault // of an ErrIncomplete
}

// Error returns, in one line, the fault or what the feed has for the first error.
func (e *failure) Error() string {
	if e.fault != nil {
		return e.fault.Error()
	}
	return fmt.Sprintf("%v; the first is %v", e.err, e.problem)
}

func (e *failure) Unwrap() []error {
	if e.fault != nil {
		return []error{e.err, e.problem, e.fault}
	}
	return []error{e.err, e.problem}
}

// keepFirst keeps the first error of the feed itself, which is what ends a copy.
func (v *Validator) keepFirst(p Problem) {
	if v.first == nil {
		v.place(&p)
		v.first = &p
	}
}

// invalid returns the ErrInvalid of the feed, or of the entity at hand.
func (v *Validator) invalid() error {
	first := v.first
	for i := range v.problems {
		if p := &v.problems[i]; first == nil && p.Severity == Error {
			own := *p
			first = &own
		}
	}
	if first == nil { // it was only counted
		return ErrInvalid
	}
	return &failure{err: ErrInvalid, problem: first}
}
