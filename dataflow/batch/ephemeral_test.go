package batch_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/inprocess"
)

// forgetful returns the options of an interrupted run, and a service at the same place
// that does not know its jobs.
func forgetful(t *testing.T) (o batch.Options, s service, want string) {
	t.Helper()
	o, want = interrupted(t)
	s = newService(t, dataflowtest.Options{})
	o.Client.HTTPClient = &http.Client{Transport: inprocess.Transport(s)}
	return o, s, want
}

// TestEphemeral shows that a run goes on where the service has forgotten its jobs, if that
// was said, and sends no part again of which it has the results.
func TestEphemeral(t *testing.T) {
	o, _, _ := forgetful(t)
	if _, err := goOn(t, o); !errors.Is(err, dataflow.ErrNotFound) {
		t.Errorf("error %v where nothing was said", err)
	}
	o, s, want := forgetful(t)
	o.Ephemeral = true
	if joined, err := goOn(t, o); err != nil || joined != want {
		t.Errorf("error %v, joined\n%s\nwant\n%s", err, joined, want)
	}
	if n := sentTo(s); n == 0 || n > 8 {
		t.Errorf("%d of 10 entities sent again, of which 2 at least had results", n)
	}
}
