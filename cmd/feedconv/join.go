package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var joinCommand = command{
	name:    "join",
	summary: "join results that another client has fetched to their requests",
	help:    joinHelp,
	flags:   func() *flag.FlagSet { return joinFlags(new(joinOptions)) },
	run:     runJoin,
}

const joinHelp = `usage: feedconv join [flags] IN -results FILE… -joined OUT
       feedconv join [flags] IN -results FILE… -succeeded OUT -failed OUT
       feedconv join [flags] -service azure IN -answers FILE… -joined OUT

Join finds the result of each entity of IN by its Id, in feeds of results that another
client fetched, and writes what "feedconv geocode" writes: the entities of IN in order,
each with its responses and its status. It sends nothing. The results may be of any
format, in any order and of any size. Name several files one after the other, separated
by commas, or with -results again; IN or one of them may be "-", standard input.

An entity without a result is left unchanged; it is in -failed, and -max-missing decides
whether it is an error. A result that belongs to no entity, or differs from an earlier
one of the same entity, is in no output: it is reported with its place, and the status
is 1. If several entities share an Id that a result has, the result may belong to any of
them, and the run fails.

With -map, IN is a table of your own, and so are the outputs, as "feedconv help geocode"
says. Without a column for Id, the Ids of the results are the numbers of the rows.

With -service azure, -answers names the file that "feedconv geocode -service azure -raw"
wrote. The results are those of that command, and nothing is sent again. An answer is
found by its request, so the flags that say how requests are made must be the same.

The names of the outputs, or -to, set their formats. Files are written as by "feedconv
convert". Temporary files are next to the first output.
`

// joinOptions are the flags as given.
type joinOptions struct {
	outputs    [numOutputs]string // by the names of outputNames
	form       formFlags
	from, to   string
	encoding   encodingFlag
	table      tableFlags
	added      joinedFlags
	results    stringList
	service    string
	answers    stringList
	azure      azureFlags
	overwrite  bool
	maxMissing failureLimit
	quiet      bool
}

func joinFlags(o *joinOptions) *flag.FlagSet {
	flags := newFlags("join")
	flags.Var(&o.results, "results", "`FILE` of results; may be given several times, and be a list with commas")
	serviceFlag(flags, &o.service)
	flags.Var(&o.answers, "answers", "azure: `FILE` of answers that -raw wrote, instead of -results; may be given several times")
	o.azure.registerMapping(flags)
	flags.StringVar(&o.outputs[0], "joined", "", "write every entity, with its responses or its fault, to `OUT`")
	flags.StringVar(&o.outputs[1], "succeeded", "", "write what succeeded to `OUT`")
	flags.StringVar(&o.outputs[2], "failed", "", "write what failed, or has no result, to `OUT`")
	flags.StringVar(&o.outputs[geoOutput], "geojson", "", "write every entity to `OUT` as GeoJSON, for maps")
	o.form.registerGeo(flags)
	o.form.registerPlain(flags, "the other outputs")
	o.form.registerJSON(flags)
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab, pipe or jsonl (default: what its name or content says)")
	o.encoding.register(flags, "")
	o.table.register(flags)
	o.added.register(flags)
	flags.StringVar(&o.to, "to", "", "`FORMAT` of outputs whose names do not say it (default: the input's)")
	flags.Var(&o.maxMissing, "max-missing", "end with status 1 if more than `N` entities, or N% of them, have no result (default 0)")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace outputs that exist")
	flags.BoolVar(&o.quiet, "q", false, "no notes on standard error")
	return flags
}

func runJoin(s *session, args []string) error {
	o := new(joinOptions)
	flags := joinFlags(o)
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.quiet
	if err := o.checkAnswers(givenFlags(flags)); err != nil {
		return err
	}
	j, err := o.joining(s, files)
	if err != nil {
		return err
	}
	defer j.outputs.close()
	return j.run()
}

// A joining is what the command line of join asks for.
type joining struct {
	s       *session
	o       *joinOptions
	in      string
	results []string
	table   *joinedTable // the input, if it is a table
	outputs *joinedOutputs

	input   *input
	opened  *input // of the input, that was opened last
	missing []string
	surplus []string
	losses  func() *azuremaps.Tally // of answers of Azure Maps; nil for others
}

