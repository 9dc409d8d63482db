package main

import (
	"errors"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
	"github.com/xeipuuwjyxo/geocodefeed/feed/parallel"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// checkWhole reads the feed at path to its end: one that breaks off is not sent. What
// else is wrong with it is the service's to judge. A feed that can be read only once is
// put into a temporary file, which is to be sent in its place.
func (s *session) checkWhole(path string, from feed.Format) (again string, format feed.Format, err error) {
	in, err := s.openInput(path, from)
	if err != nil {
		return "", feed.NoFormat, err
	}
	defer in.close()
	text := in.text
	if again = path; !in.rereadable() {
		spool, err := os.CreateTemp("", "feedconv-submit-*")
		if err != nil {
			return "", feed.NoFormat, err
		}
		defer spool.Close()
		again = spool.Name()
		s.unfinished.add(again)
		text = io.TeeReader(in.text, spool)
	}
	err = parallel.Take(validate.New(in.format, nil), codec.NewReader(text, in.format, nil))
	var fault *feed.Fault
	if errors.As(err, &fault) {
		return "", feed.NoFormat, namedFault{in.name, fault}
	}
	return again, in.format, err
}
