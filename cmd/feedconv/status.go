package main

import (
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// The exit statuses.
const (
	statusOK      = 0
	statusInput   = 1 // the input is at fault, or would lose a value
	statusUsage   = 2
	statusMachine = 3 // no file, no space, a broken stream
)

// exitStatusHelp is what help says of them.
const exitStatusHelp = `Exit status: 0 all is well, 1 the input is at fault or would lose a value, 2 wrong usage,
3 the machine failed (no such file, no space, broken stream), 130 and 143 after an interrupt.
`

// A usageError is a command line that makes no sense.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// An inputError is a fault of the input that has no place.
type inputError struct{ message string }

func (e *inputError) Error() string { return e.message }

// errPrinted ends a command whose faults have all been told already.
var errPrinted = errors.New("told already")

// A namedFault is a fault together with the name of its file.
type namedFault struct {
	file string
	*feed.Fault
}

// Error returns "file:line:column: …", or "file: …" where there is no line.
func (f namedFault) Error() string {
	if f.Line == 0 {
		return f.file + ": " + f.Fault.Error()
	}
	return f.file + ":" + f.Fault.Error()
}

func (f namedFault) Unwrap() error { return f.Fault }

// named adds the file's name to a fault; other errors stay as they are.
func named(file string, err error) error {
	var fault *feed.Fault
	if errors.As(err, &fault) {
		return namedFault{file, fault}
	}
	return err
}

// report prints an error, on one line, and returns the exit status for it.
func (s *session) report(err error) int {
	var fault *feed.Fault
	var input *inputError
	var usage *usageError
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, errPrinted):
		return statusInput
	case isClosedPipe(err):
		return statusMachine // whoever closed it knows
	}
	fmt.Fprintf(s.stderr, "feedconv: %s\n", errorText(err))
	switch {
	case errors.As(err, &fault), errors.As(err, &input):
		return statusInput
	case errors.As(err, &usage):
		return statusUsage
	}
	return statusMachine
}
