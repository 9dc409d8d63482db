package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/excerpt"
	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var splitCommand = command{
	name:    "split",
	summary: "cut a feed into several",
	help:    splitHelp,
	flags:   func() *flag.FlagSet { flags, _ := splitFlags(); return flags },
	run:     runSplit,
}

const splitHelp = `usage: feedconv split -n N [flags] IN
       feedconv split -bytes N [flags] IN

Split cuts a feed into parts of at most N entities, or of at most N bytes, or both.
Each part is a whole feed of the same format. The parts of requests.xml are
requests-00001.xml, requests-00002.xml and so on, in the same folder. When all parts
are complete, their names are printed, one per line. "-" is standard input; -o then
names the parts.

The text of each entity is copied as it is, and every part begins as IN does. The
parts are UTF-8, and compressed if their names end with .gz. Sizes are those before
compression. "feedconv cat" joins the parts again.

No part gets its name before all are complete: a run that fails leaves none. If a file
with the name of a part, of any number, already exists, split does nothing unless
-overwrite is given.
`

type splitOptions struct {
	read      readOptions
	n, bytes  int64
	name      string
	overwrite bool
}

func splitFlags() (*flag.FlagSet, *splitOptions) {
	o := new(splitOptions)
	flags := newFlags("split")
	flags.Int64Var(&o.n, "n", 0, "put at most `N` entities in a part")
	flags.Int64Var(&o.bytes, "bytes", 0, "make a part at most `N` bytes long")
	flags.StringVar(&o.name, "o", "", "name the parts after `FILE`, such as parts/requests.xml.gz, instead of after IN")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace the parts of an earlier split")
	o.read.register(flags)
	return flags, o
}

func runSplit(s *session, args []string) error {
	flags, o := splitFlags()
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.read.quiet
	switch {
	case len(files) != 1:
		return usagef("split takes one feed, not %d; \"-\" is standard input", len(files))
	case o.n < 0 || o.bytes < 0 || o.n == 0 && isGiven(flags, "n") || o.bytes == 0 && isGiven(flags, "bytes"):
		return usagef("-n and -bytes want numbers above 0")
	case o.n == 0 && o.bytes == 0:
		return usagef("split: how large are the parts to be? give -n or -bytes")
	case o.name == "" && files[0] == "-":
		return usagef("split: name the parts of standard input, such as -o requests.xml")
	case o.name == "":
		o.name = files[0]
	}
	in, err := s.openTexts(files[0], &o.read, nil)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := checkSameFormat("split", o.name, in.Format()); err != nil {
		return err
	}
	p := &split{s: s, o: o, path: files[0], in: in, names: newPartNames(o.name, in.Format())}
	defer p.abandon()
	return p.run()
}

// A split writes the parts of a feed.
type split struct {
	s     *session
	o     *splitOptions
	path  string // of the input
	in    *textInput
	names partNames

	outs     []*output
	part     *excerpt.Writer // the last one, which has no end yet; nil if there is none
	entities int64           // of that part
}

func (p *split) run() error {
	if err := p.checkOthers(0); err != nil {
		return err
	}
	progress := p.s.startProgress(p.in.input)
	defer progress.stop()
	if err := p.copy(); err != nil {
		return p.in.fail(p.in.texts.Locate(err))
	}
	if err := p.in.finish(); err != nil {
		return err
	}
	if err := p.checkOthers(len(p.outs)); err != nil {
		return err
	}
	if err := commitAll(p.outs); err != nil {
		return err
	}
	progress.stop()
	p.in.notes(p.s)
	for _, out := range p.outs {
		if _, err := fmt.Fprintln(p.s.stdout, out.name); err != nil {
			return err
		}
	}
	return nil
}

// copy writes all parts. A feed without entities has one.
func (p *split) copy() error {
	for {
		r, text, err := p.in.texts.Next()
		switch {
		case err == io.EOF && p.part == nil:
			if err := p.begin(); err != nil {
				return err
			}
			return p.end()
		case err == io.EOF:
			return p.end()
		case err != nil:
			return err
		}
		if err := p.add(r, text); err != nil {
			return err
		}
	}
}

