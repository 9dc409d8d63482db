package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// downloadRaw downloads results as the service sends them. What there is of a download
// that breaks off at every attempt is written too: there is no other way to it.
func (f *fetching) downloadRaw(ctx context.Context, o dataflow.Outcome, path string) error {
	target, options, err := f.target(path)
	if err != nil {
		return err
	}
	var out *output
	var start prefix
	err = f.c.FetchRaw(ctx, f.job, o, func(r io.Reader) (err error) {
		if out != nil {
			out.abandon()
		}
		if out, err = f.s.createOutput(target, options); err != nil {
			return err
		}
		start = prefix{}
		_, err = io.Copy(io.MultiWriter(out.w, &start), r)
		return err
	})
	if out != nil {
		f.outs = append(f.outs, out)
	}
	if errors.Is(err, dataflow.ErrIncomplete) && start.Len() > 0 {
		f.failures = append(f.failures, fmt.Errorf("%w; what came was written", err))
		err = nil
	}
	if err == nil && !isStdout(path) {
		f.notePacking(path, start.Bytes())
	}
	return err
}

// A prefix keeps the first bytes that are written to it.
type prefix struct{ bytes.Buffer }

const maxPrefix = 16

func (p *prefix) Write(text []byte) (int, error) {
	p.Buffer.Write(text[:min(len(text), maxPrefix-p.Len())])
	return len(text), nil
}

// notePacking says how an output is packed if its name says something else.
func (f *fetching) notePacking(path string, start []byte) {
	packing, extension := "not packed", ""
	switch {
	case len(start) == 0:
		f.s.note("%s is empty: the job has no such results", path)
		return
	case textbuf.IsZip(start):
		packing, extension = "a zip archive", ".zip"
	case textbuf.IsGzip(start):
		packing, extension = "gzip data", ".gz"
	}
	byName := strings.ToLower(filepath.Ext(path))
	if byName != ".zip" && byName != ".gz" {
		byName = ""
	}
	if byName != extension {
		f.s.note("%s is %s, as the service sent it", path, packing)
	}
}
