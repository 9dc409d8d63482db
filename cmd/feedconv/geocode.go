package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/run"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var geocodeCommand = command{
	name:    "geocode",
	summary: "send a feed of any size through the service and join the results to it",
	help:    geocodeHelp,
	flags:   func() *flag.FlagSet { return geocodeFlags(new(geocodeOptions)) },
	run:     runGeocode,
}

// geocodeOptions are the flags as given.
type geocodeOptions struct {
	serviceFlags
	table              tableFlags
	added              joinedFlags
	azure              azureFlags
	outputs            [numOutputs]string // by the names of outputNames
	form               formFlags
	from, to           string
	encoding           encodingFlag
	description, state string
	entities, jobs     int
	bytes              int64
	gzip, retry, force bool
	overwrite, quiet   bool
	dryRun, emulate    bool
	dedupe             choice
	limit              amount
	retryIf            stringList
	maxFailed          failureLimit
	timeout            time.Duration
	rejects            string
}

func geocodeFlags(o *geocodeOptions) *flag.FlagSet {
	flags := newFlags("geocode")
	flags.StringVar(&o.outputs[0], "joined", "", "write every entity, with its responses or its fault, to `OUT`")
	flags.StringVar(&o.outputs[1], "succeeded", "", "write what succeeded to `OUT`")
	flags.StringVar(&o.outputs[2], "failed", "", "write what failed to `OUT`")
	flags.StringVar(&o.outputs[geoOutput], "geojson", "", "write every entity to `OUT` as GeoJSON, for maps")
	o.form.registerGeo(flags)
	o.form.registerPlain(flags, "the other outputs")
	o.form.registerJSON(flags)
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab, pipe or jsonl (default: what its name or content says)")
	o.encoding.register(flags, "")
	flags.StringVar(&o.to, "to", "", "`FORMAT` of outputs whose names do not say it (default: the input's)")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace outputs that exist")
	o.table.register(flags)
	o.added.register(flags)
	o.register(flags)
	o.keyless = "to try it without one, use -emulate, whose places are made up"
	o.azure.register(flags)
	flags.BoolVar(&o.emulate, "emulate", false, "let an emulator inside the command answer, without a key; its places are made up")
	flags.StringVar(&o.description, "description", "", "`TEXT` for the list of jobs")
	flags.BoolVar(&o.retry, "retry", false, "IN is a feed of results: send what did not succeed, keep the rest")
	flags.Var(&o.retryIf, "retry-if", "with -retry: send what meets `CONDITION` instead, such as Confidence=Low, MatchCodes=UpHierarchy, StatusCode=BadRequest or no-point; may be given several times")
	flags.Var(&o.dedupe, "dedupe", "send a request that several entities make once, and give all of them the answer")
	flags.Var(&o.limit, "limit", "take only the first `N` entities; the outputs have no others")
	flags.BoolVar(&o.dryRun, "dry-run", false, "check the feed, say what would be sent, and send nothing")
	flags.Var(&o.maxFailed, "max-failed", "end with status 1 if more than `N` entities, or N% of them, failed")
	flags.DurationVar(&o.timeout, "timeout", 0, "end after `TIME`, such as 6h, with status 3; the same command continues (default: never)")
	flags.StringVar(&o.rejects, "rejects", "", "write results that hold something unknown to `FILE`, unchanged (default: the first output's name with .rejects.jsonl)")
	flags.BoolVar(&o.force, "force", false, "send the feed although entities have errors")
	flags.BoolVar(&o.gzip, "gzip", false, "compress the uploads")
	flags.IntVar(&o.entities, "entities", 200_000, "send at most `N` entities in a job; with a basic key, 50")
	flags.Int64Var(&o.bytes, "bytes", 300_000_000, "send at most `N` bytes in a job")
	flags.IntVar(&o.jobs, "jobs", 10, "have at most `N` jobs in process; with a basic key, 2")
	flags.StringVar(&o.state, "state", "", "keep the state of the run in `FILE` (default: next to the first output)")
	flags.BoolVar(&o.quiet, "q", false, "no notes and no progress on standard error")
	return flags
}

