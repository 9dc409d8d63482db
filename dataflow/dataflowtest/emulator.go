package dataflowtest

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// An Emulator is the service. It serves any number of requests at a time. Make one with
// New.
type Emulator struct {
	o       Options
	dir     string
	ownsDir bool
	draws   *chance.Draws // of faults

	mu        sync.Mutex
	jobs      []*job         // in the order of their creation
	created   int            // how many jobs there have been
	uploading map[string]int // uploads under way, by key
	bursts    map[string]int // how many more requests of a thing are turned down
}

// New returns an emulator, or what is wrong with the options. Close removes what it kept
// on disk.
func New(o Options) (*Emulator, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	e := &Emulator{o: o.withDefaults(), dir: o.Dir, draws: chance.NewDraws(o.Seed, o.FaultSeed), uploading: make(map[string]int), bursts: make(map[string]int)}
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
	if e.draws == nil {
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

// Options say how an emulator behaves. A zero member means its default.
type Options struct {
	Key       string        // the only one taken; if empty, any and none
	Seed      uint64        // of the places
	FaultSeed uint64        // of the faults
	Delay     time.Duration // that a job stays pending; none
	Zip       bool          // results come as zip archives
	InProcess int           // jobs of a key pending at once: 10
	PerDay    int           // jobs of a key in 24 hours: 50
	// QuotaStatus is the HTTP status of the answer to a job too many: 503. Clients
	// of the service have seen 400, 403 and 503; with 200 the document alone says
	// 503.
	QuotaStatus int
	// Retention is how long results can be downloaded: 14 days. A day later the
	// job is forgotten.
	Retention time.Duration
	// Profile has the limits of a job: those of an enterprise key.
	Profile *validate.Profile
	// RetryAfter, if not 0, is how long clients are asked to wait before they
	// ask again for a job that is pending; whole seconds.
	RetryAfter time.Duration
	Dir        string // for uploads and results: a new one, removed by Close
	// Blob opens the URL of a dataLocation. Without it there are no blobs.
	Blob   func(url string) (io.ReadCloser, error)
	Faults Faults
	Now    func() time.Time // the system's
}

// check returns what is wrong with the options.
func (o Options) check() error {
	for name, n := range map[string]int64{
		"Delay": int64(o.Delay), "InProcess": int64(o.InProcess), "PerDay": int64(o.PerDay),
		"Retention": int64(o.Retention), "RetryAfter": int64(o.RetryAfter),
	} {
		if n < 0 {
			return fmt.Errorf("dataflowtest: Options.%s is negative", name)
		}
	}
	if s := o.QuotaStatus; s != 0 && (s < 200 || s > 599) {
		return fmt.Errorf("dataflowtest: Options.QuotaStatus: %d is no status of an answer", s)
	}
	if err := o.Profile.Check(); err != nil {
		return fmt.Errorf("dataflowtest: Options.Profile: %w", err)
	}
	return o.Faults.check()
}

func (o Options) withDefaults() Options {
	o.InProcess, o.PerDay = cmp.Or(o.InProcess, 10), cmp.Or(o.PerDay, 50)
	o.QuotaStatus = cmp.Or(o.QuotaStatus, http.StatusServiceUnavailable)
	o.Retention = cmp.Or(o.Retention, 14*24*time.Hour)
	if o.Profile == nil {
		o.Profile = validate.Enterprise()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// reserve lets an upload of a key begin. Where the key has no job left it returns
// the service's words for that.
func (e *Emulator) reserve(key string) (quota string) {
	now := e.o.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sweep(now)
	pending, today := e.uploading[key], e.uploading[key]
	for _, j := range e.jobs {
		if j.key != key {
			continue
		}
		if j.pending(now) {
			pending++
		}
		if now.Sub(j.created) < 24*time.Hour {
			today++
		}
	}
	switch {
	case today >= e.o.PerDay:
		return fmt.Sprintf("JobUsageQuota: Account has already submitted %d jobs in the past 24 hours", today)
	case pending >= e.o.InProcess:
		return fmt.Sprintf("JobUsageQuota: Account already has %d 'Pending' jobs", pending)
	}
	e.uploading[key]++
	return ""
}

// settle ends the upload of a key. Its job, unless nil, counts from now on.
func (e *Emulator) settle(key string, j *job) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.uploading[key]--; e.uploading[key] == 0 {
		delete(e.uploading, key)
	}
	if j != nil {
		j.created = e.o.Now()
		e.jobs = append(e.jobs, j)
	}
}

func (e *Emulator) refuseQuota(w http.ResponseWriter, r *http.Request, quota string) {
	d := &document{ErrorDetails: []string{quota}}
	if e.o.QuotaStatus < 300 {
		d.StatusCode = http.StatusServiceUnavailable
	}
	e.answer(w, r, e.o.QuotaStatus, d)
}

// sweep forgets what the service would have forgotten. The caller holds e.mu.
func (e *Emulator) sweep(now time.Time) {
	kept := e.jobs[:0]
	for _, j := range e.jobs {
		age := now.Sub(j.created)
		if age >= e.o.Retention && !j.removed {
			j.remove()
			j.removed = true
		}
		if age < e.o.Retention+24*time.Hour {
			kept = append(kept, j)
		} else {
			e.forgetFaults(j.id)
		}
	}
	clear(e.jobs[len(kept):])
	e.jobs = kept
}
