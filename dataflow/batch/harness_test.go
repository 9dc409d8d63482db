package batch_test

import (
	"bytes"
	"context"
	"io"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

const key = "Ak3y-that+must/not=appear-anywhere"

// A service is an emulator that listens.
type service struct {
	*dataflowtest.Emulator
	url string
}

func newService(t testing.TB, o dataflowtest.Options) service {
	t.Helper()
	if o.PerDay == 0 {
		o.PerDay = 1_000_000
	}
	e, err := dataflowtest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		e.Close()
	})
	return service{e, server.URL}
}

func (s service) client() *dataflow.Client {
	return &dataflow.Client{
		BaseURL: s.url, Key: key,
		Poll:    dataflow.Pace{First: time.Millisecond, Max: 5 * time.Millisecond},
		Backoff: dataflow.Pace{First: time.Millisecond, Max: 5 * time.Millisecond},
		Timeout: time.Minute, // as nothing of what is tested may depend on a slow machine
	}
}

// feedOf returns the text of a feed.
func feedOf(t testing.TB, f feed.Format, src feed.Reader) []byte {
	t.Helper()
	return []byte(feedtest.Text(t, src, f, feedio.NewWriter))
}

// options are those of a run of a feed in memory.
func (s service) options(dir string, f feed.Format, text []byte) batch.Options {
	return batch.Options{
		Client: s.client(),
		State:  filepath.Join(dir, "out.geocode"),
		Name:   "in." + f.String(),
		Format: f,
		Input:  func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
	}
}

// run carries a run to its end and returns what it joined.
func run(t testing.TB, o batch.Options) (batch.Report, string) {
	t.Helper()
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	report, err := r.Do(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	joined := join(t, r)
	if err := r.Remove(); err != nil {
		t.Fatal(err)
	}
	return report, joined
}

func join(t testing.TB, r *batch.Run) string {
	t.Helper()
	var joined bytes.Buffer
	w := feedio.NewWriter(&joined, feed.XML, nil)
	if err := r.Join(batch.Outputs{Joined: w}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return joined.String()
}

func entities(t testing.TB, f feed.Format, text []byte) (list []*feed.Entity) {
	t.Helper()
	for e, err := range feed.Entities(feedio.NewReader(bytes.NewReader(text), f, nil)) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// wantJoined fails unless the joined feed has each entity of the input once, in
// its order, with its request as it was and a status.
func wantJoined(t testing.TB, joined string, f feed.Format, input []byte) {
	t.Helper()
	got, want := entities(t, feed.XML, []byte(joined)), entities(t, f, input)
	if len(got) != len(want) {
		t.Fatalf("%d entities, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].StatusCode == "" {
			t.Errorf("entity %d (%q) has no status", i+1, got[i].ID)
		}
		if got[i].StatusCode == "Success" && len(got[i].Responses) == 0 {
			t.Errorf("entity %d (%q) succeeded without a response", i+1, got[i].ID)
		}
		g, w := request(got[i]), request(want[i])
		if g != w {
			t.Errorf("entity %d is\n%s\nwant\n%s", i+1, g, w)
		}
	}
}

// request is the notation of what an entity asks.
func request(e *feed.Entity) string {
	asked := *e
	asked.Responses, asked.StatusCode, asked.FaultReason, asked.TraceID = nil, "", "", ""
	text, err := feedtest.Content(feedtest.Entities(&asked).Reader())
	if err != nil {
		return err.Error()
	}
	return text
}