// joining checks the command line.
func (o *joinOptions) joining(s *session, files []string) (*joining, error) {
	if len(files) == 0 {
		return nil, usagef("join: name the input, and its results with -results")
	}
	j := &joining{s: s, o: o, in: files[0]}
	for _, text := range append(o.results, o.answers...) {
		j.results = append(j.results, fileList(text)...)
	}
	if len(j.results) == 0 {
		return nil, usagef("join: name the results with -results FILE")
	}
	j.results = append(j.results, files[1:]...)
	if o.service == azureService && slices.Contains(j.results, "-") {
		return nil, usagef("-answers cannot be standard input, as answers are read in the order of IN; name a file")
	}
	if o.outputs == [numOutputs]string{} {
		return nil, usagef("join: say where to: -joined OUT, -succeeded OUT, -failed OUT, -geojson OUT or several of them")
	}
	o.table.onlyID = o.service != azureService // whose answers are found by requests
	var err error
	if j.table, err = newJoinedTable(j.in, o.from, o.encoding.Encoding, &o.table, &o.added, &o.form); err != nil {
		return nil, err
	}
	if j.outputs, err = newJoinedOutputs(o.outputs, &o.form, o.to, j.table); err != nil {
		return nil, err
	}
	return j, j.checkPlaces()
}

// fileList returns the files that a value of -results names. A name may have a comma.
func fileList(text string) []string {
	if _, err := os.Lstat(text); err == nil || !strings.Contains(text, ",") {
		return []string{text}
	}
	return strings.Split(text, ",")
}

// checkPlaces makes sure that no output is an input, nor two are one.
func (j *joining) checkPlaces() error {
	if err := checkNames(j.results); err != nil {
		return err
	}
	outs, err := j.s.differentOutputs(outputNames[:], j.o.outputs[:])
	if err != nil {
		return err
	}
	var ins []place
	streams := 0
	for _, path := range append([]string{j.in}, j.results...) {
		in, err := j.s.inputPlace(path)
		if err != nil {
			return err
		}
		for _, out := range outs {
			if in.is(out) {
				return usagef("%s is both input and output", cmp.Or(out.name, in.name))
			}
		}
		for _, other := range ins {
			if in.is(other) {
				return usagef("%s is named twice", path)
			}
		}
		if ins = append(ins, in); path == "-" {
			streams++
		}
	}
	if streams > 1 {
		return usagef("standard input is named twice")
	}
	for _, path := range j.o.outputs {
		if err := checkOutput(path, j.o.overwrite, "-overwrite replaces it"); err != nil {
			return err
		}
	}
	return nil
}

// run carries the joining out.
func (j *joining) run() error {
	from, err := parseFormat("-from", j.o.from)
	if err != nil {
		return err
	}
	if j.input, err = j.s.openTable(j.in, from, j.o.encoding.Encoding, j.table.mapped()); err != nil {
		return err
	}
	defer j.input.Close()
	if err := j.spool(); err != nil {
		return err
	}
	if j.table != nil {
		j.table.open = j.text
		if err := j.table.settle(j.text, false); err != nil {
			return err
		}
	}
	j.outputs.settle(j.input.Format())
	if o := j.o; o.service == azureService {
		return j.runKept()
	}
	var open []func() (feed.RecordReader, error)
	var results *input // that are being read
	for _, path := range j.results {
		open = append(open, func() (feed.RecordReader, error) {
			if results != nil {
				results.Close()
			}
			var err error
			if results, err = j.s.openInput(path, feed.NoFormat, feed.AnyUnicode); err != nil {
				return nil, err
			}
			return results.Reader, nil
		})
	}
	fetched, err := batch.ReadFetched(j.folder(), j.outputs.fields(), open...)
	if results != nil {
		defer results.Close()
		err = results.settle(named(results.name, err))
	}
	if err != nil {
		return err
	}
	defer fetched.Close()
	columns, err := j.outputs.survey(func(o batch.Outputs) error {
		_, err := fetched.Join(j.open, o)
		return err
	})
	if err != nil {
		return j.judged(err)
	}
	fetched.Surplus = j.noteSurplus
	return j.write(fetched, columns)
}

// A joiner has the results, and joins them.
type joiner interface {
	Join(input func() (feed.RecordReader, error), o batch.Outputs) (batch.FetchedReport, error)
}

// folder is where temporary files go: next to the first output that is a file.
func (j *joining) folder() string {
	for _, path := range j.o.outputs {
		if isFileName(path) {
			return filepath.Dir(path)
		}
	}
	return ""
}

// open opens the input again, from its beginning.
func (j *joining) open() (feed.RecordReader, error) {
	if j.opened != nil {
		j.opened.Close()
		j.opened = nil
	}
	in, err := j.input.reopen()
	if err != nil {
		return nil, err
	}
	j.opened = in
	return in.Reader, nil
}

