package dataflow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

const (
	pendingQuota = "JobUsageQuota: Account already has 3 'Pending' jobs"
	dailyQuota   = "JobUsageQuota: Account has already submitted 50 jobs in the past 24 hours"
)

// refusalOf answers an upload with a refusal in the service's words, as JSON or XML.
func refusalOf(w http.ResponseWriter, httpStatus, status int, details string, xml bool) {
	w.WriteHeader(httpStatus)
	if xml {
		fmt.Fprintf(w, `<Response xmlns="http://schemas.microsoft.com/search/local/ws/rest/v1"><StatusCode>%d</StatusCode><ErrorDetails><string>%s</string></ErrorDetails><AuthenticationResultCode>ValidCredentials</AuthenticationResultCode></Response>`, status, details)
		return
	}
	fmt.Fprintf(w, `{"authenticationResultCode":"ValidCredentials","statusCode":%d,"errorDetails":[%q],"resourceSets":[]}`, status, details)
}

// TestQuota shows that the service's words decide what a refused upload means,
// whatever the status, that they are in the error, and that nothing is sent again.
func TestQuota(t *testing.T) {
	for _, c := range []struct {
		words string
		want  error
	}{
		{pendingQuota, dataflow.ErrTooManyJobs},
		{strings.ToUpper(pendingQuota), dataflow.ErrTooManyJobs},
		{dailyQuota, dataflow.ErrQuota},
		{"JobUsageQuota: something else", dataflow.ErrQuota},
	} {
		for _, status := range [][2]int{{503, 503}, {400, 400}, {403, 403}, {429, 429}, {500, 500}, {401, 401}, {200, 503}, {200, 400}, {201, 503}} {
			for _, xml := range []bool{false, true} {
				s := serve(t, func(w http.ResponseWriter, r *http.Request) {
					io.Copy(io.Discard, r.Body)
					refusalOf(w, status[0], status[1], c.words, xml)
				})
				client, _ := s.client()
				_, err := client.Create(context.Background(), upload("x"))
				var e *dataflow.Error
				if !errors.Is(err, c.want) || !errors.As(err, &e) || e.Status != status[1] || !strings.Contains(err.Error(), c.words) {
					t.Errorf("%v, %q: error %v, want %v", status, c.words, err, c.want)
				}
				for _, other := range []error{dataflow.ErrKeyRefused, dataflow.ErrUnclear, dataflow.ErrRefused} {
					if errors.Is(err, other) {
						t.Errorf("%v, %q: the error is %v too", status, c.words, other)
					}
				}
				if s.asked.Load() != 1 {
					t.Errorf("%v, %q: asked %d times", status, c.words, s.asked.Load())
				}
			}
		}
	}
}

// TestRefusedUpload shows which refusals are about the upload itself.
func TestRefusedUpload(t *testing.T) {
	for status, want := range map[int]error{400: dataflow.ErrRefused, 413: dataflow.ErrRefused, 415: dataflow.ErrRefused, 401: dataflow.ErrKeyRefused, 403: dataflow.ErrKeyRefused, 404: dataflow.ErrNotFound} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body); w.WriteHeader(status) })
		c, _ := s.client()
		if _, err := c.Create(context.Background(), upload("x")); !errors.Is(err, want) || s.asked.Load() != 1 {
			t.Errorf("%d: error %v, want %v, asked %d times", status, err, want, s.asked.Load())
		}
	}
}

// A fullService refuses uploads while jobs are pending.
type fullService struct {
	*script
	pending    []int // how many jobs each answer of the list shows; the last one goes on
	uploads    int
	lists      int
	retryAfter string // of refusals
	takes      func(uploads, lists int) bool
	order      strings.Builder // P for an upload, L for a list
}

func newFullService(t *testing.T, words string, status int, takes func(uploads, lists int) bool, pending ...int) *fullService {
	f := &fullService{pending: pending, takes: takes}
	f.script = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			io.Copy(io.Discard, r.Body)
			f.uploads++
			f.order.WriteByte('P')
			if f.takes(f.uploads, f.lists) {
				w.Header().Set("Location", "/REST/v1/dataflows/Geocode/abc")
				w.WriteHeader(http.StatusCreated)
				return
			}
			if f.retryAfter != "" {
				w.Header().Set("Retry-After", f.retryAfter)
			}
			refusalOf(w, status, status, words, false)
			return
		}
		f.order.WriteByte('L')
		n := f.pending[min(f.lists, len(f.pending)-1)]
		f.lists++
		jobs := make([]string, n)
		for i := range jobs {
			jobs[i] = `{"id":"x","status":"Pending","links":[{"role":"self","url":"https://x.example/REST/v1/dataflows/LoadDataSource/b"}]}`
		}
		fmt.Fprintf(w, `{"statusCode":200,"resourceSets":[{"resources":[%s]}]}`, strings.Join(jobs, ","))
	})
	return f
}

// waitingUpload is an upload that waits for a place, and notes why.
func waitingUpload(refusals *[]*dataflow.Error) dataflow.Upload {
	u := upload("x")
	u.Refused = func(e *dataflow.Error) error {
		*refusals = append(*refusals, e)
		return nil
	}
	return u
}

