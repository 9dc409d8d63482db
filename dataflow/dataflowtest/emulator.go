package dataflowtest

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
)

// An Emulator is the service. It serves any number of requests at a time. Make one with
// New.
type Emulator struct {
	o       Options
	dir     string
	ownsDir bool

	mu        sync.Mutex
	jobs      []*job         // in the order of their creation
	created   int            // how many jobs there have been
	uploading map[string]int // uploads under way, by key
	drawn     map[string]int // how often a fault was drawn for a thing
	bursts    map[string]int // how many more requests of a thing are turned down
}

// New returns an emulator, or what is wrong with the options. Close removes what it kept
// on disk.
func New(o Options) (*Emulator, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	e := &Emulator{o: o.withDefaults(), dir: o.Dir, uploading: make(map[string]int), drawn: make(map[string]int), bursts: make(map[string]int)}
	if e.dir == "" {
		var err error
		if e.dir, err = os.MkdirTemp("", "dataflowtest-"); err != nil {
			return nil, err
		}
		e.ownsDir = true
	}
	return e, nil
}

// Close removes uploads and results.
func (e *Emulator) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, j := range e.jobs {
		j.remove()
	}
	if e.ownsDir {
		return os.RemoveAll(e.dir)
	}
	return nil
}

// root is where the service's paths begin.
const root = "/rest/v1/dataflows/"

// ServeHTTP answers a request. Paths and the names of parameters are not
// case-sensitive.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if e.drawn == nil {
		http.Error(w, "dataflowtest: an Emulator that New has not made", http.StatusInternalServerError)
		return
	}
	q := newQuery(r.URL)
	path := strings.TrimRight(strings.ToLower(r.URL.Path), "/")
	rest, ok := strings.CutPrefix(path, root)
	switch {
	case e.disturb(w, r):
	case !ok:
		e.refuse(w, r, http.StatusNotFound, "the emulator serves "+root)
	case e.o.Key != "" && q.get("key") != e.o.Key:
		e.refuseKey(w, r, q)
	case rest == "geocode" && r.Method == http.MethodPost:
		e.create(w, r, q)
	case rest == "listjobs" && r.Method == http.MethodGet:
		e.list(w, r, q)
	case ofJob(rest) && r.Method == http.MethodGet:
		e.ofJob(w, r, q, strings.Split(rest, "/")[1:])
	default:
		e.refuse(w, r, http.StatusNotFound, "there is nothing to "+r.Method+" here")
	}
}

// ofJob reports whether a path is one of a job's. Links of the job list are below
// the list.
func ofJob(path string) bool {
	return strings.HasPrefix(path, "geocode/") || strings.HasPrefix(path, "listjobs/")
}

func (e *Emulator) refuseKey(w http.ResponseWriter, r *http.Request, q query) {
	code := "InvalidCredentials"
	if q.get("key") == "" {
		code = "NoCredentials"
	}
	e.answer(w, r, http.StatusUnauthorized, &document{AuthenticationResultCode: code, ErrorDetails: []string{"Access was denied. You may have entered your credentials incorrectly, or you might not have access to the requested resource or operation."}})
}

// ofJob answers what is asked of one job.
func (e *Emulator) ofJob(w http.ResponseWriter, r *http.Request, q query, path []string) {
	j := e.find(path[0])
	switch {
	case j == nil:
		e.refuse(w, r, http.StatusNotFound, "there is no such job")
	case j.key != q.get("key"):
		e.answer(w, r, http.StatusForbidden, &document{AuthenticationResultCode: "NotAuthorized", ErrorDetails: []string{"the job was created with another key"}})
	case len(path) == 1:
		e.status(w, r, j)
	case len(path) == 3 && path[1] == "output":
		e.results(w, r, j, path[2])
	default:
		e.refuse(w, r, http.StatusNotFound, "a job has an output, succeeded or failed")
	}
}

func (e *Emulator) find(id string) *job {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sweep(e.o.Now())
	for _, j := range e.jobs {
		if strings.EqualFold(j.id, id) {
			return j
		}
	}
	return nil
}

// A query holds parameters by their names in lower case.
type query map[string]string

func newQuery(u *url.URL) query {
	q := make(query)
	for name, values := range u.Query() {
		q[strings.ToLower(name)] = values[0]
	}
	return q
}

func (q query) get(name string) string { return q[name] }
