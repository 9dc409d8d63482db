package client

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/azuremapstest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/inprocess"
)

const testKey = "0123456789abcdef0123456789abcdef"

// testClient returns a client of a handler that loses no time.
func testClient(h http.Handler) (*Client, *feedtest.Clock) {
	clock := new(feedtest.Clock)
	return &Client{
		BaseURL: "http://127.0.0.1:1", Key: testKey, Clock: clock, Jitter: func() float64 { return 0.5 }, Rate: 1e6,
		HTTPClient: &http.Client{Transport: inprocess.Transport(h)},
		RequestID:  func() string { return "7c6c6810-9a77-483b-a95b-a54ae721500b" },
	}, clock
}

const testBody = `{"batchItems":[{"optionalId":"1","query":"a"}]}`

func send(c *Client) (Answer, error) {
	return c.Post(context.Background(), azuremaps.Forward, "en-US", []byte(testBody), nil)
}

// TestGolden compares what goes over the wire for a feed with what the service's own client
// for JavaScript sends for the same items, but for the headers in which agents differ:
// Accept-Encoding, Connection, Host and User-Agent.
//
// The golden files are recordings of @azure-rest/maps-search 2.0.0-beta.3 with
// core-rest-pipeline 1.24.0 under Node 20, the newest there are of 2026-11. It was given a
// server on 127.0.0.1 with endpoint and allowInsecureConnection, an AzureKeyCredential, the
// language in the header Accept-Language, and apiVersion; without that it sends 2023-06-01.
// Only the request id is another one in each recording.
func TestGolden(t *testing.T) {
	for _, g := range []struct {
		name, version string
		options       azuremaps.Options
		numbered      bool
	}{
		{"forward", "2023-06-01", azuremaps.Options{}, false},
		{"reverse", "2023-06-01", azuremaps.Options{}, false},
		{"address", "", azuremaps.Options{View: "US"}, true},
		{"point", "", azuremaps.Options{View: "US"}, true},
	} {
		want, err := os.ReadFile("testdata/" + g.name + ".golden")
		if err != nil {
			t.Fatal(err)
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		sent := make(chan string, 1)
		go func() { sent <- serveRaw(listener) }()
		c, _ := testClient(nil)
		c.HTTPClient, c.BaseURL, c.Version = nil, "http://"+listener.Addr().String(), g.version
		items, r := itemsOf(t, "testdata/"+g.name+".xml", &g.options, g.numbered)
		answer, err := c.Post(context.Background(), r.Direction, r.Culture, azuremaps.AppendBatch(nil, items...), nil)
		if err != nil || string(answer.Body) != "{}" {
			t.Fatalf("%s, %v", answer.Body, err)
		}
		if got := <-sent; got+"\n" != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", g.name, got, want)
		}
	}
}

// itemsOf returns the items of a feed, with or without numbers, and what is said of the
// last request.
func itemsOf(t *testing.T, name string, o *azuremaps.Options, numbered bool) (items [][]byte, r azuremaps.Request) {
	t.Helper()
	m, err := azuremaps.NewMapper(o)
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	reader := feedio.NewReader(in, feed.XML, nil)
	var rec feed.Record
	for {
		if err := rec.Read(reader); err == io.EOF {
			return items, r
		} else if err != nil {
			t.Fatal(err)
		}
		id := int64(0)
		if numbered {
			id = int64(len(items) + 1)
		}
		var item []byte
		if item, r = m.AppendItem(nil, &rec, id); r.Fault != "" || r.Refused != 0 {
			t.Fatalf("%s: %+v", name, r)
		}
		items = append(items, item)
	}
}