func runGeocode(s *session, args []string) error {
	o := new(geocodeOptions)
	flags := geocodeFlags(o)
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.quiet
	if err := o.azure.check(givenFlags(flags)); err != nil {
		return err
	}
	g, err := o.geocoding(s, files)
	if err != nil {
		return err
	}
	if !o.azure.isAzure() { // which has more in use, and would collect all the time
		defer keepMemorySmall()()
	}
	if o.dryRun {
		return g.dryRun()
	}
	return g.run()
}

// A geocoding is what the command line of geocode asks for.
type geocoding struct {
	s       *session
	o       *geocodeOptions
	in      string
	outputs *joinedOutputs
	table   *joinedTable // the input, if it is a table
	format  feed.Format  // of the input
	batch   *batch.Run
	azure   *run.Service // that answers, if Azure Maps does
	head    opener       // of the beginning of the feed

	joining  atomic.Bool      // all results are here
	problems map[string]int64 // of the input, by rule
	first    *input           // as it was opened first
	missing  []string         // what to say of entities without an answer
}

// geocoding checks the command line.
func (o *geocodeOptions) geocoding(s *session, files []string) (*geocoding, error) {
	if len(files) != 1 {
		return nil, usagef("geocode takes one input, not %d", len(files))
	}
	if o.entities <= 0 || o.bytes <= 0 || o.jobs <= 0 {
		return nil, usagef("-entities, -bytes and -jobs want numbers above 0")
	}
	if err := o.checkEmulate(); err != nil {
		return nil, err
	}
	if o.timeout < 0 {
		return nil, usagef("-timeout wants a time above 0, such as 6h")
	}
	for _, text := range o.retryIf {
		if err := batch.ParseRetryIf(text); err != nil {
			return nil, usagef("-retry-if: %v", err)
		}
	}
	if len(o.retryIf) > 0 && !o.retry {
		return nil, usagef("-retry-if is for -retry")
	}
	g := &geocoding{s: s, o: o, in: files[0]}
	var err error
	if g.format, err = parseFormat("-from", o.from); err != nil {
		return nil, err
	}
	if g.table, err = newJoinedTable(g.in, o.from, o.encoding.Encoding, &o.table, &o.added, &o.form); err != nil {
		return nil, err
	}
	if g.outputs, err = newJoinedOutputs(o.outputs, &o.form, o.to, g.table); err != nil {
		return nil, err
	}
	return g, o.checkOutputs(s, g.in)
}

// checkOutputs makes sure that there are outputs and that they are different
// files.
func (o *geocodeOptions) checkOutputs(s *session, in string) error {
	place, err := s.inputPlace(in)
	if err != nil {
		return err
	}
	outs, err := s.differentOutputs(append(outputNames[:], "state", "rejects", "raw"), append(o.outputs[:], o.state, o.rejects, o.azure.raw))
	if err != nil {
		return err
	}
	for _, out := range outs {
		if place.is(out) {
			return usagef("%s is both input and output", cmp.Or(out.name, place.name))
		}
	}
	if o.outputs == [numOutputs]string{} && o.azure.raw == "" && !o.dryRun {
		return usagef("geocode: say where to: -joined OUT, -succeeded OUT, -failed OUT, -geojson OUT or several of them")
	}
	for _, path := range append(o.outputs[:], o.rejects, o.azure.raw) {
		if err := checkOutput(path, o.replaces(path, in), "-overwrite geocodes the feed again and replaces it"); err != nil {
			return err
		}
	}
	return nil
}

// replaces reports whether an output may replace the file that is there. One that
// the run has written itself, before it was ended, is no other file.
func (o *geocodeOptions) replaces(path, in string) bool {
	if o.overwrite || path == "" || path == "-" {
		return o.overwrite
	}
	target, err := outputTarget(path)
	return err == nil && batch.Wrote(o.statePath(in), target)
}

