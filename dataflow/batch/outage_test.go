package batch_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// An outage is a service with a job that takes eleven hours, which is away for some time
// after the first hour: each question then gets another answer that is none.
type outage struct {
	stage
	clock *feedtest.Clock
	away  time.Duration

	posts, questions atomic.Int64
}

func (o *outage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := o.clock.Passed()
	if r.Method == http.MethodPost {
		o.posts.Add(1)
		o.stage.ServeHTTP(w, r)
		return
	}
	const down = time.Hour
	switch {
	case now >= down && now < down+o.away:
		switch o.questions.Add(1) % 6 {
		case 0:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 1:
			io.WriteString(w, "<!DOCTYPE html><html>maintenance</html>")
		case 2:
			io.WriteString(w, `{"statusCode":200,"resourceSets":[{"resou`)
		case 3: // an empty answer
		case 4:
			io.WriteString(w, `{"statusCode":200,"resourceSets":[{"resources":[null]}]}`)
		case 5:
			panic(http.ErrAbortHandler)
		}
	case now < 11*time.Hour:
		fmt.Fprintf(w, `{"statusCode":200,"resourceSets":[{"resources":[null,{"id":"1","status":"Pending","createdDate":"the day before","completedDate":{},"links":[{"role":"self","url":"http://%s/REST/v1/dataflows/geocode/1"}]}]}]}`, r.Host)
	default:
		o.stage.ServeHTTP(w, r)
	}
}

// TestOutage shows that a run of hours outlives a service that is away for one, whatever
// comes instead of answers, that it says so once, and that one that stays away ends it.
func TestOutage(t *testing.T) {
	for _, c := range []struct {
		away time.Duration
		ends bool
	}{{time.Hour, true}, {2 * time.Hour, true}, {8 * time.Hour, false}} {
		o := &outage{clock: new(feedtest.Clock), away: c.away}
		o.stage = stage{succeeded: answered("a", "Success") + answered("b", "Success") + answered("c", "Success"), job: `"totalEntityCount":3,"createdDate":[],"completedDate":"never"`}
		server := httptest.NewServer(o)
		options := service{url: server.URL}.options(t.TempDir(), feed.CSV, []byte(threeQueries))
		options.Client.Clock = o.clock
		options.Client.Poll, options.Client.Backoff = dataflow.Pace{}, dataflow.Pace{}
		var said log
		options.Note = said.add
		r, err := batch.Open(options)
		if err != nil {
			t.Fatal(err)
		}
		report, err := r.Do(context.Background())
		server.Close()
		if c.ends != (err == nil) || c.ends && report.Succeeded != 3 || o.posts.Load() != 1 || strings.Count(said.text(), "\n") != 1 || !strings.Contains(said.text(), "gives no good answer") {
			t.Errorf("away for %v: error %v after %v, %d uploads, report %+v, said:\n%s", c.away, err, o.clock.Passed(), o.posts.Load(), report, said.text())
		}
		r.Close()
	}
}

// TestEmptyRequest shows that an entity that asks nothing goes up with an empty request,
// whether it has none or one that is empty already.
func TestEmptyRequest(t *testing.T) {
	const head, tail = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="a">`,
		`</GeocodeEntity><GeocodeEntity Id="b"><GeocodeRequest Query="York"/></GeocodeEntity></GeocodeFeed>`
	for _, c := range []struct {
		format feed.Format
		text   string
	}{
		{feed.CSV, "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\na,\nb,York\n"},
		{feed.XML, head + tail},
		{feed.XML, head + `<GeocodeRequest/>` + tail},
		{feed.XML, head + `<GeocodeRequest Query=""/>` + tail},
		{feed.XML, head + `<GeocodeRequest><Address/></GeocodeRequest>` + tail},
		{feed.XML, head + `<GeocodeRequest><Address Locality=""/></GeocodeRequest>` + tail},
		{feed.XML, head + `<ReverseGeocodeRequest/>` + tail},
	} {
		var mu sync.Mutex
		body := ""
		s := &stage{succeeded: answered("b", "Success"), failed: answered("a", "BadRequest"), job: `"totalEntityCount":2`}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				text, _ := io.ReadAll(r.Body)
				mu.Lock()
				body = string(text)
				mu.Unlock()
			}
			s.ServeHTTP(w, r)
		}))
		o := service{url: server.URL}.options(t.TempDir(), c.format, []byte(c.text))
		o.Force = true // some are errors
		_, joined := run(t, o)
		server.Close()
		wantJoined(t, joined, c.format, []byte(c.text))
		mu.Lock()
		if got := strings.Join(strings.Fields(body), " "); !strings.Contains(got, `<GeocodeEntity Id="a"> <GeocodeRequest> <Address /> </GeocodeRequest> </GeocodeEntity> <GeocodeEntity Id="b"> <GeocodeRequest Query="York"`) {
			t.Errorf("%s\nsent %s", c.text, body)
		}
		mu.Unlock()
	}
}