// serveRaw answers one request and returns it as it came: headers in lower case and sorted,
// without those of an agent and its connection.
func serveRaw(l net.Listener) string {
	conn, err := l.Accept()
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	line, _ := r.ReadString('\n')
	line = strings.TrimSuffix(strings.TrimSpace(line), " HTTP/1.1")
	var headers []string
	length := 0
	for {
		h, err := r.ReadString('\n')
		if h = strings.TrimSpace(h); h == "" || err != nil {
			break
		}
		name, value, _ := strings.Cut(h, ": ")
		name = strings.ToLower(name)
		fmt.Sscan(strings.TrimPrefix(strings.ToLower(h), "content-length: "), &length)
		if !slices.Contains([]string{"host", "user-agent", "accept-encoding", "connection"}, name) {
			headers = append(headers, name+": "+value)
		}
	}
	body := make([]byte, length)
	io.ReadFull(r, body)
	slices.Sort(headers)
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
	return line + "\n" + strings.Join(headers, "\n") + "\n\n" + string(body)
}

// answers returns a handler that gives one answer after the other, the last one again and
// again.
func answers(list ...func(http.ResponseWriter)) (http.Handler, *atomic.Int64) {
	n := new(atomic.Int64)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		list[min(int(n.Add(1)), len(list))-1](w)
	}), n
}

