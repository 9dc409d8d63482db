package validate

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A Problem is something wrong with a feed, and where. Its JSON form is a line
// of the jsonl report; schema/problem.schema.json describes it.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"`   // from 1; 0 where the place is not known
	Column int    `json:"column"` // code points, from 1
	Offset int64  `json:"offset"` // bytes of the uncompressed text as UTF-8
	Entity int64  `json:"entity"` // its number, from 1; 0 for the feed itself
	ID     string `json:"id"`     // the entity's Id, as far as known
	// Field is a column or element path, such as "GeocodeRequest/Address"; in a table it is
	// the column's name or the mapping's template.
	Field    string   `json:"field"`
	Rule     string   `json:"rule"` // its code
	Severity Severity `json:"severity"`
	// Value is the text at fault, cut where it is long. It is not escaped.
	Value string `json:"value"`
	// Message says what is wrong, and Remedy, which may be empty, what to do. Each is one
	// line; characters that a terminal cannot show are escaped.
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
	// Fatal says that reading stopped at this problem. Such a problem is an Error whatever
	// the profile says.
	Fatal bool `json:"fatal,omitempty"`
}

// ProblemOf returns a reader's fault as a problem: an error of the rule that the fault's
// cause names. For a nil fault, only File is set.
func ProblemOf(file string, f *feed.Fault) Problem {
	if f == nil {
		return Problem{File: file, Severity: Error}
	}
	return Problem{
		File:     file,
		Line:     f.Line,
		Column:   f.Column,
		Offset:   f.Offset,
		Entity:   f.Entity,
		ID:       clip(f.ID),
		Field:    clip(f.Path),
		Rule:     f.Cause.Error(),
		Severity: Error,
		Value:    clip(f.Value),
		Message:  oneLine(f.Message),
		Remedy:   oneLine(f.Remedy),
		Fatal:    f.Fatal,
	}
}

// problem turns a fault into a problem of a rule.
func (v *Validator) problem(f *feed.Fault, r *Rule) Problem {
	p := ProblemOf(v.options.File, f)
	p.Rule, p.Severity = r.Code, v.tallies[r.index].severity
	return p
}

// Error returns the problem as a line of the text report. It makes a *Problem an error,
// so that errors.As finds it in the errors of Run and Copy.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s: %s[%s]: %s%s", p.place(), p.Severity, p.Rule, p.subject(), p.sentence())
}

// position returns where the problem is.
func (p *Problem) position() feed.Position {
	return feed.Position{Offset: p.Offset, Line: p.Line, Column: p.Column}
}

// move turns a problem's place in a piece into its place in the feed, where the piece
// begins at a position and after some entities.
func (p *Problem) move(begin feed.Position, entities int64) {
	at := textbuf.Plus(begin, p.position())
	p.Offset, p.Line, p.Column = at.Offset, at.Line, at.Column
	p.Entity += entities
}

// clipLimit is how many code points of a value a problem holds: a value may be a megabyte
// long, and there may be millions of problems.
const clipLimit = 200

// clip cuts a long text.
func clip(s string) string {
	if len(s) <= clipLimit {
		return s
	}
	n := 0
	for i := range s {
		if n == clipLimit {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// printable reports whether a report may show the character as it is.
func printable(r rune) bool {
	return r >= ' ' && r < 0x7F || r > 0x9F && r != utf8.RuneError && !isInvisible(r)
}

// isInvisible reports whether r ends a line for some programs or changes the
// direction of the text after it.
func isInvisible(r rune) bool {
	return r == 0x2028 || r == 0x2029 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF
}

// ErrInvalid is the error of Copy, for errors.Is, if the feed itself has an error, or an
// entity does and there is no reject function. Handle gets the problems; errors.As finds
// the one that ended the copy, as a *Problem.
var ErrInvalid = errors.New("the feed has errors")

// ErrIncomplete is the error, for errors.Is, of a feed that was not read to its end
// because of a Fatal problem. Run, Next or Copy then processed only a part of the feed.
// Handle gets the Fatal problem; errors.As finds it in the error, as a *feed.Fault and as
// a *Problem. ErrIncomplete is an ErrInvalid too.
var ErrIncomplete = fmt.Errorf("%w and was not read to its end", ErrInvalid)

// A failure is an ErrInvalid or ErrIncomplete with its problem.
type failure struct {
	err     error
	problem *Problem
	fault   *feed.Fault // of an ErrIncomplete
}

// Error returns, in one line, the fault or the first error of the feed.
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

// keepFirst keeps the first error of the feed itself, which ends a copy.
func (v *Validator) keepFirst(p Problem) {
	if v.first == nil {
		v.place(&p)
		v.first = &p
	}
}

// invalid returns the ErrInvalid of the feed, or of the current entity.
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
