package dataflowtest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
)

// An outputWriter writes results in a shuffled order: it holds some entities
// back and lets out any of them for each that comes.
type outputWriter struct {
	file     *os.File
	zip      *zip.Writer // nil where the file is the feed itself
	feed     resultWriter
	held     []*feed.Record
	random   uint64
	entities int64
}

// A resultWriter writes the results of a version of the schema.
type resultWriter interface {
	WriteRecord(*feed.Record) error
	io.Closer
}

// shuffleSize is how many entities are held back.
const shuffleSize = 500

func (e *Emulator) newOutputWriter(f feed.Format, u *uploadedFeed) (*outputWriter, error) {
	file, err := os.CreateTemp(e.dir, "geocodefeed-output-")
	if err != nil {
		return nil, err
	}
	o := &outputWriter{file: file, random: e.hash("shuffle")}
	var w io.Writer = file
	if e.o.Zip {
		o.zip = zip.NewWriter(file)
		if w, err = o.zip.Create("results." + f.String()); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	switch {
	case u.old:
		o.feed = newOldWriter(w, f)
	case f == feed.XML:
		o.feed = feedio.NewWriter(w, f, &feedio.WriterOptions{Dropped: new(feed.Tally)})
	default:
		o.feed = feedio.NewWriter(newRows(w, f, u.resultHead()), f, &feedio.WriterOptions{Columns: u.columns, Dropped: new(feed.Tally)})
	}
	return o, nil
}

// exchange takes a result, and returns memory for another one.
func (o *outputWriter) exchange(result *feed.Record) (free *feed.Record, err error) {
	o.entities++
	if len(o.held) < shuffleSize {
		o.held = append(o.held, result)
		return new(feed.Record), nil
	}
	i := o.pick()
	free, o.held[i] = o.held[i], result
	return free, o.feed.WriteRecord(free)
}

func (o *outputWriter) pick() int {
	o.random = chance.Mix(o.random + 1)
	return int(o.random % uint64(len(o.held)))
}

// close lets out what is held back and ends the file.
func (o *outputWriter) close() error {
	if o == nil {
		return nil
	}
	var err error
	for len(o.held) > 0 && err == nil {
		i := o.pick()
		err = o.feed.WriteRecord(o.held[i])
		o.held[i] = o.held[len(o.held)-1]
		o.held = o.held[:len(o.held)-1]
	}
	err = errors.Join(err, o.feed.Close())
	if o.zip != nil {
		err = errors.Join(err, o.zip.Close())
	}
	return errors.Join(err, o.file.Close())
}

// rows writes delimited text as the service does: with its own first lines, and
// rows that end in CR LF. Line ends within quotes stay as they are.
type rows struct {
	w         io.Writer
	delimiter byte
	head      string // what is still to be written in place of the first lines
	skip      int    // lines of the text still to be left out
	quoted    bool   // within quotes
	closed    bool   // right after a quote that closes
	cellBegun bool
	out       []byte
}

func newRows(w io.Writer, f feed.Format, head string) *rows {
	return &rows{w: w, delimiter: f.Delimiter(), head: head, skip: 2}
}

func (r *rows) Write(p []byte) (int, error) {
	n := len(p)
	for r.skip > 0 {
		i := bytes.IndexByte(p, '\n') + 1
		if i == 0 {
			return n, nil
		}
		r.skip--
		p = p[i:]
	}
	r.out = append(r.out[:0], r.head...)
	r.head = ""
	r.cells(p)
	_, err := r.w.Write(r.out)
	return n, err
}

// plain takes text that is not within quotes and has none.
func (r *rows) plain(p []byte) {
	for len(p) > 0 {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			r.cellBegun, r.closed = p[len(p)-1] != r.delimiter, false
			break
		}
		r.out = append(append(r.out, p[:i]...), "\r\n"...)
		p, r.cellBegun, r.closed = p[i+1:], false, false
	}
	r.out = append(r.out, p...)
}

// cells takes text that may have quoted cells. A quote opens one at its beginning
// only, and a doubled quote within closes and opens it again.
func (r *rows) cells(p []byte) {
	for len(p) > 0 {
		quote := bytes.IndexByte(p, '"')
		if quote < 0 {
			quote = len(p)
		}
		switch {
		case quote == 0:
			r.closed, r.quoted = r.quoted, !r.quoted && (r.closed || !r.cellBegun)
			r.cellBegun = true
			quote = 1
			r.out = append(r.out, '"')
		case r.quoted:
			r.out = append(r.out, p[:quote]...)
		default:
			r.plain(p[:quote])
		}
		p = p[quote:]
	}
}

// results returns what succeeded or failed of a job.
func (e *Emulator) results(w http.ResponseWriter, r *http.Request, j *job, name string) {
	i := slices.Index(outputNames[:], name)
	if i < 0 || !j.has(i, e.o.Now()) {
		e.refuse(w, r, http.StatusNotFound, "there are no such results")
		return
	}
	f, err := os.Open(j.outputs[i].path)
	if err != nil {
		e.refuse(w, r, http.StatusInternalServerError, err.Error())
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		e.refuse(w, r, http.StatusInternalServerError, err.Error())
		return
	}
	e.describe(w.Header(), j.format, name)
	e.deliver(w, r, f, info.Size())
}

// describe says what kind of file results are.
func (e *Emulator) describe(h http.Header, f feed.Format, name string) {
	switch {
	case e.o.Zip:
		h.Set("Content-Type", "application/zip")
		h.Set("Content-Disposition", "attachment; filename="+name+".zip")
	case f == feed.XML:
		h.Set("Content-Type", "application/xml; charset=utf-8")
	default:
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
}

// deliver sends a file, as a whole or not.
func (e *Emulator) deliver(w http.ResponseWriter, r *http.Request, f io.Reader, size int64) {
	part := int64(e.hash("part", r.URL.Path) % uint64(size))
	switch path := r.URL.Path; {
	case e.happens(Truncate, path):
		w.Header().Set("Content-Length", strconv.FormatInt(part, 10))
		io.CopyN(w, f, part)
		return
	case e.happens(ResetDownload, path):
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		io.CopyN(w, f, part)
		http.NewResponseController(w).Flush()
		reset()
	case e.happens(Stall, path):
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		io.CopyN(w, f, part)
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
		return
	}
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	io.Copy(w, f)
}