// stateExtension is added to the first output's name.
const stateExtension = ".geocode"

// statePath is where the state of the run is kept.
func (o *geocodeOptions) statePath(in string) string {
	if o.state != "" {
		return o.state
	}
	for _, path := range append(o.outputs[:], o.azure.raw) {
		if isFileName(path) {
			return path + stateExtension
		}
	}
	if in == "-" {
		return "feedconv" + stateExtension
	}
	return filepath.Base(in) + stateExtension
}

// run carries the geocoding out.
func (g *geocoding) run() error {
	options := g.options()
	connection, err := g.connect(options.Folder())
	if err != nil {
		return err
	}
	defer connection.Close()
	options.Client = connection.dataflow
	begun := options // sniff changes options while a signal may come
	g.s.onInterrupt(func() { g.interruptedEarly(begun) })
	if err := g.sniff(&options); err != nil {
		return err
	}
	if connection.azure != nil {
		if err := g.useAzure(&options, connection.azure); err != nil {
			return err
		}
	}
	g.batch, err = batch.Open(options)
	if err != nil {
		return g.judged(err)
	}
	defer g.batch.Close()
	if g.table != nil {
		g.table.open = g.batch.Input
		defer g.outputs.close()
	}
	defer g.removeEmpty() // while the folder is still its own
	if g.batch.Ended() {
		g.s.note("the outputs of the run that %s is of are written already", options.State)
		return cmp.Or(g.batch.Remove(), g.sumUp(g.batch.Report()))
	}
	if g.batch.Resumed() {
		g.s.note("going on with the run that %s is of", options.State)
	}
	g.s.onInterrupt(g.interrupted)
	stop := g.showPhases()
	defer stop()
	ctx, cancel := context.Background(), context.CancelFunc(func() {})
	if g.o.timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, g.o.timeout)
	}
	defer cancel()
	report, err := g.batch.Do(ctx)
	if err != nil {
		stop()
		g.tellMore()
		if ctx.Err() != nil {
			err = fmt.Errorf("the time of -timeout %v is over", g.o.timeout)
		}
		return g.failed(err)
	}
	g.joining.Store(true)
	err = g.write(report)
	stop()
	if err != nil {
		g.s.note("the results are kept in %s; the same command writes the outputs again and sends nothing%s", options.State, g.otherFormat(err))
		return err
	}
	g.tellMore()
	return cmp.Or(g.batch.Remove(), g.sumUp(report))
}

// otherFormat says what helps where an output cannot hold a value: nobody can change it in
// what was answered, but another format may hold it.
func (g *geocoding) otherFormat(err error) string {
	if !errors.As(err, new(*feed.Fault)) {
		return ""
	}
	return fmt.Sprintf("; with -state %s it can write them in another format, such as jsonl", g.o.statePath(g.in))
}

func (g *geocoding) options() batch.Options {
	problems := validate.NewReport(g.s.stderr, validate.Text, nil)
	options := g.feedOptions()
	options.State, options.Ephemeral = g.o.statePath(g.in), g.o.emulate
	options.Description, options.Gzip = g.o.description, g.o.gzip
	options.Problem = g.problemsTo(problems)
	options.Note = func(text string) { g.s.note("%s", text) }
	return options
}

// feedOptions are the options that say what is sent.
func (g *geocoding) feedOptions() batch.Options {
	return batch.Options{
		Name:   displayName(g.in),
		Limits: g.o.limits(),

		Retry:   g.o.retry,
		RetryIf: g.o.retryIf,
		Force:   g.o.force,
		First:   int64(g.o.limit),
		Dedupe:  g.o.dedupes(),
		Input: func() (io.ReadCloser, error) {
			in, err := g.first.reopen()
			if err != nil {
				return nil, err
			}
			return in.text()
		},
	}
}

