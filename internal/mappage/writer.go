package mappage

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"runtime"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/webpage"
)

// Options say what a page shows besides the entities. The zero value and a nil pointer
// mean the defaults.
type Options struct {
	Title string // usually the name of the file
	// Tiles are pictures of the map to show under the entities. The zero value is none.
	Tiles Tiles
}

// A Writer writes a page. It is a feed.RecordWriter whose output is no feed.
type Writer struct {
	w        io.Writer
	o        Options
	begun    bool
	err      error
	entities int64
	placed   int64
	traits   [numTraits]trait

	record feed.Record // written by tokens
	open   bool

	chunk *chunk   // being filled
	queue []*chunk // being compressed, in order
	spare []*chunk
}

// NewWriter returns a Writer of a page to w.
func NewWriter(w io.Writer, o *Options) *Writer {
	p := &Writer{w: w}
	if o != nil {
		p.o = *o
	}
	for i := range p.traits {
		p.traits[i] = newTrait()
	}
	return p
}

// WriteToken implements feed.Writer.
func (w *Writer) WriteToken(t feed.Token) error {
	if w.err != nil {
		return w.err
	}
	whole, err := w.record.Add(t)
	w.open = !whole
	if err == nil && whole {
		return w.add(&w.record)
	}
	return err
}

// WriteRecord implements feed.RecordWriter.
func (w *Writer) WriteRecord(r *feed.Record) error {
	if w.open || r == nil || !r.Whole() {
		return fmt.Errorf("%w: an entity within another, or a record that holds no whole entity", feed.ErrGrammar)
	}
	return w.add(r)
}

// Entities returns how many entities have been written, and how many of them have a place.
func (w *Writer) Entities() (all, placed int64) { return w.entities, w.placed }

func (w *Writer) add(r *feed.Record) error {
	w.begin()
	c := w.chunk
	if c == nil {
		c = w.newChunk()
		w.chunk = c
	}
	c.text = appendEntity(c.text, r)
	row := len(c.index)
	c.index = w.appendIndex(c.index, r)
	w.entities++
	if hasPlace(c.index[row:]) {
		w.placed++
	}
	if len(c.text) >= chunkSize {
		w.endChunk()
	}
	return w.err
}

// begin writes the head of the page.
func (w *Writer) begin() {
	if w.begun {
		return
	}
	w.begun = true
	w.write(page().AppendHead(nil, w.o.Title, w.o.Tiles.origin))
}

func (w *Writer) write(p []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(p)
	}
}

// Close writes the end of the page.
func (w *Writer) Close() error {
	if w.open && w.err == nil {
		w.err = fmt.Errorf("%w: the last entity has no end", feed.ErrGrammar)
	}
	if w.err == nil {
		w.begin()
		w.endChunk()
	}
	for len(w.queue) > 0 {
		w.writeChunk()
	}
	if w.err != nil {
		return w.err
	}
	out := webpage.AppendBase64(nil, "world", []byte(webpage.Asset(assets, "world.gz")))
	out = webpage.AppendJSON(out, "meta", w.meta())
	w.write(page().AppendEnd(out))
	if w.err != nil {
		return w.err
	}
	w.err = errClosed
	return nil
}

var errClosed = fmt.Errorf("%w: the page is closed", feed.ErrGrammar)

// meta returns what the page must know of all the data, as JSON.
func (w *Writer) meta() []byte {
	type traitMeta struct {
		Name   string   `json:"name"`
		Values []string `json:"values"`
	}
	meta := struct {
		Title    string              `json:"title"`
		Entities int64               `json:"entities"`
		Tiles    string              `json:"tiles"`
		Credit   string              `json:"credit"`
		Traits   []traitMeta         `json:"traits"`
		Fields   map[string][]string `json:"fields"`
	}{w.o.Title, w.entities, w.o.Tiles.url, w.o.Tiles.credit, nil, make(map[string][]string)}
	for i, t := range w.traits {
		meta.Traits = append(meta.Traits, traitMeta{traits[i].name, t.values})
	}
	for g := range feed.NumGroups {
		meta.Fields[g.Element()] = groupNames(g)
	}
	data, err := json.Marshal(meta)
	if err != nil {
		panic(err) // strings and numbers
	}
	return data
}

// chunkSize is about how much text of entities a chunk has: little enough to unpack one for
// each entity that the page shows.
const chunkSize = 128 << 10

// maxQueue is how many chunks are compressed at once, at most.
const maxQueue = 4

// A chunk has some entities.
type chunk struct {
	text, index []byte
	zip         *gzip.Writer
	zipped      writeBuffer
	out         []byte
	done        chan struct{}
}

type writeBuffer []byte

func (b *writeBuffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

func (w *Writer) newChunk() *chunk {
	if n := len(w.spare); n > 0 {
		c := w.spare[n-1]
		w.spare = w.spare[:n-1]
		return c
	}
	c := &chunk{done: make(chan struct{}, 1)}
	c.zip, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return c
}

// endChunk has the chunk compressed, while the next one is filled.
func (w *Writer) endChunk() {
	if w.chunk == nil {
		return
	}
	if len(w.queue) >= min(runtime.GOMAXPROCS(0), maxQueue) {
		w.writeChunk()
	}
	w.queue = append(w.queue, w.chunk)
	go w.chunk.compress()
	w.chunk = nil
}

// writeChunk writes the first of the chunks that are being compressed.
func (w *Writer) writeChunk() {
	c := w.queue[0]
	w.queue = append(w.queue[:0], w.queue[1:]...)
	<-c.done
	w.write(c.out)
	c.text, c.index = c.text[:0], c.index[:0]
	w.spare = append(w.spare, c)
}

func (c *chunk) compress() {
	c.zipped = c.zipped[:0]
	c.zip.Reset(&c.zipped)
	c.zip.Write(c.text) // a writeBuffer takes everything
	c.zip.Close()
	c.out = webpage.AppendBase64(c.out[:0], "entities", c.zipped)
	c.out = webpage.AppendBase64(c.out, "index", c.index)
	c.done <- struct{}{}
}
