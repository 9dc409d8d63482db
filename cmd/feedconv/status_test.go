package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestExitStatus shows which status each kind of error has, also where it is deep
// within another.
func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errPrinted, 1},
		{&feed.Fault{}, 1},
		{&inputError{"x"}, 1},
		{usagef("x"), 2},
		{fs.ErrNotExist, 3},
		{errors.New("anything"), 3},
		{batch.ErrInvalid, 1},
		{batch.ErrChanged, 1},
		{batch.ErrState, 1},
		{batch.ErrAnswered, 2},
		{batch.ErrNotState, 2},
		{batch.ErrNotFolder, 2},
		{batch.ErrOtherRun, 2},
		{&dataflow.Error{Status: 401, Err: dataflow.ErrKeyRefused}, 2},
		{&dataflow.Error{Status: 404, Err: dataflow.ErrNotFound}, 2},
		{&dataflow.Error{Status: 400}, 1},
		{&dataflow.Error{Status: 413}, 1},
		{dataflow.ErrAborted, 1},
		{&dataflow.Error{Status: 400, Err: dataflow.ErrTooManyJobs}, 3},
		{&dataflow.Error{Status: 403, Err: dataflow.ErrQuota}, 3},
		{&dataflow.Error{Status: 200, Err: dataflow.ErrRefused}, 1},
		{&dataflow.Error{Status: 429}, 3},
		{&dataflow.Error{Status: 503, Err: dataflow.ErrTooManyJobs}, 3},
		{&dataflow.Error{Status: 500}, 3},
		{&dataflow.Error{Err: errors.New("no route")}, 3},
		{dataflow.ErrUnclear, 3},
		{dataflow.ErrIncomplete, 3},
		{dataflow.ErrStalled, 3},
	} {
		wrapped := c.err
		if c.err != nil {
			wrapped = fmt.Errorf("part 1 of 2: %w", errors.Join(c.err, nil))
		}
		if got := exitStatus(c.err); got != c.want {
			t.Errorf("%v: status %d, want %d", c.err, got, c.want)
		}
		if got := exitStatus(wrapped); got != c.want {
			t.Errorf("%v: status %d, want %d", wrapped, got, c.want)
		}
	}
}

// TestStatusTable shows that the README has the table of the statuses.
func TestStatusTable(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	table := "| status | meaning |\n|---|---|\n"
	for _, m := range statusMeanings {
		table += fmt.Sprintf("| %s | %s |\n", m[0], m[1])
	}
	if !strings.Contains(string(readme), table) {
		t.Errorf("README.md does not have the table\n%s", table)
	}
}
