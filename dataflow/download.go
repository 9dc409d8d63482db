package dataflow

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A download is the body of results, with what it takes to read it as text.
type download struct {
	text   io.Reader
	format feed.Format
	rows   *rows // of delimited text
	close  []func() error
}

// header returns the first lines of delimited text.
func (d *download) header() string {
	if d.rows == nil {
		return ""
	}
	return string(d.rows.header)
}

// Close closes what is open and removes what was spooled.
func (d *download) Close() error {
	var err error
	for i := len(d.close) - 1; i >= 0; i-- {
		err = errors.Join(err, d.close[i]())
	}
	d.close = nil
	return err
}

// Results are bounded, so that a service that does not come to an end fills
// neither disk nor memory: by what their entities may have, and some more.
const (
	maxEntityResult = 64 << 10
	maxBesides      = 16 << 20
	maxJobEntities  = 200_000
)

// maxResults returns how many bytes the results of a job may have, packed or not.
func maxResults(job Job) int64 {
	return maxBesides + maxEntityResult*cmp.Or(min(max(job.Total, 0), maxJobEntities), maxJobEntities)
}

// request asks for results, of so many bytes at most. What comes is as the service sends
// it, and not one of its other answers.
func (c *Client) request(ctx context.Context, op, address string, most int64) (*download, *http.Response, error) {
	resp, err := c.get(ctx, op, address, nil)
	if err != nil {
		return nil, nil, err
	}
	text := textbuf.NewPeeker(&bounded{resp.Body, most})
	d := &download{text: text, close: []func() error{resp.Body.Close}}
	prefix, _ := text.Peek(service.SniffSize) // further reads return the error
	if !looksLikeAnswer(prefix) {
		return d, resp, nil
	}
	defer d.Close()
	resp.Body = io.NopCloser(d.text)
	if _, err := c.readAnswer(op, resp); err != nil {
		return nil, nil, err
	}
	return nil, nil, c.garbled(op, resp, "an answer without results")
}

// download asks for results and finds out what they are.
func (c *Client) download(ctx context.Context, op, address string, most int64) (*download, error) {
	d, resp, err := c.request(ctx, op, address, most)
	if err != nil {
		return nil, err
	}
	err = d.unpack(c.TempDir, most)
	if err != nil {
		d.Close()
		return nil, c.unreadable(op, resp, err)
	}
	return d, nil
}

// unreadable is the error of a download that shows at its beginning that it is
// no feed, or broken.
func (c *Client) unreadable(op string, resp *http.Response, err error) error {
	e := &Error{Op: op, URL: c.shown(resp.Request.URL)}
	var fault *feed.Fault
	var machine *fs.PathError // of the spooled archive
	switch {
	case errors.As(err, &machine):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errEndless):
		e.Err = err
	case errors.As(err, &fault) && fault.Message == textbuf.Empty:
		e.Message, e.Err = "what came is empty, or cut at its beginning", fmt.Errorf("%w: %w", ErrIncomplete, io.ErrUnexpectedEOF)
	case errors.Is(err, feed.TextHeader):
		e.Message, e.Err = fmt.Sprintf("what came (%s) is no feed", contentType(resp)), ErrIncomplete
	case err == io.ErrUnexpectedEOF:
		e.Message, e.Err = "what came is empty, or cut at its beginning", fmt.Errorf("%w: %w", ErrIncomplete, err)
	case errors.As(err, &fault):
		e.Message, e.Err = service.OneLine(fault.Message), fmt.Errorf("%w: %w", ErrIncomplete, err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, ErrStalled):
		e.Message, e.Err = service.OneLine(c.scrub(err.Error())), fmt.Errorf("%w: %w", ErrIncomplete, err)
	default:
		e.Err = &networkError{c.scrub(err.Error()), nil}
	}
	return e
}

// unpack takes gzip or zip compression away, and finds out the format.
func (d *download) unpack(tempDir string, most int64) error {
	f, err := feedio.Open(d.text, &feedio.Options{Spool: cmp.Or(tempDir, os.TempDir())})
	if err != nil {
		return err
	}
	d.close = append(d.close, f.Close)
	d.format = f.Format()
	if d.text, err = f.Text(); err != nil {
		return err
	}
	d.text = &bounded{d.text, most}
	if d.format.Delimiter() != 0 {
		d.rows = &rows{Reader: d.text}
		d.text = d.rows
	}
	return nil
}

// bounded is a text that is not longer than is left.
type bounded struct {
	r    io.Reader
	left int64
}

var errEndless = errors.New("the results do not end: they are longer than those of the job's entities can be")

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errEndless
	}
	return n, err
}

// rows is delimited text of the service, whose last line has its end: where that is
// missing, the text was cut. The first two lines are kept.
type rows struct {
	io.Reader
	header []byte
	lines  int
	last   byte
}

const maxHeader = 64 << 10

func (r *rows) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if n > 0 {
		r.last = p[n-1]
		r.keep(p[:n])
	}
	if err == io.EOF && r.last != '\n' {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// keep keeps what belongs to the first two lines.
func (r *rows) keep(text []byte) {
	for r.lines < 2 && len(text) > 0 && len(r.header) < maxHeader {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		} else {
			r.lines++
		}
		r.header = append(r.header, text[:end]...)
		text = text[end:]
	}
}

// FetchRaw calls use with the results as the service sends them: not unpacked, and not
// read as a feed. It can fetch results that Fetch cannot read. If the download breaks
// off, the reader fails with ErrIncomplete, and FetchRaw calls use again with a reader
// from the beginning. An error of use ends FetchRaw, unless it came from the reader. If
// nothing succeeded, or nothing failed, there is nothing to read.
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
	return n, breakOff(r.op, quote.Count(r.bytes, "byte"), err)
}
