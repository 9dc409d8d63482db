package dataflow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

const key = "Ak3y-that+must/not=appear-anywhere"

// A script is a service that answers as it is told, and counts.
type script struct {
	*httptest.Server
	asked atomic.Int64
}

func serve(t testing.TB, answer http.HandlerFunc) *script {
	t.Helper()
	s := new(script)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		answer(w, r)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// sleepless is a clock on which waiting takes no time; it notes the waits.
type sleepless struct {
	now   time.Time
	waits []time.Duration
}

func (c *sleepless) Now() time.Time { return c.now }

func (c *sleepless) Sleep(ctx context.Context, d time.Duration) error {
	c.waits = append(c.waits, d)
	c.now = c.now.Add(d)
	return ctx.Err()
}

func (s *script) client() (*dataflow.Client, *sleepless) {
	clock := &sleepless{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	return &dataflow.Client{
		BaseURL: s.URL, Key: key, Clock: clock, Jitter: func() float64 { return 0.5 },
		Timeout: 5 * time.Second, CreateTimeout: 5 * time.Second,
	}, clock
}

// wantNoKey fails where an error shows the key in any form.
func wantNoKey(t *testing.T, err error) {
	t.Helper()
	for err := err; err != nil; err = errors.Unwrap(err) {
		for _, form := range []string{key, url.QueryEscape(key), url.PathEscape(key)} {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), form) {
				t.Errorf("the key is in %v", err)
			}
		}
	}
}

// jobJSON is an answer with one job. %[1]s is the server's URL.
const jobJSON = `{"__type":"Response:http://schemas.microsoft.com/search/local/ws/rest/v1","authenticationResultCode":"ValidCredentials","statusCode":200,"traceId":"t1",
"resourceSets":[{"estimatedTotal":1,"resources":[{"__type":"DataflowJob:…","completedDate":"Mon, 10 May 2010 20:25:49 GMT","createdDate":"Mon, 10 May 2010 20:23:49 GMT","description":"d",
"failedEntityCount":1,"id":"abc","links":[{"role":"output","url":"%[1]s/REST/v1/dataflows/Geocode/abc/output/failed","name":"failed"},{"role":"self","url":"%[1]s/REST/v1/dataflows/Geocode/abc"},
{"role":"output","url":"%[1]s/REST/v1/dataflows/Geocode/abc/output/succeeded","name":"succeeded"}],"processedEntityCount":3,"status":"Completed","totalEntityCount":3}]}]}`

const jobXML = `<Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/search/local/ws/rest/v1">
<StatusCode>200</StatusCode><AuthenticationResultCode>ValidCredentials</AuthenticationResultCode><TraceId>t1</TraceId>
<ResourceSets><ResourceSet><EstimatedTotal>1</EstimatedTotal><Resources><DataflowJob><Id>abc</Id>
<Link role="self">%[1]s /REST/v1/dataflows/Geocode/abc</Link><Link role="output" name="failed">%[1]s/REST/v1/dataflows/Geocode/abc/output/failed</Link>
<Link role="output" name="succeeded">%[1]s/REST/v1/dataflows/Geocode/abc/output/succeeded</Link>
<Description>d</Description><Status>Completed</Status><CreatedDate>2010-05-10T13:23:49-07:00</CreatedDate><CompletedDate>2010-05-10T13:25:49.0000000-07:00</CompletedDate>
<TotalEntityCount>3</TotalEntityCount><ProcessedEntityCount>3</ProcessedEntityCount><FailedEntityCount>1</FailedEntityCount></DataflowJob></Resources></ResourceSet></ResourceSets></Response>`

