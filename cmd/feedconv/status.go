package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/run"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// The exit statuses.
const (
	statusOK      = 0
	statusInput   = 1
	statusUsage   = 2
	statusMachine = 3
)

// statusMeanings says what the statuses mean, for help and README.
var statusMeanings = [][2]string{
	{"0", "all is well"},
	{"1", "the input is at fault, or conversion would lose a value; validation found errors; the service refuses the feed or aborts the job"},
	{"2", "wrong usage: also an output that exists, a wrong key, an unknown job, flags other than those the run began with"},
	{"3", "the machine failed, or the same may work later: no such file, no space, a broken stream, no network, a service that is full"},
	{"130, 143", "ended by Ctrl-C or SIGTERM"},
}

// errorStatuses gives kinds of errors their statuses; the first that fits counts. All
// other errors are the machine's.
var errorStatuses = []struct {
	is     func(error) bool
	status int
}{
	{isA[*usageError], statusUsage},
	{isA[*tablefeed.MappingError], statusUsage},
	{is(dataflow.ErrIncomplete), statusMachine}, // whatever fault shows that a download is cut
	{isA[*feed.Fault], statusInput},
	{isA[*inputError], statusInput},
	{is(errPrinted), statusInput}, // with the errors that were found

	{is(batch.ErrInvalid), statusInput},
	{is(batch.ErrChanged), statusInput},
	{is(batch.ErrState), statusInput},
	{is(batch.ErrAnswered), statusUsage},
	{is(batch.ErrNotState), statusUsage},
	{is(batch.ErrNotFolder), statusUsage},
	{is(batch.ErrOtherRun), statusUsage},

	{is(run.ErrOtherFeed), statusInput},
	{isA[*run.KeptError], statusInput},
	{is(client.ErrKeyRefused), statusUsage},
	{is(client.ErrNotFound), statusUsage},
	{is(client.ErrRedirected), statusUsage},
	{is(dataflow.ErrKeyRefused), statusUsage},
	{is(dataflow.ErrNotFound), statusUsage},
	{is(dataflow.ErrAborted), statusInput},
	{is(dataflow.ErrTooManyJobs), statusMachine},
	{is(dataflow.ErrQuota), statusMachine},
	{is(dataflow.ErrRefused), statusInput},
	{isRefusal, statusInput},
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func isA[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}

// isRefusal reports whether the service will give the same answer to the same
// request at any time.
func isRefusal(err error) bool {
	var e *dataflow.Error
	if !errors.As(err, &e) || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests {
		return false
	}
	return e.Status >= 400 && e.Status < 500
}

// exitStatus returns the status of a run that ended with an error, or with none.
func exitStatus(err error) int {
	if err == nil {
		return statusOK
	}
	for _, s := range errorStatuses {
		if s.is(err) {
			return s.status
		}
	}
	return statusMachine
}

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

// named adds the file's name to a fault, and to what is wrong with the mapping of a table;
// other errors stay as they are.
func named(file string, err error) error {
	var fault *feed.Fault
	if errors.As(err, &fault) {
		return namedFault{file, fault}
	}
	if isA[*tablefeed.MappingError](err) {
		return fmt.Errorf("%s: %w", file, err)
	}
	return err
}

// report prints an error, on one line, and returns the exit status for it.
func (s *session) report(err error) int {
	told := err == nil || err == errPrinted || isClosedPipe(err) // whoever closed it knows
	if !told {
		fmt.Fprintf(s.stderr, "feedconv: %s\n", errorText(err))
	}
	return exitStatus(err)
}
