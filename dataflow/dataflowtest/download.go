package dataflowtest

import (
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

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
