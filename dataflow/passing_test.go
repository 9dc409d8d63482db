package dataflow_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
)

// TestWaitBearsFaults shows that no single bad answer ends a wait, and no outage of
// two hours, and that the reason is told once.
func TestWaitBearsFaults(t *testing.T) {
	pending := text(`{"resourceSets":[{"resources":[{"id":"abc","status":"Pending","createdDate":"soon"}]}]}`)
	for name, fault := range map[string]http.HandlerFunc{
		"HTML": text("<html>sorry</html>"), "nothing": text(""), "cut JSON": text(`{"statusCode":`), "cut XML": text("<Response><StatusCode>200"),
		"null": text(`{"resourceSets":[{"resources":[null]}]}`), "another document": text(`[]`), "503": status(503, ""), "502": status(502, "<html>"), "broken off": brokenOff,
	} {
		t.Run(name, func(t *testing.T) {
			var clock *sleepless
			var start time.Time
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch now := clock.Now().Sub(start); {
				case now < time.Minute:
					pending(w, r)
				case now < 2*time.Hour:
					fault(w, r)
				default:
					io.WriteString(w, `{"resourceSets":[{"resources":[null,{"id":"other","status":{}},{"id":"ABC","status":"Completed","links":7,"totalEntityCount":"many"}]}]}`)
				}
			})
			c, sleeper := s.client()
			clock, start = sleeper, sleeper.Now()
			var notes []string
			c.Note = func(text string) { notes = append(notes, text) }
			job, err := c.Wait(context.Background(), s.URL+"/abc", nil)
			if err != nil || job.Status != dataflow.Completed || len(notes) != 1 || !strings.Contains(notes[0], "the service gives no good answer") {
				t.Errorf("job %+v, error %v, notes %q", job, err, notes)
			}
		})
	}
}

// TestUnknownStatus shows that a status that is not known is waited for with a word.
func TestUnknownStatus(t *testing.T) {
	states := []string{"Queued", "Queued", "Completed"}
	n := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"resourceSets":[{"resources":[{"id":"abc","status":%q}]}]}`, states[n])
		n++
	})
	c, _ := s.client()
	var notes []string
	c.Note = func(text string) { notes = append(notes, text) }
	if _, err := c.Wait(context.Background(), s.URL+"/abc", nil); err != nil || len(notes) != 1 || !strings.Contains(notes[0], `the status "Queued"`) {
		t.Errorf("error %v, notes %q", err, notes)
	}
}

// TestOddJobsInList shows that what is odd about one job of the list hides no other.
func TestOddJobsInList(t *testing.T) {
	s := serve(t, text(`{"statusCode":"fine","resourceSets":[7,{"resources":{}},{"resources":[null,5,{"id":7,"links":{"a":1}},{"createdDate":"never","links":[{"role":"self","url":"https://x.example/dataflows/LoadDataSource/b"}]},
		{"id":"a","createdDate":1,"failedEntityCount":-1,"links":[null,{"role":"self","url":"https://x.example/dataflows/Geocode/a"}]}]}]}`))
	c, _ := s.client()
	jobs, err := c.List(context.Background())
	if err != nil || len(jobs) != 1 || jobs[0].ID != "a" || !jobs[0].Created.IsZero() {
		t.Errorf("jobs %+v, error %v", jobs, err)
	}
}

// TestAbroad shows that an error at another host than the service's says so.
func TestAbroad(t *testing.T) {
	abroad := serve(t, status(401, ""))
	home := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, abroad.URL+"/x", http.StatusFound) })
	c, _ := home.client()
	job := home.job(3)
	job.SucceededURL = abroad.URL + "/results"
	_, linked := c.Succeeded(context.Background(), job)
	_, redirected := c.Status(context.Background(), home.URL+"/abc")
	for _, err := range []error{linked, redirected} {
		if err == nil || !strings.Contains(err.Error(), " at "+abroad.URL) || !strings.Contains(err.Error(), "a link or redirect leads here, away from "+home.URL) {
			t.Errorf("error %v", err)
		}
	}
}

// TestShortKey shows that a short key is cut out where it is a word, and not out of
// words that it is part of.
func TestShortKey(t *testing.T) {
	s := serve(t, status(400, `{"errorDetails":["the key k was checked: key=k&x=k"],"traceId":"k-k1"}`))
	c, _ := s.client()
	c.Key = "k"
	_, err := c.List(context.Background())
	if want := "list the jobs at " + s.URL + "/REST/v1/Dataflows/ListJobs: status 400 Bad Request: the key *** was checked: key=***&x=*** (trace id k-k1)"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
