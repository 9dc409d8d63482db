package dataflow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
	"github.com/xeipuuwjyxo/geocodefeed/feed/source"
)

// A download is the body of results, with what it takes to read it as text.
type download struct {
	text   io.Reader
	format feed.Format
	close  []func() error
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

// download asks for results and finds out what they are.
func (c *Client) download(ctx context.Context, op, address string) (*download, error) {
	resp, err := c.get(ctx, op, address, nil)
	if err != nil {
		return nil, err
	}
	d := &download{text: resp.Body, close: []func() error{resp.Body.Close}}
	if err = d.unpack(c.TempDir); err == nil {
		err = d.sniff()
	}
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
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errNoFeed):
		e.Message = fmt.Sprintf("what came (%s) is no feed", contentType(resp))
	case errors.As(err, &fault), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, ErrStalled):
		e.Message, e.Err = oneLine(c.scrub(err.Error())), fmt.Errorf("%w: %w", ErrIncomplete, err)
	default:
		e.Err = &networkError{c.scrub(err.Error()), nil}
	}
	return e
}

// unpack takes gzip or zip compression away.
func (d *download) unpack(tempDir string) error {
	switch prefix, err := d.peek(4); {
	case err != nil:
		return err
	case source.IsZip(prefix):
		return d.unzip(tempDir)
	case source.IsGzip(prefix):
		d.text = source.Gunzip(d.text)
	}
	return nil
}

// unzip spools a zip archive, whose directory stands at its end.
func (d *download) unzip(dir string) error {
	spool, err := os.CreateTemp(dir, "geocodefeed-*.zip")
	if err != nil {
		return err
	}
	d.close = append(d.close, func() error { return errors.Join(spool.Close(), os.Remove(spool.Name())) })
	size, err := io.Copy(spool, d.text)
	if err != nil {
		return err
	}
	content, err := source.OpenZip(spool, size)
	if err != nil {
		return err
	}
	d.text, d.close = content, append(d.close, content.Close)
	return nil
}

var errNoFeed = errors.New("no feed")

func (d *download) sniff() error {
	prefix, err := d.peek(codec.SniffLength)
	if looksLikeHTML(prefix) {
		return errNoFeed
	}
	d.format = codec.Sniff(prefix)
	switch {
	case d.format != feed.NoFormat:
		return nil
	case err != nil:
		return err
	case len(prefix) == 0:
		return io.ErrUnexpectedEOF
	}
	return errNoFeed
}

// peek returns the first n bytes of the text, or all where there are fewer,
// without taking them. The error is what cut the text short, if it was not its
// end; who reads on gets it too.
func (d *download) peek(n int) (prefix []byte, err error) {
	prefix = make([]byte, n)
	got := 0
	for got < n && err == nil {
		var m int
		m, err = d.text.Read(prefix[got:])
		got += m
	}
	prefix = prefix[:got]
	if err == nil {
		d.text = io.MultiReader(bytes.NewReader(prefix), d.text)
		return prefix, nil
	}
	d.text = io.MultiReader(bytes.NewReader(prefix), failing{err})
	if err == io.EOF {
		err = nil
	}
	return prefix, err
}

// failing is a reader at its end.
type failing struct{ err error }

func (r failing) Read([]byte) (int, error) { return 0, r.err }
