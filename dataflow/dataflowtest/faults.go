package dataflowtest

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
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

func (f Faults) check() error {
	for fault, p := range f {
		if !slices.Contains(AllFaults, fault) {
			return fmt.Errorf("dataflowtest: there is no fault %q", string(fault))
		}
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("dataflowtest: the fault %s cannot happen with the probability %v; that is from 0 to 1", fault, p)
		}
	}
	return nil
}

// AtOnce returns all faults, each with one probability.
func AtOnce(probability float64) Faults {
	f := make(Faults)
	for _, name := range AllFaults {
		f[name] = probability
	}
	return f
}

const slowness = 20 * time.Millisecond

// happens reports whether a fault happens at a thing, such as a path.
func (e *Emulator) happens(f Fault, thing string) bool {
	p := e.o.Faults[f]
	if p == 0 {
		return false
	}
	e.mu.Lock()
	name := string(f) + " " + thing
	n := e.drawn[name]
	e.drawn[name]++
	e.mu.Unlock()
	return float64(e.hash(name, fmt.Sprint(e.o.FaultSeed), fmt.Sprint(n))>>11)/(1<<53) < p
}

// forgetFaults forgets what was drawn for a job. The caller holds e.mu.
func (e *Emulator) forgetFaults(id string) {
	ofJob := func(name string, _ int) bool { return strings.Contains(strings.ToLower(name), id) }
	maps.DeleteFunc(e.drawn, ofJob)
	maps.DeleteFunc(e.bursts, ofJob)
}

// Those of the hash FNV-1a.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

// hash returns a number that depends on the seed and the texts, evenly spread.
func (e *Emulator) hash(texts ...string) uint64 {
	h := seeded(e.o.Seed)
	for _, t := range texts {
		h = h.next(t)
	}
	return mix(uint64(h))
}

// An fnv is the state of the hash FNV-1a.
type fnv uint64

// seeded is the hash of a seed.
func seeded(seed uint64) fnv {
	var digits [20]byte
	return fnv(fnvOffset).add(string(strconv.AppendUint(digits[:0], seed, 10)))
}

// next adds another text.
func (h fnv) next(text string) fnv { return h.add("\x00").add(text) }

func (h fnv) add(text string) fnv {
	for i := range len(text) {
		h = (h ^ fnv(text[i])) * fnv(fnvPrime)
	}
	return h
}

// mix spreads a hash over all bits.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

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
