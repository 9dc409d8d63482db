package geojson

import (
	"io"
	"math"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// Options are the options of a Writer. The zero value has the defaults.
type Options struct {
	// Lines writes each Feature on a line of its own, and no FeatureCollection.
	Lines bool
	// Located leaves out Features without a geometry.
	Located bool
	// BBox gives a Feature the box of its response, if that has one.
	BBox bool
	// Points writes a Feature for each GeocodePoint of a response, instead of one for
	// the response.
	Points bool
	// Azure writes each response as the feature that Azure Maps would answer with, see
	// azuremaps.AppendFeature, so that old results can be read beside its answers. What has
	// no geometry is left out. BBox and Points do not matter then: such a feature has the
	// box and all points.
	Azure bool
	// Dropped, if not nil, counts the values that are not UTF-8, which JSON cannot hold and
	// which are left out. If it is nil, they are faults; with Azure they always are.
	Dropped *feed.Tally
}

// Counts are what a Writer has written, and what it could not put on a map.
type Counts struct {
	Features int64 // that were written
	// Without a geometry, written or left out, are: entities without a response, responses
	// (with Points also points) without coordinates, and those that have texts which are
	// no numbers or are out of range.
	NoResponse, NoPlace, BadPlace int64
	// NotNumbers are the sides of boxes that are no numbers, of which a Feature has null.
	NotNumbers int64
	// Pairs are the QueryParseValues, which GeoJSON does not get.
	Pairs int64
}

func (c *Counts) add(d *Counts) {
	c.Features += d.Features
	c.NoResponse += d.NoResponse
	c.NoPlace += d.NoPlace
	c.BadPlace += d.BadPlace
	c.NotNumbers += d.NotNumbers
	c.Pairs += d.Pairs
}

// A Writer writes the entities of a feed as GeoJSON. It is a feed.RecordWriter.
type Writer struct {
	sink   render.Sink
	o      Options
	of     *sections
	counts Counts

	// In a fork nobody knows how many Features there are before. Its output is without what
	// comes before the second property of each Feature, and starts says where that is
	// missing. Join inserts it.
	forked bool
	starts []int
	joined []byte // the memory of the output of forks, whole
	azure  []byte // the feature that was written last with Options.Azure
}

// NewWriter returns a Writer to w. The options may be nil.
func NewWriter(w io.Writer, o *Options) *Writer {
	t := &Writer{of: newSections()}
	if o != nil {
		t.o = *o
	}
	var head []byte
	tail := ""
	if !t.o.Lines {
		head, tail = []byte(`{"type":"FeatureCollection","features":[`), "\n]}\n"
	}
	t.sink = render.New(w, marked, head, t.entity, tail)
	t.sink.Dropped = t.o.Dropped
	t.sink.Limits = feed.Limits{Value: math.MaxInt, Entity: math.MaxInt}.WithDefaults() // no reader of feeds reads it
	return t
}

// marked are the characters of strings that JSON escapes.
var marked = render.NewSet('"', '\\', '"', 0)

// Counts returns what has been written so far.
func (w *Writer) Counts() Counts { return w.counts }

// WriteToken implements feed.Writer.
func (w *Writer) WriteToken(t feed.Token) error { return w.sink.WriteToken(t) }

// WriteRecord implements feed.RecordWriter.
func (w *Writer) WriteRecord(r *feed.Record) error { return w.sink.WriteRecord(r) }

// Flush writes the entities that are buffered, also after a fault. It writes nothing if there
// has been no entity.
func (w *Writer) Flush() error { return w.sink.Flush() }

// Close implements feed.Writer.
func (w *Writer) Close() error { return w.sink.Close() }

// appendStart appends what a Feature begins with, up to the number that it is known by; with
// Options.Azure only what is between two Features.
func (w *Writer) appendStart(dst []byte) []byte {
	w.counts.Features++
	switch {
	case w.o.Lines:
	case w.counts.Features == 1:
		dst = append(dst, '\n')
	default:
		dst = append(dst, ",\n"...)
	}
	if w.o.Azure {
		return dst
	}
	return strconv.AppendInt(append(dst, featureStart...), w.counts.Features, 10)
}

const featureStart = `{"type":"Feature","properties":{"Seq":`

// A joiner is a Writer as package pieces uses it.
type joiner struct{ *Writer }

func init() { pieces.RegisterWriter(func(w *Writer) pieces.Writer { return joiner{w} }) }

// Fork implements pieces.Writer.
func (w joiner) Fork(size int) pieces.Writer {
	f := &Writer{o: w.o, of: w.of, forked: true}
	f.sink = w.sink.Fork(f.entity, size)
	return joiner{f}
}

// Held implements pieces.Writer.
func (w joiner) Held() int { return w.sink.Held() }

// Join implements pieces.Writer.
func (w joiner) Join(fork pieces.Writer, held int) error {
	f := fork.(joiner).Writer
	held = min(held, len(f.sink.Out))
	whole, from := w.joined[:0], 0
	for _, start := range f.starts {
		if start >= held {
			break
		}
		whole = append(whole, f.sink.Out[from:start]...)
		whole = w.appendStart(whole)
		from = start
	}
	whole = append(whole, f.sink.Out[from:held]...)
	f.sink.Out, w.joined = whole, f.sink.Out
	f.counts.Features = 0 // appendStart has counted them
	w.counts.add(&f.counts)
	fork.(joiner).forget()
	return w.sink.Join(&f.sink, len(whole))
}

// Clear implements pieces.Writer.
func (w joiner) Clear() {
	w.forget()
	w.sink.Clear()
}

// forget drops what a fork knows of what it holds.
func (w joiner) forget() { w.starts, w.counts = w.starts[:0], Counts{} }
