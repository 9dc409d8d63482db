package dataflowtest

import "io"

// NewRows is newRows for the tests.
func NewRows(w io.Writer, delimiter byte, head string) io.Writer {
	return &rows{w: w, delimiter: delimiter, head: head, skip: 2}
}
