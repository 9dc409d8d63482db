package main

import (
	"cmp"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// outputNames are the flags of the outputs of commands that join results to their input.
var outputNames = [numOutputs]string{"joined", "succeeded", "failed", "geojson"}

const (
	geoOutput  = 3 // the output that is GeoJSON
	numOutputs = 4
)

// joinedOutputs are these outputs. Where the input is a table, so are those that are not
// named as another kind of feed.
type joinedOutputs struct {
	paths [numOutputs]string // by the names of outputNames; empty ones are left out
	forms [numOutputs]form
	to    [numOutputs]feed.Format // of those that are feeds or plain tables
	table *joinedTable            // nil for a feed
	opens []io.Closer
}

// newJoinedOutputs finds out the forms and formats of the outputs, as far as their names and the
// flags say.
func newJoinedOutputs(paths [numOutputs]string, flags *formFlags, toFlag string, table *joinedTable) (*joinedOutputs, error) {
	j := &joinedOutputs{paths: paths, table: table}
	if err := flags.check(paths[geoOutput] != ""); err != nil {
		return nil, err
	}
	to, err := parseFormat("-to", toFlag)
	if err != nil {
		return nil, err
	}
	lines := false
	for i, path := range paths {
		if i == geoOutput {
			j.forms[i] = flags.geoForm(path)
			continue
		}
		if _, isGeo := geoOfName(path); isGeo && isFileName(path) && to == feed.NoFormat {
			return nil, usagef("the name of the output %s says GeoJSON; give it with -geojson, or name it otherwise", path)
		}
		j.to[i], _ = feedio.FormatOf(path)
		j.to[i] = cmp.Or(j.to[i], to)
		if table == nil { // whose dialect any other name has
			if err := checkExtension(path, to); err != nil {
				return nil, err
			}
		}
		if flags.hasJSON() && path != "" && (j.to[i] == feed.JSONLines || j.to[i] == feed.NoFormat && !isFileName(path)) {
			j.forms[i], j.to[i], lines = form{json: flags.json}, feed.JSONLines, true
		}
		if flags.isPlain && path != "" {
			if j.forms[i], j.to[i], err = flags.plainForm(j.to[i], path); err != nil {
				return nil, err
			}
		}
	}
	if flags.hasJSON() && !lines {
		return nil, errOnlyLines
	}
	return j, nil
}

// isTable reports whether an output is the table of the input.
func (j *joinedOutputs) isTable(i int) bool {
	return j.table != nil && j.forms[i].kind == feedForm && (j.to[i] == feed.NoFormat || j.to[i].Delimiter() != 0)
}

// settle gives outputs of no other format that of the input.
func (j *joinedOutputs) settle(input feed.Format) {
	for i, f := range j.to {
		if !j.isTable(i) && j.forms[i].kind != geoForm {
			j.to[i] = cmp.Or(f, input)
		}
	}
}

// survey finds out the columns of delimited outputs that are feeds or plain tables, which needs them joined.
func (j *joinedOutputs) survey(join func(batch.Outputs) error) (columns [numOutputs][]feed.Field, err error) {
	var surveys [numOutputs]survey
	var writers [numOutputs]feed.RecordWriter
	any := false
	for i, path := range j.paths {
		if path != "" && !j.isTable(i) && j.to[i].Delimiter() != 0 {
			surveys[i], any = j.forms[i].survey(), true
			writers[i] = surveys[i]
		}
	}
	if any {
		err = join(outputsOf(writers))
	}
	for i, s := range surveys {
		if s != nil {
			columns[i] = s.Columns()
		}
	}
	return columns, err
}

// outputsOf returns what the writers, nil where there is none, are of a run. Every entity goes to
// the first and to that of GeoJSON.
func outputsOf(w [numOutputs]feed.RecordWriter) (o batch.Outputs) {
	var joined tee
	for _, w := range [...]feed.RecordWriter{w[0], w[geoOutput]} {
		if w != nil {
			joined = append(joined, w)
		}
	}
	switch len(joined) {
	case 1:
		o.Joined = joined[0]
	case 2:
		o.Joined = joined
	}
	if w[1] != nil {
		o.Succeeded = w[1]
	}
	if w[2] != nil {
		o.Failed = w[2]
	}
	return o
}

// noteLeftOut says what the outputs do not have.
func (j *joinedOutputs) noteLeftOut(s *session, writers [numOutputs]feed.RecordWriter) {
	for i, w := range writers {
		noteLeftOut(s, j.paths[i]+": ", w)
	}
}

// fields returns the fields of answers that the outputs have; none if that may be any.
func (j *joinedOutputs) fields() feed.FieldSet {
	for i, path := range j.paths {
		if path != "" && !j.isTable(i) {
			return 0
		}
	}
	return j.table.join.Fields()
}

// writer returns the writer of an output.
func (j *joinedOutputs) writer(i int, out io.Writer, columns []feed.Field) (feed.RecordWriter, error) {
	if !j.isTable(i) {
		return j.forms[i].writer(out, j.to[i], &feedio.WriterOptions{Columns: columns}), nil
	}
	text, err := j.table.open()
	if err != nil {
		return nil, err
	}
	j.opens = append(j.opens, text)
	o := j.table.join
	o.Subset = i > 0
	if e := j.table.encoding; e > feed.UTF8 {
		encoder := sameEncoding{textbuf.NewEncoder(out, e)}
		if j.table.mark {
			if _, err := io.WriteString(encoder, "\uFEFF"); err != nil {
				return nil, err
			}
		}
		out = encoder
	}
	return tablefeed.NewJoiner(out, text, &o), nil
}

// A sameEncoding writes a table in its own encoding, and says what to do where an answer has a
// character that the encoding lacks.
type sameEncoding struct{ *textbuf.Encoder }

func (e sameEncoding) Write(text []byte) (int, error) {
	n, err := e.Encoder.Write(text)
	var fault *feed.Fault
	if errors.As(err, &fault) && fault.Cause == feed.Unwritable {
		other := *fault
		other.Remedy = "leave out -encoding-out same, to write UTF-8"
		err = &other
	}
	return n, err
}

// close closes what the writers have read.
func (j *joinedOutputs) close() {
	for _, c := range j.opens {
		c.Close()
	}
}
