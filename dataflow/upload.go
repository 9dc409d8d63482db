package dataflow

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An Upload is a feed to make a job of. Format is required, and either Open or Blob.
type Upload struct {
	Format      feed.Format
	Description string // shown by List; may be empty
	// Open returns the feed's bytes from the beginning. It is called again for each further
	// attempt. Any error of the reader other than io.EOF, io.ErrUnexpectedEOF included,
	// fails the upload. The reader is closed once. If the upload is given up while a Read
	// blocks, Close is called concurrently and should end the Read, as for a body of
	// net/http.
	Open func() (io.ReadCloser, error)
	// Blob is the URL of an Azure blob from which the service gets the feed, in XML. The
	// blob must be public, or the URL signed.
	Blob string
	// Size is how many bytes Open yields, or 0 if unknown. A feed of a different size fails
	// the upload.
	Size int64
	// Gzip compresses the upload.
	Gzip bool
	// Sending, if not nil, is called before the last bytes of the feed are sent. Until then
	// the service cannot have taken the upload; after that it may have. With Blob it is
	// called before each request. An error ends the upload.
	Sending func() error
	// Refused, if not nil, makes Create wait while the service takes no job
	// (ErrTooManyJobs). It is called with each refusal, before the wait; the service has
	// certainly not taken the upload. An error ends the upload. If Refused is nil, Create
	// returns the first refusal.
	Refused func(*Error) error
}

// check reports a use that makes no sense.
func (u *Upload) check() error {
	switch {
	case u.Open == nil && u.Blob == "":
		return errors.New("dataflow: neither Upload.Open nor Upload.Blob is set")
	case u.Open != nil && u.Blob != "":
		return errors.New("dataflow: Upload.Open and Upload.Blob are both set")
	case u.Blob != "" && (u.Format != feed.XML || u.Gzip || u.Size != 0):
		return errors.New("dataflow: a feed in a blob is XML, and has neither Upload.Gzip nor Upload.Size")
	case !u.Format.OfService():
		return fmt.Errorf("dataflow: Upload.Format is not a format of the service: %d", int(u.Format))
	case u.Size < 0:
		return fmt.Errorf("dataflow: Upload.Size is negative: %d", u.Size)
	}
	return nil
}

// contentType is the one that the official toolkit sends.
func (u *Upload) contentType() string {
	switch {
	case u.Gzip:
		return "application/octet-stream"
	case u.Format == feed.XML:
		return "application/xml"
	}
	return "text/plain"
}

// open opens the feed as it is to be sent, and returns its size, -1 if that is not
// known.
func (u *Upload) open(ctx context.Context) (*sending, int64, error) {
	body, err := u.openFeed(ctx)
	if err != nil {
		return nil, 0, err
	}
	size := int64(-1)
	if u.Size > 0 {
		body, size = &sized{ReadCloser: body, want: u.Size}, u.Size
	}
	if u.Gzip {
		body, size = newGzipped(body), -1
	}
	return newSending(body, u.Sending), size, nil
}

// openFeed calls Open, and does not wait for it longer than the context lives.
func (u *Upload) openFeed(ctx context.Context) (io.ReadCloser, error) {
	type opened struct {
		body io.ReadCloser
		err  error
	}
	result := make(chan opened, 1)
	go func() {
		body, err := u.Open()
		if err == nil && body == nil {
			err = errors.New("dataflow: Upload.Open returned no reader")
		}
		result <- opened{body, err}
	}()
	select {
	case o := <-result:
		return o.body, o.err
	case <-ctx.Done():
		go func() {
			if o := <-result; o.err == nil {
				o.body.Close()
			}
		}()
		return nil, context.Cause(ctx)
	}
}

// sized is a feed of known size. One of another size fails at its end.
type sized struct {
	io.ReadCloser
	want, got int64
}

func (s *sized) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.got += int64(n)
	switch {
	case s.got > s.want:
		return n, fmt.Errorf("the feed has more than the %d bytes that it was said to have", s.want)
	case err == io.EOF && s.got < s.want:
		return n, fmt.Errorf("the feed ends after %d bytes where it was said to have %d", s.got, s.want)
	}
	return n, err
}

// gzipped is the gzip data of a feed.
type gzipped struct {
	feed io.ReadCloser
	zip  *gzip.Writer
	data bytes.Buffer // not handed out yet
	text []byte
	err  error
}

func newGzipped(feed io.ReadCloser) *gzipped {
	g := &gzipped{feed: feed, text: make([]byte, pieceSize)}
	g.zip = gzip.NewWriter(&g.data)
	return g
}

func (g *gzipped) Read(p []byte) (int, error) {
	for g.data.Len() == 0 && g.err == nil {
		n, err := g.feed.Read(g.text)
		g.zip.Write(g.text[:n])
		if err == io.EOF {
			g.zip.Close()
		}
		if g.err = err; n == 0 && err == nil {
			return 0, nil
		}
	}
	if g.data.Len() > 0 {
		return g.data.Read(p)
	}
	return 0, g.err
}

func (g *gzipped) Close() error { return g.feed.Close() }
