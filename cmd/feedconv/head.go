package main

import (
	"flag"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/internal/excerpt"
)

var headCommand = command{
	name:    "head",
	summary: "copy the first entities of a feed",
	help:    headHelp,
	flags:   func() *flag.FlagSet { flags, _ := headFlags(); return flags },
	run:     runHead,
}

const headHelp = `usage: feedconv head [flags] [IN] [-o OUT]

Head writes the first entities of a feed, as a whole feed of the same format. IN is a
file; "-", or nothing, is standard input.

The text of an entity is copied as it is. The output is UTF-8, and begins as IN does.
Head does not read past the last entity that it copies.

With -map, IN is a table of your own, and so is the output: its header and the first rows
that are not blank ("feedconv help tables").
`

func headFlags() (*flag.FlagSet, *excerptOptions) {
	o := new(excerptOptions)
	flags := newFlags("head")
	o.register(flags, "copy the first `N` entities")
	return flags, o
}

func runHead(s *session, args []string) error {
	flags, o := headFlags()
	return s.runExcerpt(flags, o, args, func(in *textInput, w *excerpt.Writer) error {
		for range o.n {
			_, text, err := in.texts.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := w.Write(text); err != nil {
				return err
			}
		}
		return nil
	})
}