// text opens the text of the input, from its beginning.
func (j *joining) text() (io.ReadCloser, error) {
	in, err := j.input.reopen()
	if err != nil {
		return nil, err
	}
	return in.text()
}

// spool copies an input that can be read only once to a temporary file.
func (j *joining) spool() error {
	if j.input.Rewindable() {
		return nil
	}
	text, err := j.input.text()
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(j.folder(), "feedconv-*")
	if err != nil {
		return err
	}
	j.s.unfinished.add(file.Name())
	_, err = io.Copy(file, text)
	if err = errors.Join(err, file.Close()); err != nil {
		return named(j.input.name, err)
	}
	name := j.input.name
	o := &feedio.Options{Format: j.input.Format()}
	if j.table != nil {
		o.Table, o.Delimiter, o.NoHeader = &j.table.mapping, j.table.options.Delimiter, j.table.options.NoHeader
	}
	again, err := feedio.OpenFile(file.Name(), o)
	if err != nil {
		return err
	}
	j.input.Close()
	j.input = &input{again, name}
	return nil
}

// write writes the outputs.
func (j *joining) write(fetched joiner, columns [numOutputs][]feed.Field) error {
	var writers [numOutputs]feed.RecordWriter
	var outs []*output
	for i, path := range j.o.outputs {
		if path == "" {
			continue
		}
		out, err := j.s.createOutput(path, feedio.CreateOptions{Replace: j.o.overwrite})
		if err != nil {
			return err
		}
		defer out.abandon()
		outs = append(outs, out)
		if writers[i], err = j.outputs.writer(i, out.w, columns[i]); err != nil {
			return err
		}
	}
	outputs := outputsOf(writers)
	outputs.Missing = func(entity int64, id string, at feed.Position) {
		if len(j.missing) < maxProblems {
			j.missing = append(j.missing, fmt.Sprintf("%s:%d:%d: entity %d (Id %q): there is no result for it", j.input.name, at.Line, at.Column, entity, id))
		}
	}
	report, err := fetched.Join(j.open, outputs)
	if err != nil {
		return j.judged(err)
	}
	if j.opened != nil {
		defer j.opened.Close()
		if err := j.opened.Changed(); err != nil {
			return j.input.explain(err)
		}
	}
	for _, w := range writers {
		if w == nil {
			continue
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	if err := commitAll(outs); err != nil {
		return err
	}
	j.outputs.noteLeftOut(j.s, writers)
	return j.sumUp(report)
}

// judged names the input that an error is of.
func (j *joining) judged(err error) error {
	if errors.Is(err, batch.ErrChanged) {
		return fmt.Errorf("%s: %w", j.input.name, err)
	}
	return j.input.settle(named(j.input.name, err))
}

// noteSurplus takes down what to say of a result that is in no output.
func (j *joining) noteSurplus(r batch.Surplus) {
	if len(j.surplus) == maxProblems {
		return
	}
	why := "it is of no entity of " + j.input.name
	if r.Differs {
		why = "an earlier result has the same Id and other values"
	}
	j.surplus = append(j.surplus, fmt.Sprintf("%s:%d:%d: entity %d (Id %q): %s", displayName(j.results[r.Feed]), r.At.Line, r.At.Column, r.Entity, r.ID, why))
}

// sumUp sums the joining up.
func (j *joining) sumUp(r batch.FetchedReport) error {
	j.s.note("%s: %d succeeded, %d failed, %d without a result", quote.Count(r.Entities, "entity"), r.Succeeded, r.Failed, r.Missing)
	if r.Repeated > 0 {
		j.s.note("%s came again with the same values", quote.Count(r.Repeated, "result"))
	}
	if j.losses != nil {
		j.s.noteLosses(j.losses())
	}
	var faults []string
	if j.o.maxMissing.over(r.Missing, r.Entities) || !j.o.maxMissing.given && r.Missing > 0 {
		faults = append(j.missing, fmt.Sprintf("there is no result for %s", quote.Count(r.Missing, "entity")))
	}
	if n := r.Foreign + r.Differing; n > 0 {
		faults = append(append(faults, j.surplus...), fmt.Sprintf("%s in no output: %s of no entity, %s from an earlier one",
			quote.CountOf(n, "result is", "results are"), quote.CountOf(r.Foreign, "is", "are"), quote.CountOf(r.Differing, "differs", "differ")))
	}
	for _, text := range faults {
		fmt.Fprintf(j.s.stderr, "feedconv: %s\n", oneLine(text))
	}
	if len(faults) > 0 {
		return errPrinted
	}
	return nil
}