// TestBothForms shows that JSON and XML answers tell the same, whatever content
// type they have.
func TestBothForms(t *testing.T) {
	for name, text := range map[string]string{"json": jobJSON, "xml": jobXML} {
		t.Run(name, func(t *testing.T) {
			var s *script
			s = serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "image/png")
				fmt.Fprintf(w, text, s.URL)
			})
			c, _ := s.client()
			got, err := c.Status(context.Background(), s.URL+"/REST/v1/dataflows/Geocode/abc")
			if err != nil {
				t.Fatal(err)
			}
			got.Created, got.Completed = got.Created.UTC(), got.Completed.UTC()
			self := s.URL + "/REST/v1/dataflows/Geocode/abc"
			want := dataflow.Job{
				ID: "abc", URL: self, Description: "d", Status: dataflow.Completed, Total: 3, Processed: 3, Failed: 1,
				Created: time.Date(2010, 5, 10, 20, 23, 49, 0, time.UTC), Completed: time.Date(2010, 5, 10, 20, 25, 49, 0, time.UTC),
				SucceededURL: self + "/output/succeeded", FailedURL: self + "/output/failed",
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestBadAnswers shows the error for each kind of answer that is none.
func TestBadAnswers(t *testing.T) {
	const op = "ask for the job's status at URL/REST/v1/Dataflows/Geocode/abc: "
	const look = "; look whether the endpoint is the service's"
	for _, c := range []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request)
		want   string
		is     error
		asked  int64 // how often it is asked
	}{
		{"HTML", text("<!DOCTYPE html><html>hello"), op + "an HTML page instead of an answer of the service" + look, nil, 5},
		{"HTML with a bad status", status(502, "<html>oops</html>"), op + "status 502 Bad Gateway: an HTML page instead of an answer of the service", nil, 5},
		{"nothing", text(""), op + "the answer is empty" + look, nil, 5},
		{"plain text", text("hello"), op + "the answer is neither JSON nor XML but text/plain; charset=utf-8" + look, nil, 5},
		{"cut JSON", text(`{"statusCode":`), op + "the answer is broken JSON" + look, nil, 5},
		{"other JSON", text(`{"a":[]}`), op + "the answer holds no job with a status" + look, nil, 5},
		{"cut XML", text(`<Response><StatusCode>200`), op + "the answer is broken XML: XML syntax error on line 1: unexpected EOF" + look, nil, 5},
		{"other XML", text(`<rss/>`), op + "the answer is an XML document <rss>, not <Response>" + look, nil, 5},
		{"no status", text(`{"statusCode":200,"resourceSets":[{"resources":[{"id":"abc"}]}]}`), op + "the answer holds no job with a status" + look, nil, 5},
		{"null for a job", text(`{"statusCode":200,"resourceSets":[{"resources":[null]}]}`), op + "the answer holds no job with a status" + look, nil, 5},
		{"endless", endless, op + "the answer is longer than 4 MiB" + look, nil, 5},
		{"stalled", stalled, op + "the connection stalled", dataflow.ErrStalled, 5},
		{"broken off", brokenOff, op + "no answer: the answer breaks off: unexpected EOF", nil, 5},
		{"a wrong key", status(401, `{"authenticationResultCode":"InvalidCredentials","errorDetails":["Access was denied."],"statusCode":401,"traceId":"t9"}`),
			op + "status 401 Unauthorized, InvalidCredentials: Access was denied. (trace id t9); look at the key: a job's requests all need the one that it was created with", dataflow.ErrKeyRefused, 1},
		{"a wrong key with a good status", text(`{"authenticationResultCode":"CredentialsExpired","statusCode":401,"traceId":"t9"}`),
			op + "status 401 Unauthorized, CredentialsExpired (trace id t9); look at the key: a job's requests all need the one that it was created with", dataflow.ErrKeyRefused, 1},
		{"no such job", status(404, ``), op + "status 404 Not Found; look at the job's URL; results are kept for 14 days", dataflow.ErrNotFound, 1},
		{"an error of the service", status(500, `<Response><StatusCode>500</StatusCode><ErrorDetails><ErrorDetail>a
b</ErrorDetail></ErrorDetails></Response>`), op + "status 500 Internal Server Error: a b", nil, 5},
		{"the key in the details", status(400, `{"errorDetails":["bad key `+key+`"]}`), op + "status 400 Bad Request: bad key ***", nil, 1},
		{"endless redirects", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.String()+"x", http.StatusFound)
		}, op + "no answer: more than 5 redirects", nil, 30},
		{"a redirect to nowhere", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://[::1%25"+url.QueryEscape(key)+"/")
			w.WriteHeader(http.StatusFound)
		}, "", nil, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.answer)
			client, _ := s.client()
			if c.is == dataflow.ErrStalled {
				client.Timeout = 200 * time.Millisecond
			}
			address, err := client.JobURL("abc")
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Status(context.Background(), address)
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.ReplaceAll(err.Error(), s.URL, "URL")
			if c.want != "" && got != c.want {
				t.Errorf("error\n%s\nwant\n%s", got, c.want)
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("%v is not %v", err, c.is)
			}
			if n := s.asked.Load(); n != c.asked {
				t.Errorf("asked %d times, want %d", n, c.asked)
			}
			wantNoKey(t, err)
		})
	}
}

