package dataflowtest

import (
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// results returns what succeeded or failed of a job.
func (e *Emulator) results(w http.ResponseWriter, r *http.Request, j *job, name string) {
	i := slices.Index(outputNames[:], name)
	if i < 0 || j.aborted || j.pending(e.o.Now()) || j.outputs[i].entities == 0 {
		e.refuse(w, r, http.StatusNotFound, "there are no such results")
		return
	}
	o := j.outputs[i]
	w.Header().Set("Content-Type", e.contentType(j.format))
	e.deliver(w, r, io.NewSectionReader(o.file, 0, o.size), o.size)
}

func (e *Emulator) contentType(f feed.Format) string {
	switch {
	case e.o.Zip:
		return "application/zip"
	case f == feed.XML:
		return "application/xml"
	}
	return "text/plain"
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
