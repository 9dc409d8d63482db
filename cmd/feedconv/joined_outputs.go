package main

import (
	"cmp"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// outputNames are the flags of the outputs of commands that join results to their input.
var outputNames = [3]string{"joined", "succeeded", "failed"}

// joinedOutputs are these outputs. Where the input is a table, so are those that are not
// named as another kind of feed.
type joinedOutputs struct {
	paths [3]string      // by the names of outputNames; empty ones are left out
	to    [3]feed.Format // of those that are feeds
	table *joinedTable   // nil for a feed
	opens []io.Closer
}

// newJoinedOutputs finds out the formats of the outputs, as far as their names and -to say.
func newJoinedOutputs(paths [3]string, toFlag string, table *joinedTable) (*joinedOutputs, error) {
	j := &joinedOutputs{paths: paths, table: table}
	to, err := parseFormat("-to", toFlag)
	if err != nil {
		return nil, err
	}
	for i, path := range paths {
		j.to[i], _ = feedio.FormatOf(path)
		j.to[i] = cmp.Or(j.to[i], to)
		if table != nil {
			continue // whose dialect any other name has
		}
		if err := checkExtension(path, to); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// isTable reports whether an output is the table of the input.
func (j *joinedOutputs) isTable(i int) bool {
	return j.table != nil && (j.to[i] == feed.NoFormat || j.to[i].Delimiter() != 0)
}

// settle gives outputs of no other format that of the input.
func (j *joinedOutputs) settle(input feed.Format) {
	for i, f := range j.to {
		if !j.isTable(i) {
			j.to[i] = cmp.Or(f, input)
		}
	}
}

// survey finds out the columns of delimited outputs that are feeds, which needs them joined.
func (j *joinedOutputs) survey(join func(batch.Outputs) error) (columns [3][]feed.Field, err error) {
	var surveys [3]*feedio.Survey
	var writers [3]feed.Writer
	any := false
	for i, path := range j.paths {
		if path != "" && !j.isTable(i) && j.to[i].Delimiter() != 0 {
			surveys[i], any = new(feedio.Survey), true
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

func outputsOf(w [3]feed.Writer) batch.Outputs {
	return batch.Outputs{Joined: w[0], Succeeded: w[1], Failed: w[2]}
}

// writer returns the writer of an output.
func (j *joinedOutputs) writer(i int, out io.Writer, columns []feed.Field) (feed.Writer, error) {
	if !j.isTable(i) {
		return feedio.NewWriter(out, j.to[i], &feedio.WriterOptions{Columns: columns}), nil
	}
	text, err := j.table.open()
	if err != nil {
		return nil, err
	}
	j.opens = append(j.opens, text)
	o := j.table.options
	o.Subset = i > 0
	if e := j.table.encoding; e > feed.UTF8 {
		encoder := textbuf.NewEncoder(out, e)
		if j.table.mark {
			if _, err := io.WriteString(encoder, "\uFEFF"); err != nil {
				return nil, err
			}
		}
		out = encoder
	}
	return tablefeed.NewJoiner(out, text, &o), nil
}

// close closes what the writers have read.
func (j *joinedOutputs) close() {
	for _, c := range j.opens {
		c.Close()
	}
}

// A joinedTable says how the table of the input is written again.
type joinedTable struct {
	options  tablefeed.JoinOptions
	encoding feed.Encoding // of the outputs; AnyUnicode means UTF-8
	mark     bool          // they begin with a byte order mark, which is not in the text
	open     func() (io.ReadCloser, error)
}
