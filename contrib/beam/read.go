package beamfeed

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// DoFns are registered as types. Package register would call them without reflection, but its
// functions for DoFns of several parameters take minutes and 3 GB to compile.
func init() {
	beam.RegisterType(reflect.TypeFor[matchFn]())
	register.Emitter1[source]()
	beam.RegisterType(reflect.TypeFor[emptyFn]())
	beam.RegisterType(reflect.TypeFor[source]())
}

// ReadOptions say how feeds are read. The zero value, and a nil pointer to it, serve.
type ReadOptions struct {
	// Format is that of the files; NoFormat to find it out for each, by its name or its text.
	Format feed.Format `json:",omitzero"`
	// Encoding is that of the files; if it is not UTF-8 or UTF-16, which are found out.
	Encoding feed.Encoding `json:",omitzero"`
	// Reject keeps faults from failing the pipeline: an entity that has one is Rejected, and
	// a feed that cannot be read to its end has a Reject and a Problem that is Fatal.
	Reject bool
	// RangeBytes is how many bytes are read as a piece of work of its own; 64 MiB if zero.
	// What is before a range is read and passed over, so small ranges of large files cost
	// more than they bring.
	RangeBytes int64
	// AllowNone lets patterns match no file, which is else an error.
	AllowNone bool
	// Kind and Profile say how severe it is what a reader tolerates, as in ValidateOptions.
	Kind    validate.Kind
	Profile *validate.Profile
}

// defaultRange is big, as a feed that a job takes is hardly ever larger than 300 MB.
const defaultRange = 64 << 20

// Read reads the feeds that a pattern matches. Their entities come in no order.
//
// XML, delimited text and JSON Lines in UTF-8 are read in ranges of bytes: each entity is
// read once, by whoever has the range in which it begins. Files that are compressed, or in
// another encoding, are read as a whole. In the Problems is also what readers tolerate, and
// that a feed is empty.
//
// A fault fails the pipeline, by an error with file, line and column, unless the options say
// Reject. So does a file that changes between the matching and the reading.
func Read(s beam.Scope, pattern string, o *ReadOptions) Result {
	filesystem.ValidateScheme(pattern)
	return ReadAll(s, beam.Create(s, pattern), o)
}

// ReadAll is Read of the patterns in a collection of strings. A file that several of them
// match is read several times.
func ReadAll(s beam.Scope, patterns beam.PCollection, o *ReadOptions) Result {
	s = s.Scope("beamfeed.Read")
	if o == nil {
		o = &ReadOptions{}
	}
	if o.Format == feed.Table {
		panic("beamfeed.Read reads feeds, and no tables: convert them by feedconv first")
	}
	if o.RangeBytes < 0 {
		panic(fmt.Sprintf("beamfeed.Read: there are no ranges of %d bytes", o.RangeBytes))
	}
	checkProfile("Read", o.Profile)
	sources := beam.ParDo(s, &matchFn{Options: *o}, patterns)
	var r Result
	var counts beam.PCollection
	r.Entities, r.Rejected, r.Problems, counts = beam.ParDo4(s, &readFn{Options: *o}, beam.Reshuffle(s, sources))
	empty := beam.ParDo(s, &emptyFn{Options: *o}, stats.SumPerKey(s, counts))
	r.Problems = beam.Flatten(s, r.Problems, empty)
	return r
}

func (o *ReadOptions) severityOf(rule string) validate.Severity {
	return severityOf(rule, kindOf(o.Kind), o.Profile)
}

// emptyFn reports feeds in which nothing was found.
type emptyFn struct{ Options ReadOptions }

func (f *emptyFn) ProcessElement(file string, found int64, emit func(validate.Problem)) {
	const rule = "feed-empty"
	if severity := f.Options.severityOf(rule); found == 0 && severity != validate.Off {
		emit(validate.Problem{File: file, Line: 1, Column: 1, Rule: rule, Severity: severity,
			Message: "the feed holds no entity", Remedy: "look for where its entities were lost"})
	}
}

