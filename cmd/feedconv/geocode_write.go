package main

import (
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
)

// write writes the outputs, once to learn which columns they need and once for
// good.
func (g *geocoding) write() error {
	columns, err := g.surveyOutputs()
	if err != nil {
		return err
	}
	var writers [3]feed.Writer
	var outs []*output
	for i, path := range g.o.outputs {
		if path == "" {
			continue
		}
		_, compress := feed.FormatOfName(path)
		out, err := g.s.createOutput(path, outputOptions{compress: compress, replace: g.o.overwrite, durable: true})
		if err != nil {
			return err
		}
		defer out.abandon()
		outs = append(outs, out)
		writers[i] = codec.NewWriter(out.w, g.to[i], columns[i], nil)
	}
	if err := g.batch.Join(outputsOf(writers)); err != nil {
		return named(g.in, err)
	}
	for _, w := range writers {
		if w == nil {
			continue
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	return commitAll(outs)
}

// surveyOutputs finds out the columns of delimited outputs.
func (g *geocoding) surveyOutputs() (columns [3][]feed.Field, err error) {
	var surveys [3]*delimfeed.Survey
	var writers [3]feed.Writer
	any := false
	for i, path := range g.o.outputs {
		if path != "" && g.to[i] != feed.XML {
			surveys[i], any = new(delimfeed.Survey), true
			writers[i] = surveys[i]
		}
	}
	if any {
		err = g.batch.Join(outputsOf(writers))
	}
	for i, s := range surveys {
		if s != nil {
			columns[i] = s.Columns()
		}
	}
	return columns, named(g.in, err)
}

func outputsOf(w [3]feed.Writer) batch.Outputs {
	return batch.Outputs{Joined: w[0], Succeeded: w[1], Failed: w[2]}
}
