package dataflowtest_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// TestQuotaStatus shows that the status of a job too many can be chosen, and that
// the service's words are the same with each.
func TestQuotaStatus(t *testing.T) {
	for _, status := range []int{200, 400, 403, 503} {
		s := serve(t, dataflowtest.Options{PerDay: 1, QuotaStatus: status})
		s.post(create+"csv", strings.NewReader(csv+"1,Leeds\n"))
		resp, text := s.post(create+"csv", strings.NewReader(csv+"1,Leeds\n"))
		said := status
		if status == 200 {
			said = 503
		}
		if resp.StatusCode != status || !strings.Contains(text, fmt.Sprintf(`"statusCode":%d`, said)) || !strings.Contains(text, `"resourceSets":[]`) ||
			unquoted(t, text) != "JobUsageQuota: Account has already submitted 1 jobs in the past 24 hours" {
			t.Errorf("%d: answered %s\n%s", status, resp.Status, text)
		}
	}
}

// TestStalledUpload shows that an upload that does not come to its end counts for
// its own key only, and delays nobody.
func TestStalledUpload(t *testing.T) {
	s := serve(t, dataflowtest.Options{InProcess: 1})
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST %scsv&key=slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n", create)
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100") {
		t.Fatalf("%q, %v", line, err)
	}
	if resp, text := s.post(create+"csv&key=quick", strings.NewReader(csv+"1,Leeds\n")); resp.StatusCode != http.StatusCreated {
		t.Errorf("another key: %s\n%s", resp.Status, text)
	}
	if resp, _ := s.post(create+"csv&key=slow", strings.NewReader(csv+"1,Leeds\n")); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("the same key: %s", resp.Status)
	}
}

// TestJobsAreForgotten shows that results can be downloaded for their time, that a
// job is forgotten a day later, and that neither leaves anything on disk.
func TestJobsAreForgotten(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, dataflowtest.Options{Dir: dir, Retention: 48 * time.Hour, Faults: dataflowtest.Faults{dataflowtest.Slow: 1e-9}})
	resp, _ := s.post(create+"csv", strings.NewReader(csv+"1,Leeds\n"))
	job := resp.Header.Get("Location")
	want := func(after string, status, output, files int) {
		t.Helper()
		resp, text := s.get(job)
		if resp.StatusCode != status || strings.Contains(text, "/output/") != (output == 200) {
			t.Errorf("after %s: job %s\n%s", after, resp.Status, text)
		}
		if resp, _ := s.get(job + "/output/succeeded"); resp.StatusCode != output {
			t.Errorf("after %s: output %s", after, resp.Status)
		}
		if got, err := os.ReadDir(dir); err != nil || len(got) != files {
			t.Errorf("after %s: %d files, %v", after, len(got), err)
		}
	}
	s.now = s.now.Add(47 * time.Hour)
	want("47 hours", 200, 200, 1)
	s.now = s.now.Add(time.Hour)
	want("48 hours", 200, 404, 0)
	s.now = s.now.Add(24 * time.Hour)
	want("72 hours", 404, 404, 0)
}

// TestForwardedScheme shows that links have the scheme that the client of a proxy
// asked for.
func TestForwardedScheme(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	req, err := http.NewRequest("POST", s.URL+create+"csv", strings.NewReader(csv+"1,Leeds\n"))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "spatial.example"
	req.Header.Set("X-Forwarded-Proto", "HTTPS, http")
	resp, text := s.read(http.DefaultClient.Do(req))
	const want = "https://spatial.example/REST/v1/dataflows/Geocode/"
	if got := resp.Header.Get("Location"); !strings.HasPrefix(got, want) || !strings.Contains(text, `"url":"`+want) {
		t.Errorf("Location %s\n%s", got, text)
	}
}

// TestNoOpenFiles shows that jobs hold no descriptors.
func TestNoOpenFiles(t *testing.T) {
	open := func() int {
		list, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip(err)
		}
		return len(list)
	}
	s := serve(t, dataflowtest.Options{PerDay: 1000})
	s.post(create+"csv", strings.NewReader(csv+"1,Leeds\n2,\n"))
	before := open()
	for range 50 {
		resp, _ := s.post(create+"csv", strings.NewReader(csv+"1,Leeds\n2,\n"))
		resp, _ = s.get(resp.Header.Get("Location") + "/output/failed")
		io.Copy(io.Discard, resp.Body)
	}
	if after := open(); after > before+20 {
		t.Errorf("%d descriptors, and %d after 50 jobs", before, after)
	}
}