// checkProfile panics if a profile makes no sense.
func checkProfile(what string, p *validate.Profile) {
	if err := p.Check(); err != nil {
		panic(fmt.Sprintf("beamfeed.%s: the profile: %v", what, err))
	}
}

// A source is a file to read, as it was when it was matched.
type source struct {
	File     string
	Size     int64
	Modified int64 // in nanoseconds; 0 where the file system does not say
	Whole    bool  // it cannot be read in ranges
}

// matchFn finds the files of a pattern.
type matchFn struct{ Options ReadOptions }

func (f *matchFn) ProcessElement(ctx context.Context, pattern string, emit func(source)) error {
	fs, err := filesystem.New(ctx, pattern)
	if err != nil {
		return err
	}
	defer fs.Close()
	files, err := fs.List(ctx, pattern)
	if err != nil {
		return fmt.Errorf("beamfeed: listing %s: %w", pattern, err)
	}
	if len(files) == 0 && !f.Options.AllowNone {
		return fmt.Errorf("beamfeed: no file matches %s", pattern)
	}
	for _, file := range files {
		src, err := describe(ctx, fs, file)
		if err != nil {
			return err
		}
		if src.Whole, err = f.isWhole(ctx, fs, src); err != nil {
			return err
		}
		emit(src)
	}
	return nil
}

// describe returns what a file is like.
func describe(ctx context.Context, fs filesystem.Interface, file string) (source, error) {
	src := source{File: file}
	var err error
	if src.Size, err = fs.Size(ctx, file); err != nil {
		return src, fmt.Errorf("beamfeed: %s: %w", file, err)
	}
	if fs, ok := fs.(filesystem.LastModifiedGetter); ok {
		var at time.Time
		if at, err = fs.LastModified(ctx, file); err != nil {
			return src, fmt.Errorf("beamfeed: %s: %w", file, err)
		}
		src.Modified = at.UnixNano()
	}
	return src, nil
}

// isWhole reports whether a file cannot be read in ranges, or need not be.
func (f *matchFn) isWhole(ctx context.Context, fs filesystem.Interface, src source) (bool, error) {
	if f.Options.Encoding > feed.UTF8 || src.Size == 0 {
		return true, nil
	}
	text, err := fs.OpenRead(ctx, src.File)
	if err != nil {
		return false, fmt.Errorf("beamfeed: %s: %w", src.File, err)
	}
	defer text.Close()
	prefix := make([]byte, 4)
	n, err := io.ReadFull(text, prefix)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, fmt.Errorf("beamfeed: %s: %w", src.File, err)
	}
	_, err = feedio.OpenRange(bytes.NewReader(prefix[:n]), 0, 1, &feedio.Options{Format: feed.XML})
	return errors.Is(err, feedio.ErrRange), nil
}

// open opens a source for a range of it, or as a whole.
func (f *readFn) open(ctx context.Context, src source, start, end int64, notice func(*feed.Fault)) (*feedio.Reader, func(), error) {
	fs, err := filesystem.New(ctx, src.File)
	if err != nil {
		return nil, nil, err
	}
	now, err := describe(ctx, fs, src.File)
	if now.Whole = src.Whole; err == nil && now != src {
		err = fmt.Errorf("beamfeed: %s: the file has changed since it was matched", src.File)
	}
	if err != nil {
		fs.Close()
		return nil, nil, err
	}
	format, _ := feedio.FormatOf(src.File)
	o := &feedio.Options{Format: cmp.Or(f.Options.Format, format), Spool: os.TempDir()}
	o.Encoding, o.Notice = f.Options.Encoding, notice
	text := &remote{ctx: ctx, fs: fs, file: src.File, size: src.Size}
	var r *feedio.Reader
	if src.Whole {
		r, err = feedio.Open(io.NewSectionReader(text, 0, src.Size), o)
	} else {
		r, err = feedio.OpenRange(text, start, end, o)
	}
	if err != nil {
		text.Close()
		return nil, nil, err
	}
	return r, func() { r.Close(); text.Close() }, nil
}
