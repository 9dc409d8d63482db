package beamfeed

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// writeFn writes the file of a shard.
type writeFn struct{ Target target }

func (f *writeFn) ProcessElement(ctx context.Context, shard int, _ func(*bool) bool, items func(*item) bool) (Written, error) {
	var all []item
	for i := (item{}); items(&i); i = (item{}) {
		all = append(all, i)
	}
	slices.SortFunc(all, func(a, b item) int { return a.compare(&b) })
	done := Written{File: f.Target.name(shard), Entities: int64(len(all))}
	if err := f.create(ctx, done.File, all); err != nil {
		return Written{}, fmt.Errorf("beamfeed: writing %s: %w", done.File, err)
	}
	return done, nil
}

// create creates a file, which has another name until it is complete.
func (f *writeFn) create(ctx context.Context, name string, all []item) (err error) {
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return err
	}
	defer fs.Close()
	temporary := temporaryName(name)
	defer func() {
		if r, ok := fs.(filesystem.Remover); ok && err != nil {
			r.Remove(ctx, temporary)
		}
	}()
	out, err := fs.OpenWrite(ctx, temporary)
	if err != nil {
		return err
	}
	err = f.write(out, name, all)
	if s, ok := out.(interface{ Sync() error }); ok && err == nil {
		err = s.Sync()
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return filesystem.Rename(ctx, fs, temporary, name)
}

// temporaryName returns a name in the same folder that nobody has.
func temporaryName(name string) string {
	folder := name[:strings.LastIndex(name, "/")+1]
	return folder + "." + path.Base(name) + "." + rand.Text()[:12]
}

// write writes the text of a file, compressed if its name says so.
func (f *writeFn) write(out io.Writer, name string, all []item) error {
	if _, compress := feedio.FormatOf(name); !compress {
		return f.writeText(out, all)
	}
	zip := gzip.NewWriter(out)
	if err := f.writeText(zip, all); err != nil {
		return err
	}
	return zip.Close()
}

func (f *writeFn) writeText(out io.Writer, all []item) error {
	if f.Target.Format != feed.NoFormat {
		return f.writeFeed(out, all)
	}
	w := bufio.NewWriter(out)
	for i := range all {
		w.Write(all[i].Data)
	}
	return w.Flush()
}

// writeFeed writes a feed.
func (f *writeFn) writeFeed(out io.Writer, all []item) error {
	o := feedio.WriterOptions{Columns: f.Target.Columns}
	if f.Target.Format.Delimiter() != 0 && len(o.Columns) == 0 {
		var survey feedio.Survey
		if err := writeItems(&survey, all); err != nil {
			return err
		}
		o.Columns = survey.Columns()
	}
	w := feedio.NewWriter(out, f.Target.Format, &o)
	if err := writeItems(w, all); err != nil {
		return err
	}
	return w.Close()
}

// writeItems writes entities.
func writeItems(w feed.RecordWriter, all []item) error {
	var r feed.Record
	for i := range all {
		d := decoder{rest: all[i].Data}
		err := d.record(&r)
		if err == nil {
			err = w.WriteRecord(&r)
		}
		if err != nil {
			return fmt.Errorf("%s:%d:%d: entity %d: %w", all[i].File, all[i].Line, all[i].Column, all[i].Number, err)
		}
	}
	return nil
}
