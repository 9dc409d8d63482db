package dataflowtest

import (
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
)

// A Fault is a way to fail.
type Fault string

// The faults.
const (
	Unavailable Fault = "unavailable" // 503, several times in a row
	ServerError Fault = "error"       // 500, several times in a row
	HTMLPage    Fault = "html"        // 502 with an HTML page
	Slow        Fault = "slow"        // the answer takes its time
	// ResetUpload breaks the connection before an upload is read as a whole.
	ResetUpload Fault = "reset-upload"
	// LostCreate takes an upload and breaks the connection before the answer.
	LostCreate    Fault = "lost-create"
	ResetDownload Fault = "reset-download" // breaks the connection in the middle
	Truncate      Fault = "truncate"       // results end in the middle, as if whole
	Stall         Fault = "stall"          // results stop coming in the middle
	Abort         Fault = "abort"          // the job is aborted
)

// AllFaults are the faults there are.
var AllFaults = []Fault{Unavailable, ServerError, HTMLPage, Slow, ResetUpload, LostCreate, ResetDownload, Truncate, Stall, Abort}

// Faults say how often each fault happens, from 0 (never) to 1, where it can.
// Whether it does depends on the seed and on how many requests of its kind there
// were, not on time.
type Faults map[Fault]float64

func (f Faults) check() error { return chance.Check("dataflowtest", f, AllFaults) }

// AtOnce returns all faults, each with one probability.
func AtOnce(probability float64) Faults { return chance.Always[Faults](probability, AllFaults) }

const slowness = 20 * time.Millisecond

// happens reports whether a fault happens at a thing, such as a path.
func (e *Emulator) happens(f Fault, thing string) bool {
	return e.draws.Happens(e.o.Faults[f], string(f)+" "+thing)
}

// forgetFaults forgets what was drawn for a job. The caller holds e.mu.
func (e *Emulator) forgetFaults(id string) {
	ofJob := func(name string) bool { return strings.Contains(strings.ToLower(name), id) }
	e.draws.Forget(ofJob)
	maps.DeleteFunc(e.bursts, func(name string, _ int) bool { return ofJob(name) })
}

// hash returns a number that depends on the seed and the texts, evenly spread.
func (e *Emulator) hash(texts ...string) uint64 { return chance.Of(e.o.Seed, texts...) }

// maxBurst is how many requests in a row are turned down at most.
const maxBurst = 3

// disturb lets happen what can happen to any request. It reports whether the
// request is done with.
func (e *Emulator) disturb(w http.ResponseWriter, r *http.Request) bool {
	thing := r.Method + " " + r.URL.Path
	if e.happens(Slow, thing) {
		select {
		case <-time.After(slowness):
		case <-r.Context().Done():
		}
	}
	for _, b := range []struct {
		Fault
		status int
	}{{Unavailable, http.StatusServiceUnavailable}, {ServerError, http.StatusInternalServerError}} {
		if e.inBurst(b.Fault, thing) {
			e.refuse(w, r, b.status, "the emulator was told to fail")
			return true
		}
	}
	if e.happens(HTMLPage, thing) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, "<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>\n")
		return true
	}
	return false
}

// inBurst reports whether a request falls into a burst of a fault, and begins
// bursts.
func (e *Emulator) inBurst(f Fault, thing string) bool {
	name := string(f) + " " + thing
	e.mu.Lock()
	left, begun := e.bursts[name]
	if left > 0 {
		e.bursts[name]--
	} else if begun {
		delete(e.bursts, name) // one request at least comes through
	}
	e.mu.Unlock()
	if begun || !e.happens(f, thing) {
		return left > 0
	}
	e.mu.Lock()
	e.bursts[name] = int(e.hash(name) % maxBurst)
	e.mu.Unlock()
	return true
}

// reset breaks the connection.
func reset() { panic(http.ErrAbortHandler) }
