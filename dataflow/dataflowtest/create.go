package dataflowtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/source"
)

// create takes an upload, or says why not.
func (e *Emulator) create(w http.ResponseWriter, r *http.Request, q query) {
	if wait, why := e.takePlace(q.get("key")); why != "" {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
		e.refuse(w, r, http.StatusServiceUnavailable, why)
		return
	}
	j, err := e.take(r, q)
	e.settle(j)
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
	w.Header().Set("Location", self(r, j))
	e.answer(w, r, http.StatusCreated, &document{Resources: []resource{j.at(j.created, self(r, j))}})
}

// takePlace takes one of the places that an account has for jobs, or says why
// there is none, and how long that will be so.
func (e *Emulator) takePlace(key string) (wait time.Duration, why string) {
	now := e.o.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	pending, today := e.taking, e.taking
	oldest := now
	for _, j := range e.jobs {
		if j.key != key {
			continue
		}
		if j.pending(now) {
			pending++
		}
		if now.Sub(j.created) < 24*time.Hour {
			today++
			if j.created.Before(oldest) {
				oldest = j.created
			}
		}
	}
	switch {
	case today >= e.o.PerDay:
		return oldest.Add(24 * time.Hour).Sub(now), fmt.Sprintf("there were %d jobs in the last 24 hours, which is all that the account has", today)
	case pending >= e.o.InProcess:
		return time.Second, fmt.Sprintf("there are %d jobs in process, which is all that the account has", pending)
	}
	e.taking++
	return 0, ""
}

// settle gives the place back, or to the job.
func (e *Emulator) settle(j *job) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.taking--
	if j != nil {
		j.created = e.o.Now()
		e.jobs = append(e.jobs, j)
	}
}

// A refusal is why an upload is not taken.
type refusal []string

func (r refusal) Error() string { return fmt.Sprint([]string(r)) }

// errBroken is an upload that did not come as a whole.
var errBroken = errors.New("the upload broke off")

// take reads an upload and makes its results.
func (e *Emulator) take(r *http.Request, q query) (*job, error) {
	format, err := feed.ParseFormat(q.get("input"))
	if err != nil {
		return nil, refusal{"input: " + err.Error()}
	}
	if e.happens(ResetUpload, "create") {
		io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		return nil, errBroken
	}
	upload := &upload{r: r.Body}
	body, err := e.body(upload, q)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	e.mu.Lock()
	number := e.drawn["jobs"]
	e.drawn["jobs"]++
	e.mu.Unlock()
	j := &job{
		id: fmt.Sprintf("%016x%016x", e.hash("job", fmt.Sprint(number)), e.hash("again", fmt.Sprint(number))), key: q.get("key"),
		description: q.get("description"), format: format, delay: e.o.Delay, aborted: e.happens(Abort, "job"),
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

// body returns the feed that is uploaded, uncompressed.
func (e *Emulator) body(upload io.Reader, q query) (io.ReadCloser, error) {
	body := bufio.NewReaderSize(upload, 64<<10)
	prefix, _ := body.Peek(2)
	if blob := q.get("datalocation"); blob != "" {
		switch {
		case len(prefix) > 0:
			return nil, refusal{"there is both a body and a dataLocation"}
		case e.o.Blob == nil:
			return nil, refusal{"the emulator reads no blobs"}
		}
		return e.o.Blob(blob)
	}
	if source.IsGzip(prefix) {
		return io.NopCloser(source.Gunzip(body)), nil
	}
	return io.NopCloser(body), nil
}

// An upload notices where it breaks off.
type upload struct {
	r      io.Reader
	broken bool
}

func (u *upload) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.broken = u.broken || err != nil && err != io.EOF
	return n, err
}
