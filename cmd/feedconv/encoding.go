package main

import (
	"bytes"
	"flag"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/source"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// An encodingFlag is the flag -encoding: how the characters of an input are
// stored. It is never guessed.
type encodingFlag struct{ feed.Encoding }

// register adds the flag; prefix begins its description.
func (e *encodingFlag) register(flags *flag.FlagSet, prefix string) {
	flags.Var(e, "encoding", prefix+"read the input in the encoding `NAME`, such as windows-1252, whatever it says of itself (default: UTF-8, or UTF-16 with a byte order mark)")
}

// String implements flag.Value.
func (e *encodingFlag) String() string {
	if e.Encoding == feed.AnyUnicode {
		return ""
	}
	return e.Encoding.String()
}

// Set implements flag.Value.
func (e *encodingFlag) Set(name string) (err error) {
	e.Encoding, err = feed.ParseEncoding(name)
	return err
}

// reading returns the options of a reader of the input. Notice may be nil.
func (in *input) reading(notice func(*feed.Fault)) *feed.ReaderOptions {
	return &feed.ReaderOptions{Encoding: in.encoding, Notice: notice}
}

// openUTF8 is openInput for who can read nothing but UTF-8, as the service: text in
// an encoding that is given is turned into it.
func (s *session) openUTF8(path string, from feed.Format, encoding feed.Encoding) (*input, error) {
	in, err := s.openInput(path, from, encoding)
	if err != nil {
		return nil, err
	}
	if err := in.toUTF8(); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// toUTF8 turns the text of the input into UTF-8.
func (in *input) toUTF8() error {
	if in.encoding == feed.AnyUnicode {
		return nil
	}
	in.text = source.ToUTF8(in.text, in.encoding)
	if in.format != feed.XML {
		return nil
	}
	const declaration = 1 << 10 // it is not longer
	prefix, rest, err := peek(in.text, declaration)
	if err != nil {
		return named(in.name, err)
	}
	io.ReadFull(rest, prefix) // which is in memory
	in.text = io.MultiReader(bytes.NewReader(xmlfeed.DeclareUTF8(prefix)), rest)
	return nil
}
