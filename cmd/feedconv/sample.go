package main

import (
	"errors"
	"flag"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/internal/excerpt"
)

var sampleCommand = command{
	name:    "sample",
	summary: "copy entities of a feed chosen at random",
	help:    sampleHelp,
	flags:   func() *flag.FlagSet { flags, _, _ := sampleFlags(); return flags },
	run:     runSample,
}

const sampleHelp = `usage: feedconv sample [flags] [IN] [-o OUT]

Sample chooses entities of a feed at random, each with the same chance, and writes
them in the order of the feed, as a whole feed of the same format. IN is a file; "-",
or nothing, is standard input. It is read once, to its end.

The choice depends on -seed and on the number of entities in the feed, and on nothing
else, so the same command always writes the same. The sample of a smaller -n is part
of that of a larger one.

The text of an entity is copied as it is. The output is UTF-8, and begins as IN does.
Memory does not grow with the feed: each entity of the sample takes 32 bytes, and
texts beyond 8 MiB are kept in a temporary file.

With -map, IN is a table of your own, and so is the output: its header and the rows that
are chosen ("feedconv help tables").
`

func sampleFlags() (*flag.FlagSet, *excerptOptions, *uint64) {
	o, seed := new(excerptOptions), new(uint64)
	flags := newFlags("sample")
	o.register(flags, "choose `N` entities, or all if there are fewer")
	flags.Uint64Var(seed, "seed", 1, "choose with the random seed `N`")
	return flags, o, seed
}

func runSample(s *session, args []string) error {
	flags, o, seed := sampleFlags()
	scratch := &scratchFile{s: s}
	defer scratch.remove()
	return s.runExcerpt(flags, o, args, func(in *textInput, w *excerpt.Writer) error {
		sample := excerpt.NewSample(o.n, *seed, scratch.create)
		for {
			_, text, err := in.texts.Next()
			if err == io.EOF {
				return sample.Write(w)
			}
			if err != nil {
				return err
			}
			if err := sample.Add(text); err != nil {
				return err
			}
		}
	})
}

// A scratchFile is a temporary file, which an interrupt removes.
type scratchFile struct {
	s    *session
	file *os.File
}

func (f *scratchFile) create() (*os.File, error) {
	file, err := os.CreateTemp("", "feedconv-*.tmp")
	if err != nil {
		return nil, err
	}
	f.file = file
	f.s.unfinished.add(file.Name())
	return file, nil
}

func (f *scratchFile) remove() error {
	if f.file == nil {
		return nil
	}
	defer f.s.unfinished.forget(f.file.Name())
	return errors.Join(f.file.Close(), os.Remove(f.file.Name()))
}
