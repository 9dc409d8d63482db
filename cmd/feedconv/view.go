package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/mappage"
)

var viewCommand = command{
	name:    "view",
	summary: "make a page that shows results on a map",
	help:    viewHelp,
	flags:   func() *flag.FlagSet { flags, _ := viewFlags(); return flags },
	run:     runView,
}

const viewHelp = `usage: feedconv view [flags] RESULTS

View writes a page that shows results on a map of the world: one file of HTML that
any current browser opens, and that loads nothing from a network. "-" is standard
input.

The page of results.xml is results.html, next to it, or the file that -o names.
"-o -" writes the page to standard output. With -open the page is opened in the
browser as soon as it is complete.

An entity is on the map at the Point of its first response that has one. The others,
and those whose coordinates are not on Earth, are in a separate list. Choose an entity
on the map or in the list to see its request next to its responses, with their boxes
and points; for a reverse request, also a line from the place in the request to the
place in the answer. The address of the page records what is shown: the part of the
map, the search, the filters, and the entity.

The page has all values of the feed. Think of that before you pass it on. With -tiles
it also loads pictures of the map from the server that you name, and that server
learns which places you look at.

The outlines of land and borders are from Natural Earth.
`

// viewOptions are the flags as given.
type viewOptions struct {
	from, out, tiles, credit string
	encoding                 encodingFlag
	overwrite, open, quiet   bool
}

func viewFlags() (*flag.FlagSet, *viewOptions) {
	o := new(viewOptions)
	flags := newFlags("view")
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab, pipe or jsonl (default: what its name or content says)")
	o.encoding.register(flags, "")
	flags.StringVar(&o.out, "o", "", "write the page to `OUT` and replace it if it exists")
	flags.BoolVar(&o.overwrite, "overwrite", false, "without -o: replace a page that exists")
	flags.BoolVar(&o.open, "open", false, "open the page in the browser")
	flags.StringVar(&o.tiles, "tiles", "", "show pictures of the map from the server at `URL`, such as https://tiles.example.com/{z}/{x}/{y}.png")
	flags.StringVar(&o.credit, "credit", "", "`TEXT` that the map shows as the credit for the pictures of -tiles")
	flags.BoolVar(&o.quiet, "q", false, "no notes and no progress on standard error")
	return flags, o
}

// A viewing is what the command line of view asks for.
type viewing struct {
	from     feed.Format
	encoding feed.Encoding
	in, out  string
	replace  bool
	open     bool
	tiles    mappage.Tiles
}

func runView(s *session, args []string) error {
	flags, o := viewFlags()
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.quiet
	v, err := o.viewing(files)
	if err != nil {
		return err
	}
	return v.run(s)
}

// viewing checks the command line.
func (o *viewOptions) viewing(files []string) (*viewing, error) {
	switch {
	case len(files) == 0:
		return nil, usagef("view: which file? \"-\" is standard input")
	case len(files) > 1:
		return nil, usagef("view shows one file, not %d; name the page with -o OUT", len(files))
	case o.out != "" && o.overwrite:
		return nil, usagef("-overwrite is for the page without -o; -o replaces %s anyway", o.out)
	case files[0] == "-" && o.out == "":
		return nil, usagef("view: standard input has no name to give the page; name it with -o OUT")
	case o.credit != "" && o.tiles == "":
		return nil, usagef("-credit goes with -tiles")
	}
	v := &viewing{in: files[0], out: o.out, encoding: o.encoding.Encoding, replace: o.out != "" || o.overwrite, open: o.open}
	if v.out == "" {
		v.out = pageName(v.in)
	}
	if v.open && !isFileName(v.out) {
		return nil, usagef("-open needs a page that is a file; name it with -o OUT")
	}
	var err error
	if v.from, err = parseFormat("-from", o.from); err != nil {
		return nil, err
	}
	if o.tiles != "" {
		if v.tiles, err = mappage.NewTiles(o.tiles, o.credit); err != nil {
			return nil, usagef("-tiles: %v", err)
		}
	}
	return v, nil
}

// pageName returns the name of the page that shows a file.
func pageName(in string) string {
	name := in
	for _, suffix := range []string{".gz", ".zip"} {
		if len(name) > len(suffix) && strings.EqualFold(name[len(name)-len(suffix):], suffix) {
			name = name[:len(name)-len(suffix)]
		}
	}
	if f, _ := feedio.FormatOf(name); f != feed.NoFormat || strings.EqualFold(filepath.Ext(name), ".txt") {
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	return name + ".html"
}

// run writes the page.
func (v *viewing) run(s *session) error {
	if err := v.checkPlaces(s); err != nil {
		return err
	}
	if err := checkOutput(v.out, v.replace, "-overwrite replaces it, and -o names another page"); err != nil {
		return err
	}
	in, err := s.openInput(v.in, v.from, v.encoding)
	if err != nil {
		return named(displayName(v.in), err)
	}
	defer in.Close()
	if err := v.write(s, in); err != nil {
		return in.settle(err)
	}
	if v.open {
		return openPage(v.out)
	}
	return nil
}

// checkPlaces refuses to write over what is being read.
func (v *viewing) checkPlaces(s *session) error {
	in, err := s.inputPlace(v.in)
	if err != nil {
		return err
	}
	out, err := s.outputPlace(v.out)
	if err == nil && in.is(out) {
		err = usagef("%s is both input and output", cmp.Or(out.name, in.name))
	}
	return err
}

// write writes the page of an open input.
func (v *viewing) write(s *session, in *input) error {
	progress := s.startProgress(in)
	defer progress.stop()
	out, err := s.createOutput(v.out, feedio.CreateOptions{Replace: v.replace})
	if err != nil {
		return err
	}
	defer out.abandon()
	page := mappage.NewWriter(out.w, &mappage.Options{Title: filepath.Base(in.name), Tiles: v.tiles})
	if _, err := feedio.Copy(context.Background(), page, in.Reader); err != nil {
		return named(in.name, err)
	}
	if err := page.Close(); err != nil {
		return err
	}
	if err := in.Changed(); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	progress.stop()
	all, placed := page.Entities()
	s.note("%s shows the entities of %s: %d of %d are on the map", cmp.Or(v.pageFile(), "the page"), in.name, placed, all)
	return nil
}

// pageFile returns the name of the page, if it is a file.
func (v *viewing) pageFile() string {
	if isStdout(v.out) {
		return ""
	}
	return v.out
}

// openPage opens a page in the user's browser.
func openPage(page string) error {
	path, err := filepath.Abs(page)
	if err != nil {
		return err
	}
	name, args := "xdg-open", []string{path}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", path}
	}
	if err := exec.Command(name, args...).Run(); err != nil {
		return fmt.Errorf("the page is complete, but %s could not open it (%w); open %s in a browser", name, err, page)
	}
	return nil
}