func text(body string) http.HandlerFunc { return status(http.StatusOK, body) }

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

func endless(w http.ResponseWriter, r *http.Request) {
	for {
		if _, err := io.WriteString(w, strings.Repeat(" ", 1<<16)); err != nil {
			return
		}
	}
}

func stalled(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func brokenOff(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, `{"statusCode":200,`)
}

// TestKeyStaysHome shows where the key goes: to the service's host and nowhere
// else, not even in the Referer of a redirect.
func TestKeyStaysHome(t *testing.T) {
	var seen []string
	see := func(r *http.Request) {
		seen = append(seen, fmt.Sprint(r.URL.Query().Get("key") == key, r.Header.Get("Referer")))
	}
	abroad := serve(t, func(w http.ResponseWriter, r *http.Request) {
		see(r)
		if strings.Contains(fmt.Sprint(r.URL, r.Header), "Ak3y") {
			t.Errorf("the key went abroad: %v %v", r.URL, r.Header)
		}
		io.WriteString(w, `{}`)
	})
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		see(r)
		if strings.HasSuffix(r.URL.Path, "abc") {
			http.Redirect(w, r, "/REST/v1/elsewhere", http.StatusFound)
			return
		}
		http.Redirect(w, r, abroad.URL+"/x?Key="+url.QueryEscape(r.URL.Query().Get("key")), http.StatusFound)
	})
	c, _ := home.client()
	c.Attempts = 1
	_, err := c.Status(context.Background(), home.URL+"/REST/v1/dataflows/Geocode/abc?KEY=other")
	wantNoKey(t, err)
	if diff := cmp.Diff([]string{"true", "true", "false"}, seen); diff != "" {
		t.Error(diff)
	}
}

// TestRedirectedUpload shows that a feed is not sent to another place.
func TestRedirectedUpload(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
	})
	c, _ := s.client()
	_, err := c.Create(context.Background(), upload("x"))
	if want := "create job at " + s.URL + "/REST/v1/Dataflows/Geocode: the service redirects the upload to another place; name that place as the endpoint if you trust it"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	wantNoKey(t, err)
}

