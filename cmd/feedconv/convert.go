package main

import (
	"flag"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

var convertCommand = command{
	name:    "convert",
	summary: "convert a feed between XML and delimited text",
	help:    convertHelp,
	flags:   func() *flag.FlagSet { flags, _ := convertFlags(); return flags },
	tail:    convertTail,
	run:     runConvert,
}

func convertFlags() (*flag.FlagSet, *convertOptions) {
	o := new(convertOptions)
	flags := newFlags("convert")
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab or pipe (default: what its name or content says)")
	o.encoding.register(flags, "")
	flags.StringVar(&o.to, "to", "", "`FORMAT` of the output (default: what its name says; for standard output csv if the input is XML, otherwise xml)")
	flags.StringVar(&o.layout, "layout", "auto", "`LAYOUT` of delimited output: auto, documented or extended")
	flags.StringVar(&o.columns, "columns", "", "write these columns, in this order: `A,B,…`")
	flags.StringVar(&o.out, "o", "", "write to `OUT` and replace it if it exists; an OUT after IN must not exist")
	flags.BoolVar(&o.lossy, "lossy", false, "drop what the output cannot hold, and say how much")
	o.check.register(flags)
	flags.BoolVar(&o.quiet, "q", false, "no notes and no progress on standard error")
	return flags, o
}

// convertOptions are the flags as given.
type convertOptions struct {
	from, to, out, layout, columns string
	encoding                       encodingFlag
	lossy, quiet                   bool
	check                          checkOptions
}

func runConvert(s *session, args []string) error {
	flags, o := convertFlags()
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.quiet
	c, err := o.conversion(files)
	if err != nil {
		return err
	}
	return c.run(s)
}

// conversion checks the command line.
func (o *convertOptions) conversion(files []string) (*conversion, error) {
	c := &conversion{in: "-", out: "-"}
	if len(files) > 2 {
		return nil, usagef("convert takes one input and one output, not %d files; convert one after the other", len(files))
	}
	copyTo(files, &c.in, &c.out)
	c.encoding = o.encoding.Encoding
	if o.out != "" {
		if len(files) > 1 {
			return nil, usagef("the output is named twice, %s and -o %s; leave one out", c.out, o.out)
		}
		c.out, c.replace = o.out, true
	}
	var err error
	if c.from, err = parseFormat("-from", o.from); err != nil {
		return nil, err
	}
	if c.to, err = parseFormat("-to", o.to); err != nil {
		return nil, err
	}
	if c.out != "-" {
		if byName, _ := feedio.FormatOf(c.out); c.to == feed.NoFormat {
			c.to = byName
		}
	}
	if err := checkExtension(c.out, c.to); err != nil {
		return nil, err
	}
	if c.layout, err = parseLayout(o.layout, o.columns); err != nil {
		return nil, err
	}
	if c.to == feed.XML && c.layout.chosen() {
		return nil, usagef("-layout and -columns are for delimited output, not for XML")
	}
	if o.lossy {
		c.dropped = new(feed.Tally)
	}
	c.check, err = o.check.check()
	return c, err
}

func copyTo(values []string, targets ...*string) {
	for i, v := range values {
		*targets[i] = v
	}
}