// add adds an entity to the part that has room for it.
func (p *split) add(r *feed.Record, text []byte) error {
	if p.part != nil && !p.hasRoom(text) {
		if err := p.end(); err != nil {
			return err
		}
	}
	if p.part == nil {
		if err := p.begin(); err != nil {
			return err
		}
	}
	if !p.hasRoom(text) {
		return r.Entity().Fault(feed.ValueTooLarge, feed.NoField, fmt.Sprintf("a part with this entity alone has %d bytes, more than -bytes allows", p.part.SizeWith(text)), "allow more bytes")
	}
	p.entities++
	return p.part.Write(text)
}

func (p *split) hasRoom(text []byte) bool {
	return (p.o.n == 0 || p.entities < p.o.n) && (p.o.bytes == 0 || p.part.SizeWith(text) <= p.o.bytes)
}

// begin begins a part.
func (p *split) begin() error {
	frame, err := p.in.texts.Frame()
	if err != nil {
		return err
	}
	name := p.names.of(len(p.outs) + 1)
	if p.o.overwrite {
		if err := p.s.checkCopy([]string{p.path}, name); err != nil {
			return err
		}
	}
	out, err := p.s.createOutput(name, feedio.CreateOptions{Replace: p.o.overwrite})
	if err != nil {
		return err
	}
	p.outs = append(p.outs, out)
	p.part, p.entities = excerpt.NewWriter(out.w, frame), 0
	return nil
}

// end ends a part. It gets its name later.
func (p *split) end() error {
	err := p.part.Close()
	if err == nil {
		err = p.outs[len(p.outs)-1].end()
	}
	p.part = nil
	return err
}

func (p *split) abandon() {
	for _, out := range p.outs {
		out.abandon()
	}
}

// partNames are the names of the parts of a feed.
type partNames struct {
	folder, begin, end string // around the number
}

// newPartNames returns the names of the parts of a feed by its own name.
func newPartNames(name string, format feed.Format) partNames {
	folder, base := filepath.Split(name)
	end := ""
	if strings.HasSuffix(strings.ToLower(base), ".gz") {
		base, end = base[:len(base)-len(".gz")], base[len(base)-len(".gz"):]
	}
	extension := filepath.Ext(base)
	base = strings.TrimSuffix(base, extension)
	if strings.EqualFold(extension, ".zip") { // the parts are no archives
		extension = "." + format.String()
	}
	return partNames{folder, base + "-", extension + end}
}

// of returns the name of the part of a number, from 1.
func (n partNames) of(number int) string {
	return fmt.Sprintf("%s%s%05d%s", n.folder, n.begin, number, n.end)
}

var partNumber = lazy.Regexp(`^[0-9]{5,}$`)

// number returns the number of the part that has a name in the folder, 0 for other
// names.
func (n partNames) number(name string) (number int) {
	digits, ok := strings.CutPrefix(name, n.begin)
	digits, ok2 := strings.CutSuffix(digits, n.end)
	if ok && ok2 && partNumber().MatchString(digits) {
		fmt.Sscan(digits, &number)
	}
	return number
}

// checkOthers refuses files that would be taken for parts and are not: without -overwrite
// all that there are, else those with a number over that of the last part, if that is
// known.
func (p *split) checkOthers(last int) error {
	if p.o.overwrite && last == 0 {
		return checkOutput(p.names.of(1), true, "")
	}
	if err := checkOutput(p.names.of(1), p.o.overwrite, "-overwrite replaces it"); err != nil {
		return err
	}
	folder := p.names.folder
	if folder == "" {
		folder = "."
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch number := p.names.number(e.Name()); {
		case number <= last:
		case p.o.overwrite:
			return existsError(p.names.of(number), fmt.Sprintf("this split has only %s; remove it", quote.Count(last, "part")))
		default:
			return existsError(p.names.of(number), "-overwrite replaces it")
		}
	}
	return nil
}