// limits are those of the parts.
func (o *geocodeOptions) limits() batch.Limits {
	if o.azure.isAzure() {
		return azureLimits
	}
	return batch.Limits{Entities: o.entities, Bytes: o.bytes, Jobs: o.jobs}
}

// dedupes reports whether a request that several entities make is sent once.
func (o *geocodeOptions) dedupes() bool { return o.dedupe.or(len(o.table.maps) > 0) }

// problemsTo returns a function that reports the problems of the input.
func (g *geocoding) problemsTo(r *validate.Report) func(validate.Problem) error {
	begun := false
	g.problems = make(map[string]int64)
	return func(p validate.Problem) error {
		if g.s.quiet && p.Severity != validate.Error {
			return nil
		}
		if g.problems[p.Rule]++; g.problems[p.Rule] > maxProblems {
			return nil
		}
		if !begun {
			begun = true
			if err := r.Begin(displayName(g.in)); err != nil {
				return err
			}
		}
		return r.Problem(p)
	}
}

// maxProblems is how many problems of a rule, and entities without an answer, are
// listed.
const maxProblems = 20

// tellMore says how many problems of the input were not listed.
func (g *geocoding) tellMore() {
	for _, rule := range slices.Sorted(maps.Keys(g.problems)) {
		if n := g.problems[rule] - maxProblems; n > 0 {
			g.s.note("%s: %d more of %s; \"feedconv validate\" lists them", displayName(g.in), n, rule)
		}
	}
}

// sniff finds out the format of the input, which is also that of outputs that
// say nothing else. Standard input and pipes are read only once.
func (g *geocoding) sniff(options *batch.Options) error {
	in, err := g.s.openTable(g.in, g.format, g.o.encoding.Encoding, g.table.mapped())
	if err != nil {
		return err
	}
	text, err := in.text()
	if err != nil {
		return err
	}
	g.format, g.first = in.Format(), in
	head := options.Input
	if !in.Rewindable() {
		ahead := textbuf.NewPeeker(text)
		options.Name, options.Once = in.name, true
		options.Input = func() (io.ReadCloser, error) { return readCloser{ahead, text.Close}, nil }
		head = func() (io.ReadCloser, error) {
			prefix, err := ahead.Peek(headSize)
			return readCloser{bytes.NewReader(prefix), nil}, err
		}
	} else {
		in.Close()
	}
	options.Format, g.head = g.format, head
	if g.table != nil {
		if err := g.table.settle(head, g.o.retry); err != nil {
			return err
		}
		g.table.join.First = int64(g.o.limit)
		options.NewReader, options.Reading = g.table.reader, g.table.reading
	}
	g.outputs.settle(g.format)
	return nil
}

// headSize is how much of a table that can be read only once is looked at before it is read.
const headSize = 1 << 20

// judged says what to do about an error of the run, or names the input that it is of.
func (g *geocoding) judged(err error) error {
	switch {
	case errors.Is(err, batch.ErrNotState), errors.Is(err, batch.ErrNotFolder):
		return fmt.Errorf("%w; name another file with -state", err)
	case errors.Is(err, batch.ErrChanged):
		return fmt.Errorf("%s: %w", displayName(g.in), err)
	case errors.Is(err, batch.ErrAnswered):
		return fmt.Errorf("%s: %w; nothing was sent; -retry sends only the entities without Success, -force sends all of them again", displayName(g.in), err)
	}
	if errors.As(err, new(*dataflow.Error)) {
		return withRaw(err) // a fault within is the service's
	}
	return named(displayName(g.in), err)
}

// interrupted says, when a signal ends the run, what is kept of it.
func (g *geocoding) interrupted() {
	if g.batch.Abandon() {
		g.s.note(stoppedEarly)
		return
	}
	if g.o.azure.isAzure() {
		g.s.note("stopped; the answers that came are kept in %s; the same command goes on from there and sends only what has none", g.o.statePath(g.in))
		return
	}
	g.s.note("stopped; what was sent and what came back is kept in %s; the same command goes on from there and sends nothing twice", g.o.statePath(g.in))
}