// TestWaitForPlace shows that a full service gets the feed again only when the list
// of jobs shows a free place.
func TestWaitForPlace(t *testing.T) {
	f := newFullService(t, pendingQuota, 400, func(uploads, lists int) bool { return lists >= 20 }, append(make20(3), 2)...)
	c, clock := f.client()
	var refusals []*dataflow.Error
	job, err := c.Create(context.Background(), waitingUpload(&refusals))
	if err != nil || job.ID != "abc" || len(refusals) != 1 || f.uploads != 2 {
		t.Errorf("job %+v, error %v, %d refusals, %d uploads", job, err, len(refusals), f.uploads)
	}
	if clock.waits[0] != 15*time.Second || clock.waits[len(clock.waits)-1] != 2*time.Minute {
		t.Errorf("waited %v", clock.waits)
	}
}

// TestBlobWaitsForPlace shows that a feed in a blob waits for a place as others do.
func TestBlobWaitsForPlace(t *testing.T) {
	f := newFullService(t, pendingQuota, 400, func(uploads, lists int) bool { return lists >= 20 }, append(make20(3), 2)...)
	c, _ := f.client()
	var refusals []*dataflow.Error
	u := waitingUpload(&refusals)
	sendings := 0
	u.Format, u.Open, u.Size, u.Blob, u.Sending = feed.XML, nil, 0, "https://x.example/feed.xml", func() error { sendings++; return nil }
	job, err := c.Create(context.Background(), u)
	if err != nil || job.ID != "abc" || len(refusals) != 1 || f.uploads != 2 || sendings != 2 {
		t.Errorf("job %+v, error %v, %d refusals, %d uploads, %d sendings", job, err, len(refusals), f.uploads, sendings)
	}
	mine := errors.New("mine")
	u.Sending = func() error { return mine }
	if _, err := c.Create(context.Background(), u); err != mine || f.uploads != 2 {
		t.Errorf("error %v after %d uploads", err, f.uploads)
	}
}

func make20(n int) []int {
	var list []int
	for range 20 {
		list = append(list, n)
	}
	return list
}

// TestWaitBlind shows that uploads become rare where the list does not tell why the
// service takes none, and that a small question comes before each.
func TestWaitBlind(t *testing.T) {
	for _, words := range []string{pendingQuota, "", "Service Unavailable"} {
		f := newFullService(t, words, 503, func(uploads, lists int) bool { return false }, 0)
		c, clock := f.client()
		start := clock.Now()
		var refusals []*dataflow.Error
		_, err := c.Create(context.Background(), waitingUpload(&refusals))
		if took := clock.Now().Sub(start); !errors.Is(err, dataflow.ErrTooManyJobs) || took < 11*time.Hour || took > 12*time.Hour || f.uploads > 22 {
			t.Errorf("%q: error %v after %v and %d uploads", words, err, took, f.uploads)
		}
		if strings.Contains(f.order.String(), "PP") {
			t.Errorf("%q: sent again without a question: %s", words, f.order.String())
		}
	}
}

// TestWaitAsAsked shows that Retry-After is waited for, but not for ever.
func TestWaitAsAsked(t *testing.T) {
	for after, want := range map[string][]time.Duration{
		"3":                             {3 * time.Second},
		"1800":                          {30 * time.Minute},
		"7200":                          nil,
		"Thu, 01 Jan 2026 06:00:00 GMT": nil,
	} {
		f := newFullService(t, pendingQuota, 503, func(uploads, lists int) bool { return uploads == 2 }, 3, 2)
		f.retryAfter = after
		c, clock := f.client()
		var refusals []*dataflow.Error
		_, err := c.Create(context.Background(), waitingUpload(&refusals))
		if (err == nil) != (want != nil) || err != nil && !errors.Is(err, dataflow.ErrTooManyJobs) {
			t.Errorf("Retry-After %s: error %v", after, err)
		}
		if diff := cmp.Diff(want, clock.waits); diff != "" {
			t.Errorf("Retry-After %s: %s", after, diff)
		}
	}
}

// TestWaitForPlaceEnds shows what ends the wait.
func TestWaitForPlaceEnds(t *testing.T) {
	f := newFullService(t, pendingQuota, 503, func(uploads, lists int) bool { return false }, 3)
	c, _ := f.client()
	mine := errors.New("mine")
	u := upload("x")
	u.Refused = func(*dataflow.Error) error { return mine }
	if _, err := c.Create(context.Background(), u); err != mine {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	u.Refused = func(*dataflow.Error) error { cancel(); return nil }
	if _, err := c.Create(ctx, u); !errors.Is(err, context.Canceled) || !errors.Is(err, dataflow.ErrTooManyJobs) {
		t.Errorf("error %v", err)
	}
	daily := newFullService(t, dailyQuota, 403, func(uploads, lists int) bool { return false }, 0)
	c, _ = daily.client()
	var refusals []*dataflow.Error
	if _, err := c.Create(context.Background(), waitingUpload(&refusals)); !errors.Is(err, dataflow.ErrQuota) || len(refusals) > 0 || daily.uploads != 1 || daily.lists != 0 {
		t.Errorf("error %v after %d uploads and %d lists", err, daily.uploads, daily.lists)
	}
}