func upload(text string) dataflow.Upload {
	return dataflow.Upload{Format: feed.XML, Description: "a b&c", Size: int64(len(text)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}
}

// TestCreateRequest shows what is sent.
func TestCreateRequest(t *testing.T) {
	for _, c := range []struct {
		name        string
		gzip        bool
		size        int64
		contentType string
	}{
		{"plain", false, 200_000, "application/xml"},
		{"of unknown size", false, 0, "application/xml"},
		{"compressed", true, 200_000, "application/octet-stream"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := strings.Repeat("0123456789", 20_000)
			var got *http.Request
			var sent []byte
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got = r
				sent, _ = io.ReadAll(r.Body)
				w.Header().Set("Location", "/REST/v1/dataflows/Geocode/abc?key="+url.QueryEscape(key))
				w.WriteHeader(http.StatusCreated)
			})
			client, _ := s.client()
			u := upload(body)
			u.Gzip, u.Size = c.gzip, c.size
			calls := 0
			u.Sending = func() error { calls++; return nil }
			job, err := client.Create(context.Background(), u)
			if err != nil {
				t.Fatal(err)
			}
			if job.ID != "abc" || job.URL != s.URL+"/REST/v1/dataflows/Geocode/abc" {
				t.Errorf("job %+v", job)
			}
			q := got.URL.Query()
			if q.Get("input") != "xml" || q.Get("description") != "a b&c" || q.Get("key") != key || q.Get("output") != "json" {
				t.Errorf("query %v", q)
			}
			if got.Header.Get("Content-Type") != c.contentType || calls != 1 {
				t.Errorf("content type %q, %d calls of Sending", got.Header.Get("Content-Type"), calls)
			}
			if !c.gzip && string(sent) != body || c.gzip && (len(sent) > 2000 || len(sent) < 100) {
				t.Errorf("%d bytes came", len(sent))
			}
		})
	}
}

// TestBlob shows that the service is told where the feed is, and is sent nothing.
func TestBlob(t *testing.T) {
	const blob = "https://x.example/a/feed.xml?sig=b%2Bc"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if q := r.URL.Query(); len(body) > 0 || q.Get("dataLocation") != blob || q.Get("input") != "xml" || q.Get("description") != "d" {
			t.Errorf("asked with %v and %d bytes", q, len(body))
		}
		w.Header().Set("Location", "/REST/v1/dataflows/Geocode/abc")
		w.WriteHeader(http.StatusCreated)
	})
	c, _ := s.client()
	if job, err := c.Create(context.Background(), dataflow.Upload{Format: feed.XML, Blob: blob, Description: "d"}); err != nil || job.ID != "abc" {
		t.Errorf("job %+v, error %v", job, err)
	}
}

// TestFind shows how often a job is looked for, and that the service may ask for
// more patience.
func TestFind(t *testing.T) {
	n := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		if n == 2 {
			w.Header().Set("Retry-After", "3")
		}
		description := "other"
		if n == 4 {
			description = "the one"
		}
		fmt.Fprintf(w, `{"resourceSets":[{"resources":[{"id":"abc","description":%q,"links":[{"role":"self","url":"/dataflows/geocode/abc"}]}]}]}`, description)
	})
	c, clock := s.client()
	if _, found, err := dataflow.Internal.Find(&private.Granted, context.Background(), c, "one", 3); found || err != nil {
		t.Errorf("found %v, error %v", found, err)
	}
	if job, found, err := dataflow.Internal.Find(&private.Granted, context.Background(), c, "one", 3); !found || err != nil || job.ID != "abc" {
		t.Errorf("job %+v, found %v, error %v", job, found, err)
	}
	if diff := cmp.Diff([]time.Duration{15 * time.Second, 3 * time.Second}, clock.waits); diff != "" {
		t.Error(diff)
	}
}

