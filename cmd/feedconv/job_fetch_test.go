package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const rawRemedy = `; "feedconv job fetch -raw" of the job saves the results as they are`

// TestFetchUnreadable shows that results that cannot be read are an error that names
// -raw, which writes them as they came.
func TestFetchUnreadable(t *testing.T) {
	t.Parallel()
	const xml = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /></GeocodeEntity>`
	for name, c := range map[string]struct{ text, want string }{
		"tags":  {xml + "</GeocodeEntity></GeocodeFeed>", "the results cannot be read: 1:"},
		"bytes": {xml + "<!-- \xff --></GeocodeFeed>", "the results cannot be read: 1:"},
		"cut":   {xml, "the results cannot be read: 1:"},
		"zip":   {"PK\x03\x04 and what is no zip", "the zip data is broken"},
		"text":  {"Sorry.", "what came (text/plain; charset=utf-8) is no feed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := resultsService(t, `"status":"Completed","totalEntityCount":3,"failedEntityCount":0`, c.text, "")
			_, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-succeeded", "s.csv")
			if code == statusOK || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.want) || !strings.HasSuffix(stderr, rawRemedy+"\n") || strings.Contains(stderr, "save the file") {
				t.Errorf("status %d: %s", code, stderr)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
			_, stderr, code = job(t, dir, s.URL, "fetch", "abc", "-raw", "-succeeded", "s.csv")
			got, err := os.ReadFile(filepath.Join(dir, "s.csv"))
			if code != statusOK || err != nil || string(got) != c.text || (stderr != "") != (name == "zip") {
				t.Errorf("status %d, %v: %q: %s", code, err, got, stderr)
			}
			stdout, _, code := job(t, dir, s.URL, "fetch", "abc", "-raw", "-succeeded", "-")
			if code != statusOK || stdout != c.text {
				t.Errorf("status %d: %q", code, stdout)
			}
		})
	}
}

// TestFetchRaw shows the outputs of -raw, and its notes.
func TestFetchRaw(t *testing.T) {
	dir := t.TempDir()
	s := resultsService(t, `"status":"Completed","totalEntityCount":3,"failedEntityCount":0`, "PK\x03\x04", "text")
	_, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-raw", "-succeeded", "s.xml.gz", "-failed", "f.zip")
	want := "feedconv: note: s.xml.gz is a zip archive, as the service sent it\nfeedconv: note: f.zip is not packed, as the service sent it\n"
	if code != statusOK || stderr != want {
		t.Errorf("status %d: %s", code, stderr)
	}
	for name, text := range map[string]string{"s.xml.gz": "PK\x03\x04", "f.zip": "text"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != text {
			t.Errorf("%s: %v, %q", name, err, got)
		}
	}
	for _, args := range []string{"-succeeded s.xml.gz", "-succeeded a -failed a", "-succeeded a -to xml", "-succeeded a -rejects b", ""} {
		if _, stderr, code := job(t, dir, s.URL, append([]string{"fetch", "abc", "-raw"}, strings.Fields(args)...)...); code != statusUsage {
			t.Errorf("%s: status %d: %s", args, code, stderr)
		}
	}
	if _, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-raw", "-overwrite", "-succeeded", "s.xml.gz"); code != statusOK {
		t.Errorf("status %d: %s", code, stderr)
	}
}

// TestFetchRawCut shows that what there is of a download that breaks off each time is
// written, with an error, and nothing of a page that is no result.
func TestFetchRawCut(t *testing.T) {
	t.Parallel()
	const text = "half of the results"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/succeeded"):
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, text)
		case strings.HasSuffix(r.URL.Path, "/page"):
			io.WriteString(w, "<html>sorry</html>")
		default:
			fmt.Fprintf(w, `{"statusCode":200,"resourceSets":[{"resources":[{"id":"abc","status":"Completed","totalEntityCount":3,"failedEntityCount":1,
				"links":[{"role":"output","name":"succeeded","url":"%s/succeeded"},{"role":"output","name":"failed","url":"%[1]s/page"}]}]}]}`, "http://"+r.Host)
		}
	}))
	t.Cleanup(s.Close)
	for _, c := range []struct{ flag, want, text string }{
		{"-succeeded", "download what succeeded of job abc: the download breaks off after 19 bytes: unexpected EOF; what came was written\n", text},
		{"-failed", "an HTML page instead of an answer of the service; look whether the endpoint is the service's\n", ""},
	} {
		t.Run(c.flag, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			_, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-raw", c.flag, "out")
			got, err := os.ReadFile(filepath.Join(dir, "out"))
			if code != statusMachine || !strings.HasSuffix(stderr, c.want) || string(got) != c.text || (err == nil) != (c.text != "") {
				t.Errorf("status %d, %v, %q: %s", code, err, got, stderr)
			}
		})
	}
}

// TestFetchFewer shows that results with fewer entities than the job says are written,
// and that the status is 1.
func TestFetchFewer(t *testing.T) {
	t.Parallel()
	s := resultsService(t, `"status":"Completed","totalEntityCount":5,"failedEntityCount":2`,
		resultsHead+"\r\na,q,n,Success\r\nb,q,n,Success\r\n", resultsHead+"\r\nc,,,Fault\r\nd,,,Fault\r\n")
	for _, stream := range []bool{false, true} {
		t.Run(fmt.Sprint(stream), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			out := "s.csv"
			if stream {
				out = "-"
			}
			stdout, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-succeeded", out, "-failed", "f.csv")
			const want = "feedconv: download what succeeded of job abc: 2 entities came where the job has 3; what came was written\n"
			if code != statusInput || stderr != want {
				t.Errorf("status %d: %s", code, stderr)
			}
			if !stream {
				text, _ := os.ReadFile(filepath.Join(dir, out))
				stdout = string(text)
			}
			failed, err := os.ReadFile(filepath.Join(dir, "f.csv"))
			if err != nil || strings.Count(stdout, "Success,") != 2 || strings.Count(string(failed), "Fault,") != 2 {
				t.Errorf("%v: %s%s", err, stdout, failed)
			}
		})
	}
}

// TestFetchBytes shows that bytes that are no UTF-8 cost no other entity: the rest of the
// results is written, and the source of theirs is kept as it came.
func TestFetchBytes(t *testing.T) {
	text := `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="1"><GeocodeRequest Query="` + "\xff" + `" /><StatusCode>Success</StatusCode></GeocodeEntity><GeocodeEntity Id="2"><StatusCode>Success</StatusCode></GeocodeEntity></GeocodeFeed>`
	dir := t.TempDir()
	s := resultsService(t, `"status":"Completed","totalEntityCount":2,"failedEntityCount":0`, text, "")
	_, stderr, code := job(t, dir, s.URL, "fetch", "abc", "-succeeded", "s.xml", "-rejects", "r.jsonl")
	got, err := os.ReadFile(filepath.Join(dir, "s.xml"))
	if code != statusInput || err != nil || !strings.Contains(string(got), `Id="2">`) || !strings.Contains(string(got), "Success") || !strings.Contains(stderr, "encoding-invalid 1") {
		t.Errorf("status %d, %v: %s\n%s", code, err, got, stderr)
	}
	if rejects, err := os.ReadFile(filepath.Join(dir, "r.jsonl")); err != nil || !strings.Contains(string(rejects), "sourceBytes") {
		t.Errorf("%v: rejects %s", err, rejects)
	}
}
