package beamfeed

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func init() {
	beam.RegisterType(reflect.TypeFor[packElementFn]())
	beam.RegisterType(reflect.TypeFor[packRejectFn]())
	beam.RegisterType(reflect.TypeFor[packProblemFn]())
	beam.RegisterType(reflect.TypeFor[shardsFn]())
	register.Emitter2[int, bool]()
	beam.RegisterType(reflect.TypeFor[writeFn]())
	register.Iter1[bool]()
	register.Iter1[item]()
	beam.RegisterCoder(reflect.TypeFor[item](), encodeItem, decodeItem)
	beam.RegisterType(reflect.TypeFor[Written]())
}

// WriteOptions say how a feed is written. The zero value, and a nil pointer to it, serve.
type WriteOptions struct {
	// Format is that of the feed; NoFormat for the one that the name of the file says.
	Format feed.Format
	// Columns are those of delimited text, as column paths; if there are none, those that
	// the service documents, and others that the entities of the shard need.
	Columns []string
	// Shards is into how many feeds the entities are divided; the file is one if zero. Their
	// names are like out-00001-of-00004.xml.
	Shards int
	// Replace lets the files exist before; they are replaced.
	Replace bool
}

// Written is a file that has been written.
type Written struct {
	File     string
	Entities int64 // or lines
}

// Write writes entities as one feed, or as several that are whole feeds, and returns a
// collection of Written. The name of the file says the format and, with .gz, that it is
// compressed.
//
// Every file is written, and is a valid feed, even if there are no entities for it. A file
// appears when it is complete: it has another name until then, in the same folder, and a
// bundle that is run again replaces the file by the same one. A file that exists when the
// pipeline runs is an error, unless the options say Replace.
//
// In a file the entities are in the order of their files and numbers. To sort them, the
// worker that writes a file holds all its entities in memory, so use several shards for what
// does not fit. The collection must be bounded; of its windows nothing is left.
func Write(s beam.Scope, file string, entities beam.PCollection, o *WriteOptions) beam.PCollection {
	s = s.Scope("beamfeed.Write")
	if o == nil {
		o = &WriteOptions{}
	}
	format, _ := feedio.FormatOf(file)
	format = cmp.Or(o.Format, format)
	switch {
	case format == feed.NoFormat:
		panic(fmt.Sprintf("beamfeed.Write: the name %s says no format of feeds; set it in the options", file))
	case format == feed.Table:
		panic("beamfeed.Write: a table is no format that can be written")
	case o.Shards < 0:
		panic(fmt.Sprintf("beamfeed.Write: there cannot be %d shards", o.Shards))
	}
	columns, err := columnsOf(o.Columns)
	if err != nil {
		panic(fmt.Sprintf("beamfeed.Write: %v", err))
	}
	shards := max(o.Shards, 1)
	return write(s, target{File: file, Shards: o.Shards, Format: format, Columns: columns, Replace: o.Replace}, beam.ParDo(s, &packElementFn{Shards: shards}, entities))
}

// WriteRejects writes a collection of validate.Reject as one file of JSON Lines, like that of
// "feedconv convert -rejects". There is a file, an empty one, if there are none.
func WriteRejects(s beam.Scope, file string, rejects beam.PCollection, o *WriteOptions) beam.PCollection {
	return writeLines(s.Scope("beamfeed.WriteRejects"), file, &packRejectFn{}, rejects, o)
}

// WriteProblems writes a collection of validate.Problem as one file of JSON Lines, like the
// report of "feedconv validate -format jsonl". There is a file, an empty one, if there are
// none.
func WriteProblems(s beam.Scope, file string, problems beam.PCollection, o *WriteOptions) beam.PCollection {
	return writeLines(s.Scope("beamfeed.WriteProblems"), file, &packProblemFn{}, problems, o)
}

func writeLines(s beam.Scope, file string, pack any, lines beam.PCollection, o *WriteOptions) beam.PCollection {
	if o == nil {
		o = &WriteOptions{}
	}
	if o.Shards > 0 || o.Format != feed.NoFormat || len(o.Columns) > 0 {
		panic("beamfeed: of the options for writing, only Replace is for lines")
	}
	return write(s, target{File: file, Replace: o.Replace}, beam.ParDo(s, pack, lines))
}

// write writes items by their shards. Every shard gets a key of its own, so that none is
// left out.
func write(s beam.Scope, t target, items beam.PCollection) beam.PCollection {
	filesystem.ValidateScheme(t.File)
	items = beam.WindowInto(s, window.NewGlobalWindows(), items)
	shards := beam.ParDo(s, &shardsFn{Target: t}, beam.Impulse(s))
	return beam.ParDo(s, &writeFn{Target: t}, beam.CoGroupByKey(s, shards, items))
}