// TestCreateAgain shows after which failures an upload is tried again, and
// which leave open whether the service has it.
func TestCreateAgain(t *testing.T) {
	long := strings.Repeat("x", 8<<20) // more than the network keeps in buffers
	const created = `{"statusCode":201,"resourceSets":[{"resources":[{"id":"abc","links":[{"role":"self","url":"/REST/v1/dataflows/Geocode/abc"}]}]}]}`
	read := func(r *http.Request) { io.Copy(io.Discard, r.Body) }
	for _, c := range []struct {
		name  string
		first http.HandlerFunc
		want  error // nil where the second attempt succeeds
		asked int64
	}{
		{"503", func(w http.ResponseWriter, r *http.Request) { read(r); w.WriteHeader(503) }, dataflow.ErrTooManyJobs, 1},
		{"500 after the whole upload", func(w http.ResponseWriter, r *http.Request) { read(r); w.WriteHeader(500) }, dataflow.ErrUnclear, 1},
		{"502 after the whole upload", func(w http.ResponseWriter, r *http.Request) { read(r); w.WriteHeader(502) }, dataflow.ErrUnclear, 1},
		{"broken in the middle", func(w http.ResponseWriter, r *http.Request) {
			io.CopyN(io.Discard, r.Body, 1000)
			panic(http.ErrAbortHandler)
		}, nil, 2},
		{"broken after the whole upload", func(w http.ResponseWriter, r *http.Request) { read(r); panic(http.ErrAbortHandler) }, dataflow.ErrUnclear, 1},
		{"no answer", func(w http.ResponseWriter, r *http.Request) { read(r); <-r.Context().Done() }, dataflow.ErrUnclear, 1},
		{"an answer that names no job", func(w http.ResponseWriter, r *http.Request) { read(r); w.WriteHeader(201); io.WriteString(w, "{}") }, dataflow.ErrUnclear, 1},
		{"an answer that is cut", func(w http.ResponseWriter, r *http.Request) {
			read(r)
			w.Header().Set("Content-Length", "99")
			w.WriteHeader(201)
		}, dataflow.ErrUnclear, 1},
		{"a wrong key", func(w http.ResponseWriter, r *http.Request) { read(r); w.WriteHeader(401) }, dataflow.ErrKeyRefused, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var n atomic.Int64
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if n.Add(1) == 1 {
					c.first(w, r)
					return
				}
				read(r)
				w.WriteHeader(http.StatusCreated)
				io.WriteString(w, created)
			})
			client, _ := s.client()
			if c.name == "no answer" {
				t.Parallel() // it waits
				client.CreateTimeout = 3 * time.Second
			}
			job, err := client.Create(context.Background(), upload(long))
			if c.want == nil && (err != nil || job.ID != "abc") || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("job %v, error %v, want %v", job, err, c.want)
			}
			if s.asked.Load() != c.asked {
				t.Errorf("sent %d times, want %d", s.asked.Load(), c.asked)
			}
			wantNoKey(t, err)
		})
	}
}

