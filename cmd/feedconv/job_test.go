package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// testKey is a key that must be printed nowhere.
const testKey = "Ak3y-that-must-not-appear-anywhere"

// job runs "feedconv job" against a service in a directory.
func job(t *testing.T, dir, service string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := feedconv(t, append([]string{"job", args[0], "-endpoint", service, "-poll", "10ms"}, args[1:]...)...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Env, "BING_MAPS_KEY="+testKey)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Run()
	if strings.Contains(out.String()+errs.String(), testKey) {
		t.Errorf("the key is printed: %s%s", &out, &errs)
	}
	return out.String(), strings.ReplaceAll(errs.String(), service, "URL"), cmd.ProcessState.ExitCode()
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// quotaService refuses uploads in the words of the service.
func quotaService(t *testing.T, httpStatus, status int, words string, uploads *atomic.Int64) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			io.Copy(io.Discard, r.Body)
			uploads.Add(1)
			w.WriteHeader(httpStatus)
			fmt.Fprintf(w, `{"authenticationResultCode":"ValidCredentials","statusCode":%d,"errorDetails":[%q]}`, status, words)
			return
		}
		io.WriteString(w, `{"statusCode":200,"resourceSets":[{"resources":[{"id":"1","status":"Pending"},{"id":"2","status":"Pending"},{"id":"3","status":"Pending"}]}]}`)
	}))
	t.Cleanup(s.Close)
	return s
}

// TestSubmitQuota shows that a full service is waited for, with one note and one
// upload, and that a used up quota ends the command at once.
func TestSubmitQuota(t *testing.T) {
	t.Parallel()
	const full, used = "JobUsageQuota: Account already has 3 'Pending' jobs", "JobUsageQuota: Account has already submitted 50 jobs in the past 24 hours"
	const note, over = "feedconv: note: waiting until the service takes a job: ", "the time of -timeout 4s is over" // which an upload does not need
	var commands sync.WaitGroup                                                                                     // they wait at the same time
	for _, status := range [][2]int{{503, 503}, {400, 400}, {403, 403}, {200, 503}} {
		for _, c := range []struct {
			words string
			args  []string
			say   []string // of a line each
		}{
			{full, []string{"-timeout", "4s", "in.csv"}, []string{note, over}},
			{full, []string{"-timeout", "4s", "-blob", "https://x.example/in.xml"}, []string{note, over}},
			{used, []string{"in.csv"}, []string{used}},
		} {
			dir := t.TempDir()
			write(t, dir, "in.csv", textHead+"1,Leeds\n")
			uploads := new(atomic.Int64)
			s := quotaService(t, status[0], status[1], c.words, uploads)
			commands.Go(func() {
				_, stderr, code := job(t, dir, s.URL, append([]string{"submit"}, c.args...)...)
				lines := strings.Split(strings.TrimSpace(stderr), "\n")
				if code != statusMachine || uploads.Load() != 1 || !slices.EqualFunc(lines, c.say, strings.Contains) {
					t.Errorf("%v, %v: status %d after %d uploads: %s", status, c.args, code, uploads.Load(), stderr)
				}
			})
		}
	}
	commands.Wait()
}

