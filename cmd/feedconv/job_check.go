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
	in, err := s.openUTF8(path, from, encoding)
	if err != nil {
		return nil, err
	}
	defer in.close()
	f := &uploadFeed{s: s, path: path, format: in.format, encoding: encoding, checked: in}
	text := in.text
	if !in.rereadable() {
		spool, err := os.CreateTemp("", "feedconv-submit-*")
		if err != nil {
			return nil, err
		}
		defer spool.Close()
		f.path, f.encoding = spool.Name(), feed.AnyUnicode
		s.unfinished.add(f.path)
		text = io.TeeReader(in.text, spool)
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
	counted := &countingReader{r: text}
	err = validate.New(in.format, options).Run(context.Background(), feedio.NewReader(counted, in.format, nil))
	if err == nil {
		_, err = io.Copy(io.Discard, counted)
	}
	var fault *feed.Fault
	if errors.As(err, &fault) {
		err = namedFault{in.name, fault}
	}
	f.size = counted.bytes.Load()
	return f, in.settle(err)
}
