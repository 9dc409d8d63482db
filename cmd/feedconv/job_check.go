package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// checkWhole reads the feed at path to its end: one that breaks off is not sent. What
// else is wrong with it is the service's to judge. A feed that can be read only once is
// put into a temporary file, which is to be sent in its place.
func (s *session) checkWhole(path string, from feed.Format, encoding feed.Encoding) (*uploadFeed, error) {
	in, err := s.openInput(path, from, encoding)
	if err != nil {
		return nil, err
	}
	closer, err := in.text()
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	f := &uploadFeed{checked: in}
	text := io.Reader(closer)
	if !in.Rewindable() {
		spool, err := os.CreateTemp("", "feedconv-submit-*")
		if err != nil {
			return nil, err
		}
		defer spool.Close()
		f.spool = spool.Name()
		s.unfinished.add(f.spool)
		text = io.TeeReader(text, spool)
	}
	var broken error // a row with bytes that are no characters
	options := &validate.Options{Handle: func(p validate.Problem) error {
		if p.Rule == feed.EncodingInvalid.Error() && broken == nil {
			broken = namedFault{in.name, &feed.Fault{
				Cause:    feed.EncodingInvalid,
				Position: feed.Position{Offset: p.Offset, Line: p.Line, Column: p.Column},
				Entity:   p.Entity, ID: p.ID, Message: p.Message, Remedy: p.Remedy,
			}}
		}
		return broken
	}}
	size := new(byteCount)
	text = io.TeeReader(text, size)
	err = validate.New(in.Format(), options).Run(context.Background(), feedio.NewReader(text, in.Format(), nil))
	if err == nil {
		_, err = io.Copy(io.Discard, text)
	}
	var fault *feed.Fault
	if errors.As(err, &fault) {
		err = namedFault{in.name, fault}
	}
	f.size = int64(*size)
	return f, in.settle(err)
}

// A byteCount counts what is written to it.
type byteCount int64

func (c *byteCount) Write(p []byte) (int, error) {
	*c += byteCount(len(p))
	return len(p), nil
}