const stoppedEarly = "stopped before anything was sent"

// interruptedEarly is interrupted while the run is being opened, which takes time
// where the input comes from a pipe.
func (g *geocoding) interruptedEarly(options batch.Options) {
	if _, err := os.Lstat(options.State); err == nil {
		return // nothing has been done to it
	}
	batch.Discard(options)
	g.s.note(stoppedEarly)
}

// failed says why nothing, or not everything, came back.
func (g *geocoding) failed(err error) error {
	if errors.Is(err, batch.ErrInvalid) {
		fmt.Fprintf(g.s.stderr, "feedconv: %s: %v\n", displayName(g.in), err)
		return errPrinted
	}
	if g.batch.Resumed() {
		g.s.note("what was done is kept in %s; the same command goes on from there", g.o.statePath(g.in))
	}
	return g.judged(err)
}

// removeEmpty removes what was put on disk for a run that has come to no state.
func (g *geocoding) removeEmpty() {
	if !g.batch.Resumed() {
		g.batch.Remove()
	}
}

// sumUp sums the run up. Results that did not come, or that hold something unknown, are
// an error.
func (g *geocoding) sumUp(r batch.Report) error {
	if g.o.retry && r.Jobs == 0 {
		g.s.note("there is nothing to send again; the outputs have the %s as they were", quote.Count(r.Entities, "entity"))
	}
	kept := ""
	if r.Kept > 0 {
		kept = fmt.Sprintf(", %d kept as they were", r.Kept)
	}
	g.s.note("%s: %d succeeded, %d failed%s", g.entitiesIn(r), r.Succeeded, r.Failed, kept)
	g.sumUpAzure()
	if r.Saved > 0 {
		g.s.note("%s", quote.CountOf(r.Saved, "entity was not sent, as it makes the request of an earlier one; it has its answer", "entities were not sent, as they make the requests of earlier ones; they have their answers"))
	}
	if r.Repeated > 0 {
		g.s.note("the service returned the same result again for %s", quote.Count(r.Repeated, "entity"))
	}
	var faults []string
	if r.Foreign+r.Differing > 0 {
		faults = append(faults, fmt.Sprintf("the service returned results besides those asked for: %s not sent, %s an earlier one of the same entity; they are in %s and in no output",
			quote.CountOf(r.Foreign, "is for an entity", "are for entities"), quote.CountOf(r.Differing, "differs from", "differ from"), g.o.rejectsPath(g.in)))
	}
	if r.Missing > 0 {
		faults = append(append(faults, g.missing...), fmt.Sprintf("the service returned nothing for %s; -retry with an output as IN sends them again", quote.Count(r.Missing, "entity")))
	}
	if r.Odd > 0 {
		faults = append(faults, fmt.Sprintf("the results hold something unknown in %s, which the outputs do not have; it is in %s as it came", quote.Count(r.Odd, "place"), g.o.rejectsPath(g.in)))
	}
	if bad := r.Failed + r.Missing; g.o.maxFailed.over(bad, r.Entities-r.Kept) {
		faults = append(faults, fmt.Sprintf("%d of %d entities failed, more than -max-failed %v", bad, r.Entities-r.Kept, &g.o.maxFailed))
	}
	for _, text := range faults {
		fmt.Fprintf(g.s.stderr, "feedconv: %s\n", text)
	}
	if len(faults) > 0 {
		return errPrinted
	}
	return nil
}

// rejectsPath is where results that hold something unknown go.
func (o *geocodeOptions) rejectsPath(in string) string {
	return cmp.Or(o.rejects, strings.TrimSuffix(o.statePath(in), stateExtension)+".rejects.jsonl")
}

func (g *geocoding) entitiesIn(r batch.Report) string {
	if g.o.azure.isAzure() {
		return quote.Count(r.Entities, "entity")
	}
	return fmt.Sprintf("%s in %s", quote.Count(r.Entities, "entity"), quote.Count(r.Jobs, "job"))
}