// A target is what is written.
type target struct {
	File    string
	Shards  int         // 0 for one file of that name
	Format  feed.Format `json:",omitzero"` // NoFormat for lines
	Columns []feed.Field
	Replace bool
}

// name returns the name of the file of a shard.
func (t *target) name(shard int) string {
	if t.Shards == 0 {
		return t.File
	}
	folder, base := t.File[:strings.LastIndex(t.File, "/")+1], path.Base(t.File)
	stem, extension, _ := strings.Cut(base, ".")
	if format, _ := feedio.FormatOf(base); format != feed.NoFormat { // dots before it are part of the name
		rest := strings.TrimSuffix(base, ".gz")
		stem = strings.TrimSuffix(rest, path.Ext(rest))
		extension = base[len(stem)+1:]
	}
	if extension != "" {
		extension = "." + extension
	}
	return fmt.Sprintf("%s%s-%05d-of-%05d%s", folder, stem, shard+1, t.Shards, extension)
}

// columnsOf returns the columns of names.
func columnsOf(names []string) (columns []feed.Field, err error) {
	for _, name := range names {
		f, ok := feed.ColumnByName(name)
		switch {
		case !ok:
			return nil, fmt.Errorf("there is no column %q", name)
		case slices.Contains(columns, f):
			return nil, fmt.Errorf("the column %q is there twice", name)
		}
		columns = append(columns, f)
	}
	return columns, nil
}

// An item is an entity or a line to write, and what it is sorted by.
type item struct {
	File   string
	Number int64
	Line   int
	Column int
	Data   []byte // the tokens of an entity, or the text of a line
}

func (i *item) compare(j *item) int {
	return cmp.Or(cmp.Compare(i.File, j.File), cmp.Compare(i.Number, j.Number), cmp.Compare(i.Line, j.Line), cmp.Compare(i.Column, j.Column), slices.Compare(i.Data, j.Data))
}

func encodeItem(i item) []byte {
	data := appendText(nil, i.File)
	for _, n := range [...]int64{i.Number, int64(i.Line), int64(i.Column)} {
		data = appendNumber(data, n)
	}
	return append(data, i.Data...)
}

func decodeItem(data []byte) (i item, err error) {
	d := decoder{rest: data}
	i = item{File: string(d.text()), Number: d.number(), Line: int(d.number()), Column: int(d.number())}
	i.Data = slices.Clone(d.rest)
	return i, d.err
}

// packElementFn makes items of entities, and divides them into shards.
type packElementFn struct{ Shards int }

func (f *packElementFn) ProcessElement(e Element) (int, item, error) {
	data, err := appendEntity(nil, &e.Entity)
	if err != nil {
		return 0, item{}, fmt.Errorf("beamfeed: %v: %w", e, err)
	}
	i := item{File: e.File, Number: e.Number, Line: e.Line, Column: e.Column, Data: data}
	return f.shard(&i), i, nil
}

// shard returns the shard of an item: always the same one, as bundles may be run again.
func (f *packElementFn) shard(i *item) int {
	if f.Shards < 2 {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(i.File))
	if i.Number > 0 {
		h.Write(strconv.AppendInt(nil, i.Number, 10))
	} else {
		h.Write(i.Data)
	}
	return int(h.Sum32() % uint32(f.Shards))
}

// packRejectFn makes items of rejects.
type packRejectFn struct{}

func (f *packRejectFn) ProcessElement(r validate.Reject) (int, item, error) {
	var line lineText
	err := validate.NewRejectWriter(&line).Write(&r)
	return 0, item{File: r.File, Number: r.Entity, Line: r.Line, Column: r.Column, Data: line}, err
}

// packProblemFn makes items of problems.
type packProblemFn struct{}

func (f *packProblemFn) ProcessElement(p validate.Problem) (int, item, error) {
	data, err := json.Marshal(p)
	return 0, item{File: p.File, Number: p.Entity, Line: p.Line, Column: p.Column, Data: append(data, '\n')}, err
}

// shardsFn yields the number of each shard. It runs before anything is written, so here is
// where files that exist are found: when a bundle of writeFn runs for the second time, the
// file may be its own.
type shardsFn struct{ Target target }

func (f *shardsFn) ProcessElement(ctx context.Context, _ []byte, emit func(int, bool)) error {
	fs, err := filesystem.New(ctx, f.Target.File)
	if err != nil {
		return err
	}
	defer fs.Close()
	for shard := range max(f.Target.Shards, 1) {
		name := f.Target.name(shard)
		if !f.Target.Replace {
			if _, err := fs.Size(ctx, name); err == nil {
				return fmt.Errorf("beamfeed: %s exists already; write to another file, or set Replace", name)
			}
		}
		emit(shard, true)
	}
	return nil
}
