package dataflowtest

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// Options say how an emulator behaves. A zero member stands for its default.
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