func status(code int, body string, headers ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

// escaped writes every second character as an escape of JSON.
func escaped(text string) string {
	var b strings.Builder
	for i, r := range text {
		if i%2 == 0 {
			fmt.Fprintf(&b, `\u%04X`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func broken(w http.ResponseWriter) { panic(http.ErrAbortHandler) }

// TestAnswers shows what becomes of each kind of answer: how often the batch is sent, what
// is waited, and the error. It has trap 14: what is tried again is for the status alone to
// say, and a 408 never is, as the same batch would take as long.
func TestAnswers(t *testing.T) {
	ok := status(200, `{"batchItems":[]}`, "X-MSEdge-Ref", "Ref A: 1")
	for _, c := range []struct {
		name    string
		answers []func(http.ResponseWriter)
		sends   int64
		waits   string
		is      error
		message string
	}{
		{"at once", []func(http.ResponseWriter){ok}, 1, "[]", nil, ""},
		{"429 without Retry-After", []func(http.ResponseWriter){status(429, ""), status(429, ""), ok}, 3, "[1s 2s]", nil, ""},
		{"429 with Retry-After", []func(http.ResponseWriter){status(429, "", "Retry-After", "7"), ok}, 2, "[7s]", nil, ""},
		{"429 with a long Retry-After", []func(http.ResponseWriter){status(429, "", "Retry-After", "3600")}, 1, "[]", ErrNoAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: status 429 Too Many Requests (7c6c6810-9a77-483b-a95b-a54ae721500b); try again later, or with a smaller -rate"},
		{"a storm of 429", []func(http.ResponseWriter){status(429, "")}, 8, "[1s 2s 4s 8s 16s 32s 1m0s]", ErrNoAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: status 429 Too Many Requests (7c6c6810-9a77-483b-a95b-a54ae721500b); try again later, or with a smaller -rate"},
		{"500", []func(http.ResponseWriter){status(500, ""), status(502, ""), status(503, ""), status(504, ""), ok}, 5, "[1s 2s 4s 8s]", nil, ""},
		{"a broken connection", []func(http.ResponseWriter){broken, ok}, 2, "[1s]", nil, ""},
		{"no connection", []func(http.ResponseWriter){broken}, 8, "[1s 2s 4s 8s 16s 32s 1m0s]", ErrNoAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: no answer: the handler has broken off: net/http: abort Handler"},
		{"408", []func(http.ResponseWriter){status(408, `{"error":{"code":"Timeout","message":"too long"}}`)}, 1, "[]", ErrTooMuch,
			"geocode at http://127.0.0.1:1/geocode:batch: status 408 Request Timeout: Timeout: too long (7c6c6810-9a77-483b-a95b-a54ae721500b)"},
		{"400", []func(http.ResponseWriter){status(400, `{"error":{"code":"BadRequest","message":"a\nb"}}`, "X-MSEdge-Ref", "Ref A: 1")}, 1, "[]", ErrTooMuch,
			"geocode at http://127.0.0.1:1/geocode:batch: status 400 Bad Request: BadRequest: a b (Ref A: 1)"},
		{"413", []func(http.ResponseWriter){status(413, "")}, 1, "[]", ErrTooMuch,
			"geocode at http://127.0.0.1:1/geocode:batch: status 413 Request Entity Too Large (7c6c6810-9a77-483b-a95b-a54ae721500b)"},
		{"401", []func(http.ResponseWriter){status(401, `{"error":{"code":"InvalidKey","message":"wrong `+testKey[:30]+`"}}`)}, 1, "[]", ErrKeyRefused,
			"geocode at http://127.0.0.1:1/geocode:batch: status 401 Unauthorized: InvalidKey: wrong 0123456789abcdef0123456789abcd (7c6c6810-9a77-483b-a95b-a54ae721500b); look at the key, and whether the account allows keys (local authentication)"},
		{"403", []func(http.ResponseWriter){status(403, "")}, 1, "[]", ErrKeyRefused,
			"geocode at http://127.0.0.1:1/geocode:batch: status 403 Forbidden (7c6c6810-9a77-483b-a95b-a54ae721500b); look whether the key or role may send batches, which the role for search alone may not"},
		{"404", []func(http.ResponseWriter){status(404, "<!DOCTYPE html>")}, 1, "[]", ErrNotFound,
			"geocode at http://127.0.0.1:1/geocode:batch: status 404 Not Found: a web page instead of an answer of the service (7c6c6810-9a77-483b-a95b-a54ae721500b); look at -endpoint and -api-version"},
		{"418", []func(http.ResponseWriter){status(418, "")}, 1, "[]", ErrAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: status 418 I'm a teapot (7c6c6810-9a77-483b-a95b-a54ae721500b)"},
		{"a job to ask for", []func(http.ResponseWriter){status(202, "", "Operation-Location", "https://elsewhere.example/x", "Location", "https://elsewhere.example/y")}, 1, "[]", ErrAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: status 202 Accepted (7c6c6810-9a77-483b-a95b-a54ae721500b)"},
		{"a redirect", []func(http.ResponseWriter){status(307, "", "Location", "https://elsewhere.example/x")}, 1, "[]", ErrRedirected,
			"geocode at http://127.0.0.1:1/geocode:batch: status 307 Temporary Redirect: the service redirects to elsewhere.example, where the key does not go (7c6c6810-9a77-483b-a95b-a54ae721500b); name that place with -endpoint if you trust it"},
		{"a redirect to nowhere", []func(http.ResponseWriter){status(302, "")}, 1, "[]", ErrRedirected,
			"geocode at http://127.0.0.1:1/geocode:batch: status 302 Found: the service redirects to another place (7c6c6810-9a77-483b-a95b-a54ae721500b); name that place with -endpoint if you trust it"},
		{"a web page", []func(http.ResponseWriter){status(200, "\n<html>")}, 1, "[]", ErrAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: status 200 OK: a web page instead of an answer of the service; look whether the endpoint is the service's, and whether a proxy on the way lets requests pass"},
		{"the key", []func(http.ResponseWriter){status(200, `{"batchItems":[{"x":"`+testKey+`"}]}`)}, 1, "[]", ErrKeyEchoed,
			"geocode at http://127.0.0.1:1/geocode:batch: status 200 OK: the answer holds the key, so nothing of it is kept; look whether the endpoint is the service's"},
		{"the key in an error", []func(http.ResponseWriter){status(401, `{"error":{"code":"InvalidKey","message":"wrong `+testKey+`"}}`)}, 1, "[]", ErrKeyEchoed,
			"geocode at http://127.0.0.1:1/geocode:batch: status 401 Unauthorized: the answer holds the key, so nothing of it is kept; look whether the endpoint is the service's"},
		{"the key in escapes", []func(http.ResponseWriter){status(200, `{"batchItems":[{"x":"`+escaped(testKey)+`"}]}`)}, 1, "[]", ErrKeyEchoed,
			"geocode at http://127.0.0.1:1/geocode:batch: status 200 OK: the answer holds the key, so nothing of it is kept; look whether the endpoint is the service's"},
		{"a reason that nobody can read", []func(http.ResponseWriter){status(400, `{"error":{"code":"A\u0001","message":"`+strings.Repeat("m", 1000)+`"}}`, "X-MSEdge-Ref", "Ref A: 1")}, 1, "[]", ErrTooMuch,
			"geocode at http://127.0.0.1:1/geocode:batch: status 400 Bad Request: A\uFFFD: " + strings.Repeat("m", 500) + "… (Ref A: 1)"},
		{"the key in a header", []func(http.ResponseWriter){status(418, "", "X-MSEdge-Ref", "Ref "+testKey)}, 1, "[]", ErrAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: status 418 I'm a teapot (7c6c6810-9a77-483b-a95b-a54ae721500b)"},
		{"the key in a redirect", []func(http.ResponseWriter){status(302, "", "Location", "https://"+testKey+".example/")}, 1, "[]", ErrRedirected,
			"geocode at http://127.0.0.1:1/geocode:batch: status 302 Found: the service redirects to ***.example, where the key does not go (7c6c6810-9a77-483b-a95b-a54ae721500b); name that place with -endpoint if you trust it"},
		{"an answer without end", []func(http.ResponseWriter){status(200, strings.Repeat(" ", MaxAnswer+1))}, 1, "[]", ErrAnswer,
			"geocode at http://127.0.0.1:1/geocode:batch: status 200 OK: the answer is longer than 16 MiB (7c6c6810-9a77-483b-a95b-a54ae721500b)"},
	} {
		h, n := answers(c.answers...)
		client, clock := testClient(h)
		answer, err := send(client)
		var waits []time.Duration
		for _, d := range clock.Slept() {
			if d > time.Millisecond { // what spaces requests is less
				waits = append(waits, d)
			}
		}
		if n.Load() != c.sends || fmt.Sprint(waits) != c.waits {
			t.Errorf("%s: sent %d times after %v, want %d after %s", c.name, n.Load(), waits, c.sends, c.waits)
		}
		switch {
		case c.is == nil && (err != nil || string(answer.Body) != `{"batchItems":[]}` || answer.Trace != "Ref A: 1"):
			t.Errorf("%s: %s, %v", c.name, answer.Body, err)
		case c.is != nil && (!errors.Is(err, c.is) || err.Error() != c.message):
			t.Errorf("%s: %v\nwant %s", c.name, err, c.message)
		}
	}
}

// TestBomb shows that what is bounded is the answer as it is after decompression (trap 22).
func TestBomb(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	spaces := make([]byte, 1<<20)
	for range 64 {
		z.Write(spaces)
	}
	z.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb.Bytes())
	}))
	defer server.Close()
	c, _ := testClient(nil)
	c.HTTPClient, c.BaseURL = nil, server.URL
	if _, err := send(c); !errors.Is(err, ErrAnswer) || !strings.Contains(err.Error(), "longer than 16 MiB") {
		t.Errorf("%v", err)
	}
}

// TestTimeout shows that an answer that does not come is given up, and asked for again.
func TestTimeout(t *testing.T) {
	var n atomic.Int64
	c, _ := testClient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			<-r.Context().Done()
			return
		}
		io.WriteString(w, "{}")
	}))
	c.Timeout = 50 * time.Millisecond
	var notes []string
	c.Note = func(text string) { notes = append(notes, text) }
	if _, err := send(c); err != nil || n.Load() != 2 || len(notes) != 1 || !strings.Contains(notes[0], "nothing within 50ms") {
		t.Errorf("%v, %d requests, %q", err, n.Load(), notes)
	}
}

// TestSending shows that each attempt is announced, and can be forbidden.
func TestSending(t *testing.T) {
	h, n := answers(status(500, ""))
	c, _ := testClient(h)
	stop, sends := errors.New("stop"), 0
	_, err := c.Post(context.Background(), azuremaps.Forward, "en-US", []byte(testBody), func() error {
		if sends++; sends == 3 {
			return stop
		}
		return nil
	})
	if err != stop || n.Load() != 2 {
		t.Errorf("%v after %d requests", err, n.Load())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Post(ctx, azuremaps.Forward, "", []byte(testBody), nil); !errors.Is(err, context.Canceled) || n.Load() != 2 {
		t.Errorf("%v after %d requests", err, n.Load())
	}
}

// TestHeldByAll shows that after a 429 no other batch is sent either.
func TestHeldByAll(t *testing.T) {
	h, _ := answers(status(429, "", "Retry-After", "9"), status(200, "{}"))
	c, clock := testClient(h)
	begin := clock.Now()
	if _, err := send(c); err != nil || clock.Now().Sub(begin) < 9*time.Second {
		t.Errorf("%v after %v", err, clock.Now().Sub(begin))
	}
	c.limiter.Hold(9 * time.Second)
	begin = clock.Now()
	if _, err := send(c); err != nil || clock.Now().Sub(begin) < 9*time.Second {
		t.Errorf("%v after %v", err, clock.Now().Sub(begin))
	}
}

// TestCheck shows which clients are refused (traps 15 and 18 among them), and that no
// message shows the key.
func TestCheck(t *testing.T) {
	for _, c := range []struct{ base, version, key, want string }{
		{"", "", "", "<nil>"},
		{"https://eu.atlas.microsoft.com/", "2025-06-01-preview", testKey, "<nil>"},
		{"http://127.0.0.1:8080", "", testKey, "<nil>"},
		{"http://[::1]:8080", "", testKey, "<nil>"},
		{"http://localhost", "", testKey, "<nil>"},
		{"http://atlas.microsoft.com", "", testKey, "the endpoint http://atlas.microsoft.com would get the key unencrypted; write https"},
		{"http://10.0.0.1", "", testKey, "the endpoint http://10.0.0.1 would get the key unencrypted; write https"},
		{"ftp://a", "", testKey, "the endpoint is no https URL"},
		{"atlas.microsoft.com", "", testKey, "the endpoint is no https URL"},
		{"https://a/?subscription-key=" + testKey, "", testKey, "the endpoint is more than a host and a path; leave the rest out"},
		{"https://user:x@a", "", testKey, "the endpoint is more than a host and a path; leave the rest out"},
		{"https://a/" + testKey, "", testKey, "the endpoint holds the key; leave it out"},
		{"", "1.0", testKey, "version 1.0 is another service, with other answers; leave -api-version out"},
		{"", "latest", testKey, `"latest" is no version of the service; write one such as 2026-01-01`},
		{"", "", "a\nb", "the key has a space or another character that no key has"},
	} {
		err := (&Client{BaseURL: c.base, Version: c.version, Key: c.key}).Check()
		if fmt.Sprint(err) != c.want {
			t.Errorf("%q, %q: %v, want %s", c.base, c.version, err, c.want)
		}
	}
}

// TestKeyNowhereElse shows that the key goes out in the one header and nowhere else.
func TestKeyNowhereElse(t *testing.T) {
	var seen []azuremapstest.Request
	e, err := azuremapstest.New(azuremapstest.Options{Key: testKey, Log: func(r azuremapstest.Request) { seen = append(seen, r) }})
	if err != nil {
		t.Fatal(err)
	}
	c, _ := testClient(e)
	if _, err := send(c); err != nil {
		t.Fatal(err)
	}
	for _, r := range seen {
		found := 0
		for name, values := range r.Header {
			if strings.Contains(strings.Join(values, ""), testKey) {
				if found++; name != "Subscription-Key" {
					t.Errorf("the key is in the header %s", name)
				}
			}
		}
		if found != 1 || strings.Contains(r.Path+r.Version+r.Language+string(r.Body), testKey) {
			t.Errorf("%+v", r)
		}
	}
	c.Key = "wrong-" + testKey
	if _, err := send(c); !errors.Is(err, ErrKeyRefused) || strings.Contains(err.Error(), c.Key) {
		t.Errorf("%v", err)
	}
}
