package dataflowtest

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// create takes an upload, or says why not.
func (e *Emulator) create(w http.ResponseWriter, r *http.Request, q query) {
	if quota := e.reserve(q.get("key")); quota != "" {
		e.refuseQuota(w, r, quota)
		return
	}
	upload := &upload{r: r.Body, idle: http.NewResponseController(w)}
	j, err := e.take(r, q, upload)
	e.settle(q.get("key"), j)
	var refused refusal
	switch {
	case errors.As(err, &refused):
		e.refuse(w, r, http.StatusBadRequest, refused...)
		return
	case errors.Is(err, errBroken):
		reset()
	case err != nil:
		e.refuse(w, r, http.StatusInternalServerError, err.Error())
		return
	}
	if e.happens(LostCreate, "create") {
		reset()
	}
	url := self(r, j)
	w.Header().Set("Location", url)
	e.answer(w, r, http.StatusCreated, &document{Resources: []resource{j.justCreated(url)}})
}

// A refusal is why an upload is not taken.
type refusal []string

func (r refusal) Error() string { return fmt.Sprint([]string(r)) }

// errBroken is an upload that did not come as a whole.
var errBroken = errors.New("the upload broke off")

// take reads an upload and makes its results.
func (e *Emulator) take(r *http.Request, q query, upload *upload) (*job, error) {
	var format feed.Format
	if err := format.UnmarshalText([]byte(strings.ToLower(q.get("input")))); err != nil || !format.OfService() {
		return nil, refusal{fmt.Sprintf("input: no format %q; there are xml, csv, tab and pipe", q.get("input"))}
	}
	if e.happens(ResetUpload, "create") {
		io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		return nil, errBroken
	}
	body, err := e.body(upload, q)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	j := &job{
		id: e.newID(), key: q.get("key"), description: cmp.Or(q.get("description"), "Geocode"), format: format,
		delay: e.o.Delay, retention: e.o.Retention, aborted: e.happens(Abort, "job"),
	}
	if err := e.process(j, body); err != nil {
		j.remove()
		if upload.broken {
			err = errBroken
		}
		return nil, err
	}
	return j, nil
}

func (e *Emulator) newID() string {
	e.mu.Lock()
	number := fmt.Sprint(e.created)
	e.created++
	e.mu.Unlock()
	return fmt.Sprintf("%016x%016x", e.hash("job", number), e.hash("again", number))
}

// body returns the feed that is uploaded, uncompressed.
func (e *Emulator) body(upload io.Reader, q query) (io.ReadCloser, error) {
	body := bufio.NewReaderSize(upload, 64<<10)
	prefix, _ := body.Peek(4)
	if blob := q.get("datalocation"); blob != "" {
		switch {
		case len(prefix) > 0:
			return nil, refusal{"there is both a body and a dataLocation"}
		case e.o.Blob == nil:
			return nil, refusal{"the emulator reads no blobs"}
		}
		return e.o.Blob(blob)
	}
	switch {
	case textbuf.IsZip(prefix):
		return nil, refusal{"the body is a zip archive; compress the feed with gzip, or send it as it is"}
	case textbuf.IsGzip(prefix):
		return io.NopCloser(textbuf.Gunzip(body)), nil
	}
	return io.NopCloser(body), nil
}

// uploadIdle is how long an upload may stall before it is given up.
const uploadIdle = 2 * time.Minute

// An upload notices where it breaks off.
type upload struct {
	r      io.Reader
	idle   *http.ResponseController
	broken bool
}

func (u *upload) Read(p []byte) (int, error) {
	u.idle.SetReadDeadline(time.Now().Add(uploadIdle)) // not all servers have it
	n, err := u.r.Read(p)
	u.broken = u.broken || err != nil && err != io.EOF
	return n, err
}