const geocodeHelp = `usage: feedconv geocode [flags] IN [-joined OUT] [-succeeded OUT] [-failed OUT]
                        [-geojson OUT]

Geocode sends a feed of any size through the service: it checks the feed, splits
it into jobs, sends them, waits, and writes the results.

	-joined     every entity of IN, with its responses or its fault
	-succeeded  the entities that the service could geocode
	-failed     the others, with the reason
	-geojson    every entity of IN as GeoJSON, for maps ("feedconv help convert")

The outputs are in the order of IN, with the Ids and requests of IN as they were
written. The names of IN and OUT say their formats, also with .gz; an OUT whose name
does not needs -to. "-" is standard input or output. Geocode refuses an OUT that
exists, because geocoding a feed again costs money again. -overwrite replaces it.

With -map, IN is a table of your own ("feedconv help tables", and "feedconv columns"
proposes what to map), and so are the outputs, unless their names say xml or jsonl. They
have every row of IN, byte for byte, followed by the answer in the columns Latitude,
Longitude, Confidence, EntityType, MatchCodes, FormattedAddress, StatusCode and
FaultReason, or those of -add. A short row first gets the delimiters that it lacks.
Blank rows stay as they are. The answer is the first response, or with -best the one
with the highest Confidence; -all-responses repeats the row for each response. The
delimiter is that of IN, whatever the name of OUT. The encoding is UTF-8, or that of IN
with "-encoding-out same". With -retry, IN is such an output: rows with the status
Success stay, and the added columns of the other rows are filled in again. With -map,
equal requests are sent once (-dedupe).

Results are matched to entities by their Ids. An Id that is missing or repeated is
replaced for the upload and restored in the outputs.

A feed that cannot be read, or that has an entity with an error, is not sent, unless
-force is given. Entities without an address, or with a FormattedAddress, are still
sent: the service says what is wrong with them, and they are in -failed.

Before you pay, -dry-run checks the feed as geocode does and prints how much would be
sent, how many distinct requests there are, how many entities have no address, and
what is wrong, with the first few places. It needs no key and no OUT, and writes
nothing. The status is 1 if the feed cannot be sent. -limit 10 geocodes the first ten
entities, and -emulate geocodes all of them for free: an emulator inside the command
answers with made-up places.

With -dedupe, a request that several entities make is sent once, and all of them get
the answer. Requests are the same if every value is, including case and inner spaces;
Ids do not matter. Counts of entities and -max-failed refer to the entities of the
feed, counts of jobs to what is sent.

Progress is kept next to the first output, in OUT.geocode and the folder
OUT.geocode.d (in the current folder if the output is a stream). After an interrupt
or a crash the same command continues from there and never resends a part the
service already has. At the end both are removed.

With -retry, IN is a feed of results, such as a -failed or -joined output. Entities
with the status Success stay as they are; all others are sent. Without -retry, a feed
that has results is not sent, unless -force is given. With -retry-if, only entities
that meet one of its conditions are sent:

	no-point            the service found no place
	StatusCode=VALUE    the status, such as BadRequest
	Confidence=VALUE    of the first response: Low, Medium or High
	MatchCodes=VALUE    one of those of the first response, such as UpHierarchy
	EntityType=VALUE    of the first response

In -joined the others keep their earlier answers. If nothing has to be sent, the
outputs repeat IN, and the status is 0.

Results with something unknown in them are not in the outputs. They are written
unchanged to the -rejects file, and the status is 1. The same goes for results that
belong to no entity of IN, or that differ from an earlier result of the same entity.
If the service does not answer an entity, -joined and -failed have it without a
status, and the exit status is 1 too.

A run that ends early, also by Ctrl-C or -timeout, keeps what was done. The same command
continues it; a different -entities, -bytes, -retry, -dedupe, -limit or -endpoint is
refused. Only if the service refuses a part, or aborts its job, may -entities and -bytes
be smaller than before: the unsent parts are then cut into smaller ones.
` + azureHelp
