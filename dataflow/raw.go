package dataflow

import (
	"context"
	"io"
	"strings"
)

// FetchRaw calls use with the results as the service sends them: packed, if they are,
// and not read as a feed. It reaches results that Fetch cannot read. Where the download
// breaks off, the reader fails with ErrIncomplete, and use is called again with a reader
// that begins again. Errors of use end it, unless they are those that the reader gave.
// Where nothing succeeded, or nothing failed, there is nothing to read.
func (c *Client) FetchRaw(ctx context.Context, job Job, o Outcome, use func(io.Reader) error) error {
	if use == nil {
		return errNoUse
	}
	if err := o.check(); err != nil {
		return err
	}
	op := opDownload(job, o)
	address, expected := job.results(o)
	switch {
	case address == "" && expected > 0:
		return fewer(op, 0, expected)
	case address == "":
		return use(strings.NewReader(""))
	}
	return c.retry(ctx, func() error {
		d, _, err := c.request(ctx, op, address, maxResults(job))
		if err != nil {
			return err
		}
		defer d.Close()
		return use(&raw{text: d.text, op: op})
	})
}

// raw is a download that is not read as a feed.
type raw struct {
	text  io.Reader
	op    string
	bytes int64
}

func (r *raw) Read(p []byte) (int, error) {
	n, err := r.text.Read(p)
	r.bytes += int64(n)
	switch {
	case err == io.EOF && r.bytes == 0:
		err = io.ErrUnexpectedEOF
	case err == nil || err == io.EOF:
		return n, err
	}
	return n, breakOff(r.op, count(r.bytes, "byte", "bytes"), err)
}
