package dataflowtest

import (
	"fmt"
	"net/http"
	"time"
)

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