// TestOwnFailure shows that what goes wrong on this side comes through as it is.
func TestOwnFailure(t *testing.T) {
	mine := errors.New("mine")
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	c, _ := s.client()
	for name, u := range map[string]dataflow.Upload{
		"Open":    {Format: feed.XML, Open: func() (io.ReadCloser, error) { return nil, mine }},
		"Read":    {Format: feed.XML, Open: func() (io.ReadCloser, error) { return io.NopCloser(feedtest.FailAt("abc", 2, mine)), nil }},
		"Sending": {Format: feed.XML, Open: upload("abc").Open, Sending: func() error { return mine }},
	} {
		if _, err := c.Create(context.Background(), u); err != mine {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoServer shows the error where nobody listens.
func TestNoServer(t *testing.T) {
	s := serve(t, nil)
	s.Close()
	c, clock := s.client()
	_, err := c.Create(context.Background(), upload("x"))
	if err == nil || errors.Is(err, dataflow.ErrUnclear) || !strings.Contains(err.Error(), "no answer: dial tcp 127.0.0.1:") {
		t.Errorf("error %v", err)
	}
	want := []time.Duration{time.Second, 1500 * time.Millisecond, 2250 * time.Millisecond, 3375 * time.Millisecond}
	if diff := cmp.Diff(want, clock.waits); diff != "" {
		t.Error(diff)
	}
	wantNoKey(t, err)
}

// TestWait shows how questions are spaced, what is told, and that a service that
// is away for a while does not end the waiting.
func TestWait(t *testing.T) {
	states := []string{"Pending", "Pending", "", "pending", "COMPLETED"}
	n := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		state := states[n]
		n++
		if state == "" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintf(w, `{"resourceSets":[{"resources":[{"id":"abc","status":%q,"processedEntityCount":%d}]}]}`, state, n/2)
	})
	c, clock := s.client()
	c.Attempts = 1
	var told []string
	job, err := c.Wait(context.Background(), s.URL+"/abc", func(j dataflow.Job) { told = append(told, fmt.Sprint(j.Status, j.Processed)) })
	if err != nil || job.Status != dataflow.Completed {
		t.Fatalf("job %+v, error %v", job, err)
	}
	if diff := cmp.Diff([]string{"Pending0", "Pending1", "Pending2", "Completed2"}, told); diff != "" {
		t.Error(diff)
	}
	want := []time.Duration{15 * time.Second, 22500 * time.Millisecond, 33750 * time.Millisecond, 50625 * time.Millisecond}
	if diff := cmp.Diff(want, clock.waits); diff != "" {
		t.Error(diff)
	}
}

// TestWaitEnds shows what ends the waiting besides success.
func TestWaitEnds(t *testing.T) {
	s := serve(t, text(`{"resourceSets":[{"resources":[{"id":"abc","status":"Aborted","errorMessage":"too  bad\n"}]}]}`))
	c, _ := s.client()
	_, err := c.Wait(context.Background(), s.URL+"/abc", nil)
	if want := "wait for the job at " + s.URL + "/abc: the service aborted the job: too bad"; err == nil || err.Error() != want || !errors.Is(err, dataflow.ErrAborted) {
		t.Errorf("error %v, want %s", err, want)
	}
	pending := serve(t, text(`{"resourceSets":[{"resources":[{"id":"abc","status":"Pending"}]}]}`))
	c, _ = pending.client()
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := c.Wait(ctx, pending.URL+"/abc", func(dataflow.Job) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	gone := serve(t, status(http.StatusServiceUnavailable, ""))
	c, clock := gone.client()
	var notes []string
	c.Note = func(text string) { notes = append(notes, text) }
	start := clock.Now()
	if _, err := c.Wait(context.Background(), gone.URL+"/abc", nil); err == nil || clock.Now().Sub(start) < 3*time.Hour || clock.Now().Sub(start) > 3*time.Hour+5*time.Minute || len(notes) != 1 {
		t.Errorf("error %v after %v, notes %q", err, clock.Now().Sub(start), notes)
	}
}

// TestList shows that jobs of other kinds are passed over.
func TestList(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/REST/v1/Dataflows/ListJobs" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		io.WriteString(w, `{"resourceSets":[{"resources":[
			{"__type":"DataflowJob:x","id":"a","links":[{"role":"self","url":"https://x.example/rest/v1/DATAFLOWS/geocode/a"}]},
			{"__type":"DataflowJob:x","id":"b","links":[{"role":"self","url":"https://x.example/REST/v1/dataflows/LoadDataSource/b"}]},
			{"__type":"Other:x","unknown":{"a":[1]}}]}]}`)
	})
	c, _ := s.client()
	jobs, err := c.List(context.Background())
	if err != nil || len(jobs) != 1 || jobs[0].ID != "a" {
		t.Errorf("jobs %+v, error %v", jobs, err)
	}
}

// TestJobURL shows which names of jobs are taken.
func TestJobURL(t *testing.T) {
	c := &dataflow.Client{Key: key}
	for name, want := range map[string]string{
		"abc": "https://spatial.virtualearth.net/REST/v1/Dataflows/Geocode/abc",
		"https://x.example/dataflows/geocode/abc?key=" + url.QueryEscape(key) + "&a=1": "https://x.example/dataflows/geocode/abc?a=1",
		"https://spatial.virtualearth.net /REST/v1/x":                                  "https://spatial.virtualearth.net/REST/v1/x",
		"":                                "",
		".":                               "",
		"..":                              "",
		"a/b":                             "",
		"a?b":                             "",
		"ftp://x/y":                       "",
		"http://":                         "",
		"http://%zz":                      "",
		"https://x.example/" + key + "/a": "",
	} {
		got, err := c.JobURL(name)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, got, err)
		}
		wantNoKey(t, err)
	}
}