// TestSubmitFeeds shows that a feed is sent with its size, and that one that breaks
// off is not sent.
func TestSubmitFeeds(t *testing.T) {
	var uploads atomic.Int64
	var length int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uploads.Add(1)
		length = r.ContentLength
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Location", "/REST/v1/dataflows/Geocode/abc")
		w.WriteHeader(http.StatusCreated)
	}))
	defer s.Close()
	const xml = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /></GeocodeEntity>`
	for name, text := range map[string]string{
		"good.csv": textHead + "1,Leeds\n", "good.xml": xml + "</GeocodeFeed>\n",
		"bytes.csv": textHead + "1,Leeds\n2,Z\xfcrich\n", "quote.csv": textHead + "1,Leeds\n2,\"York\n",
		"cut.xml": xml, "ampersand.xml": xml + `<GeocodeEntity Id="2"><GeocodeRequest Query="a & b" /></GeocodeEntity></GeocodeFeed>`,
	} {
		for _, std := range []bool{false, true} {
			dir := t.TempDir()
			write(t, dir, name, text)
			good := strings.HasPrefix(name, "good")
			uploads.Store(0)
			length = 0
			file, shown := name, name
			if std {
				file, shown = "-", "<stdin>"
			}
			cmd := feedconv(t, "job", "submit", "-endpoint", s.URL, file)
			cmd.Dir = dir
			cmd.Stdin = strings.NewReader(text)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			cmd.Run()
			code := cmd.ProcessState.ExitCode()
			if good && (code != 0 || length != int64(len(text)) || uploads.Load() != 1) {
				t.Errorf("%s: status %d, a length of %d for %d bytes: %s", name, code, length, len(text), &stderr)
			}
			if !good && (code != statusInput || uploads.Load() != 0 || !strings.HasPrefix(stderr.String(), "feedconv: "+shown+":")) {
				t.Errorf("%s: status %d after %d uploads: %s", name, code, uploads.Load(), &stderr)
			}
		}
	}
}

// resultsService has one job that has ended.
func resultsService(t *testing.T, state, succeeded, failed string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/succeeded"):
			io.WriteString(w, succeeded)
		case strings.HasSuffix(r.URL.Path, "/failed"):
			io.WriteString(w, failed)
		default:
			fmt.Fprintf(w, `{"statusCode":200,"resourceSets":[{"resources":[{"id":"abc",%s,"createdDate":"yesterday","links":[{"role":"self","url":"%s/dataflows/Geocode/abc"},
				{"role":"output","name":"succeeded","url":"%[2]s/succeeded"},{"role":"output","name":"failed","url":"%[2]s/failed"}]}]}]}`, state, "http://"+r.Host)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

const resultsHead = "Bing Spatial Data Services, 2.0\r\nId,GeocodeRequest/Query,GeocodeResponse/Name,StatusCode"

// TestFetchOdd shows that what is unknown in results is kept or listed, that the rest
// is written, and that the status is 1.
func TestFetchOdd(t *testing.T) {
	s := resultsService(t, `"status":"Completed","totalEntityCount":3,"failedEntityCount":1`,
		resultsHead+"\r\na,q,n,Success,x\r\nb,q,n,Success\r\n", resultsHead+",New\r\nc,,,Fault,x\r\n")
	dir := t.TempDir()
	_, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-succeeded", "s.csv", "-failed", "f.csv")
	wantLines := []string{
		"results of job abc (succeeded):3:15: row-too-long: ",
		"results of job abc (failed):2:57: column-unknown: ",
		"feedconv: the results hold something unknown in 3 places (column-unknown 2, row-too-long 1), which the output does not have; to keep their source, fetch again with -rejects FILE",
	}
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	for i, want := range wantLines {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Errorf("status %d, line %d of\n%swant %s", code, i+1, stderr, want)
		}
	}
	if got, err := os.ReadFile(filepath.Join(dir, "s.csv")); code != statusInput || err != nil || !strings.Contains(string(got), "\nb,,q,") {
		t.Errorf("status %d, %v: %s", code, err, got)
	}
	_, stderr, code = job(t, dir, s.URL, "fetch", "abc", "-overwrite", "-succeeded", "s.csv", "-failed", "f.csv", "-rejects", "r.jsonl")
	rejects, err := os.ReadFile(filepath.Join(dir, "r.jsonl"))
	if code != statusInput || err != nil || !strings.Contains(stderr, "their source is in r.jsonl") || strings.Count(stderr, "\n") != 1 ||
		bytes.Count(rejects, []byte("\n")) != 3 || !strings.Contains(string(rejects), `"source":"a,q,n,Success,x\r\n"`) || !strings.Contains(string(rejects), `"source":"c,,,Fault,x\r\n"`) {
		t.Errorf("status %d, %v, %s: %s", code, err, stderr, rejects)
	}
}

// TestFetchStates shows what a job without results is fetched as, and one whose
// counts are not those of its results.
func TestFetchStates(t *testing.T) {
	dir := t.TempDir()
	s := resultsService(t, `"status":"Aborted","errorMessage":"too many  mistakes"`, "", "")
	_, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-succeeded", "s.csv")
	if want := "feedconv: get the results of the job at URL/dataflows/Geocode/abc: the service aborted the job: too many mistakes\n"; code == 0 || stderr != want {
		t.Errorf("status %d, %swant %s", code, stderr, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "s.csv")); err == nil {
		t.Error("there is an output")
	}
}

// TestKeyInLog shows that nothing of what a service sends unasked is printed.
func TestKeyInLog(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				unasked := "HTTP/1.1 400 Bad Request\r\nX: key=" + testKey + "\r\nContent-Length: 0\r\n\r\n"
				buffer := make([]byte, 1<<16)
				c.Read(buffer)
				body := `{"statusCode":200,"resourceSets":[{"resources":[{"id":"abc","status":"Pending"}]}]}`
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s%s", len(body), body, unasked)
				io.WriteString(c, unasked)
				c.Read(buffer)
			}()
		}
	}()
	_, stderr, code := job(t, t.TempDir(), "http://"+l.Addr().String(), "wait", "-timeout", "300ms", "abc")
	if code != statusMachine || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "feedconv: ") {
		t.Errorf("status %d: %s", code, stderr)
	}
}

// TestKeys shows which texts are taken for a key, and what is said of the others.
func TestKeys(t *testing.T) {
	for text, want := range map[string]string{
		"abc": "", " abc\r\n": "", "AbC-d_e+f/g=h==": "", "": "",
		"\uFEFFabc": "byte order mark", "\xff\xfea\x00": "UTF-16", "a\x00b\x00": "UTF-16",
		"abc\ndef\n": "2 lines", "abc\r\ndef\r\n\r\nghi": "4 lines", "\"abc\"": "quotes", "'abc'": "quotes", `{"key": "abc"}`: "quotes", "“abc”": "quotes",
		"BING_MAPS_KEY=abc": "assignment to BING_MAPS_KEY", "export key=abc": "assignment to key", "set BING_KEY = abc": "assignment to BING_KEY", "apiKey: abc": "assignment to apiKey",
		"a b": "a space", "schlüssel": "another character",
	} {
		key, err := cleanKey(text)
		if want == "" && (err != nil || key != strings.TrimSpace(text)) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: key %q, error %v, want %q", text, key, err, want)
		}
	}
}

// altered is an emulator whose results are altered on their way.
func altered(t *testing.T, alter func(string) string) *httptest.Server {
	emulator, err := dataflowtest.New(dataflowtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		emulator.ServeHTTP(recorder, r)
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		body := recorder.Body.String()
		if strings.Contains(r.URL.Path, "/output/") {
			body = alter(body)
			w.Header().Del("Content-Length")
		}
		w.WriteHeader(recorder.Code)
		io.WriteString(w, body)
	}))
	t.Cleanup(func() {
		s.Close()
		emulator.Close()
	})
	return s
}

// TestGeocodeUnreadable shows that geocode names the way to results that it cannot read.
func TestGeocodeUnreadable(t *testing.T) {
	t.Parallel()
	s := altered(t, func(results string) string { return results[:len(results)/2] })
	cmd := feedconv(t, "geocode", "-endpoint", s.URL, "-poll", "10ms", "in.csv", "-joined", "out.csv")
	write(t, cmd.Dir, "in.csv", textHead+"1,Leeds\n2,York\n")
	said, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code == statusOK || !strings.Contains(string(said), "download what succeeded of job ") || !strings.HasSuffix(string(said), rawRemedy+"\n") {
		t.Errorf("status %d: %s", code, said)
	}
}

// TestGeocodeOdd shows that geocode says what is unknown in results, writes the rest,
// and ends with 1.
func TestGeocodeOdd(t *testing.T) {
	s := altered(t, func(results string) string {
		return strings.Replace(results, "<StatusCode>", "<New>x</New><StatusCode>", 1)
	})
	cmd := feedconv(t, "geocode", "-endpoint", s.URL, "-poll", "10ms", "in.csv", "-joined", "out.csv")
	write(t, cmd.Dir, "in.csv", textHead+"1,Leeds\n2,York\n")
	said, _ := cmd.CombinedOutput()
	out, err := os.ReadFile(filepath.Join(cmd.Dir, "out.csv"))
	if cmd.ProcessState.ExitCode() != statusInput || err != nil || strings.Count(string(out), "Success") != 2 ||
		!strings.Contains(string(said), "unknown element") || !strings.Contains(string(said), "the results hold something unknown in 1 place,") || strings.Contains(string(said), "in.csv:") {
		t.Errorf("%v, %v: %s\n%s", cmd.ProcessState, err, said, out)
	}
}
