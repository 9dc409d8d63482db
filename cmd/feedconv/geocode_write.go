package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/outfile"
)

// write writes the outputs, once to learn which columns they need and once for
// good. The state knows at every moment which files were begun and which are
// complete.
func (g *geocoding) write(report batch.Report) error {
	columns, err := g.outputs.survey(g.batch.Join)
	if err != nil {
		return g.judged(err)
	}
	var writers [numOutputs]feed.RecordWriter
	var outs []*output
	begun := begunFiles{run: g.batch}
	for i, path := range g.o.outputs {
		if path == "" {
			continue
		}
		out, err := g.s.createOutput(path, feedio.CreateOptions{Replace: g.o.replaces(path, g.in), Sync: true, Beginning: begun.add})
		if err != nil {
			return err
		}
		defer out.abandon()
		outs = append(outs, out)
		if writers[i], err = g.outputs.writer(i, out.w, columns[i]); err != nil {
			return err
		}
	}
	if report.Odd+report.Foreign+report.Differing > 0 {
		path := g.o.rejectsPath(g.in)
		out, err := g.s.createOutput(path, feedio.CreateOptions{Replace: g.o.replaces(path, g.in), Sync: true, Plain: true, Beginning: begun.add})
		if err != nil {
			return err
		}
		defer out.abandon()
		outs = append(outs, out)
		if err := g.batch.Rejects(out.w); err != nil {
			return err
		}
	}
	if path := g.o.azure.raw; path != "" {
		out, err := g.s.createOutput(path, feedio.CreateOptions{Replace: g.o.replaces(path, g.in), Sync: true, Beginning: begun.add})
		if err != nil {
			return err
		}
		defer out.abandon()
		outs = append(outs, out)
		if err := g.writeRaw(out.w); err != nil {
			return err
		}
	}
	outputs := outputsOf(writers)
	outputs.Missing = g.noteMissing
	if err := g.batch.Join(outputs); err != nil {
		return g.judged(err)
	}
	for _, w := range writers {
		if w == nil {
			continue
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	if err := g.commit(outs, begun.files); err != nil {
		return err
	}
	g.outputs.noteLeftOut(g.s, writers)
	return nil
}

// noteMissing takes down what to say of an entity that has no answer.
func (g *geocoding) noteMissing(entity int64, id string, at feed.Position) {
	if len(g.missing) < maxProblems {
		g.missing = append(g.missing, fmt.Sprintf("%s:%d:%d: entity %d (Id %q): the service returned nothing for it", displayName(g.in), at.Line, at.Column, entity, id))
	}
}

// commit gives the outputs their names when all of them are complete and on disk.
func (g *geocoding) commit(outs []*output, files []batch.OutputFile) error {
	for _, out := range outs {
		if err := out.end(); err != nil {
			return err
		}
	}
	for i := range files {
		if err := files[i].Complete(); err != nil {
			return err
		}
	}
	if err := g.batch.SetFiles(files); err != nil {
		return err
	}
	if err := commitAll(outs); err != nil {
		return err
	}
	for _, f := range files {
		syncFolder(filepath.Dir(f.Path))
	}
	return nil
}

// syncFolder makes the names in a folder last, where the system can do that.
func syncFolder(name string) {
	if f, err := os.Open(name); err == nil {
		f.Sync()
		f.Close()
	}
}

// begunFiles are the outputs that are files. Each is recorded in the state before it is
// created, so that none is left by a process that is killed.
type begunFiles struct {
	run   *batch.Run
	files []batch.OutputFile
}

func (b *begunFiles) add(target, temp string) error {
	var f batch.OutputFile
	var err error
	if f.Path, err = filepath.Abs(target); err != nil {
		return err
	}
	if f.Temporary, err = filepath.Abs(temp); err != nil {
		return err
	}
	if n := len(b.files); n > 0 && b.files[n-1].Path == f.Path { // the temporary name was taken
		b.files = b.files[:n-1]
	}
	b.files = append(b.files, f)
	return b.run.SetFiles(b.files)
}

// outputTarget returns the absolute name of the file that an output at path becomes.
func outputTarget(path string) (string, error) {
	info, err := outfile.Stat(path)
	if err != nil {
		return "", err
	}
	target, err := outfile.Target(path, info)
	if err != nil {
		return "", err
	}
	return filepath.Abs(target)
}
