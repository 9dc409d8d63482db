package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// TestGeocodeChangedInput changes the feed when its parts have been made and the first
// is being sent: what comes back is joined to nothing, and the file is not blamed for
// what it now holds.
func TestGeocodeChangedInput(t *testing.T) {
	located := regexp.MustCompile(`in\.csv:\d`)
	for kind, change := range changes {
		t.Run(kind, func(t *testing.T) {
			t.Chdir(t.TempDir())
			must(t, os.WriteFile("in.csv", []byte(textHead+numbered(1000)), 0o666))
			emulator, err := dataflowtest.New(dataflowtest.Options{})
			must(t, err)
			defer emulator.Close()
			changed := false
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && !changed {
					changed = true
					change(t, "in.csv")
				}
				emulator.ServeHTTP(w, r)
			}))
			defer server.Close()
			var stderr strings.Builder
			s := &session{stdout: io.Discard, stderr: &stderr}
			status := s.run([]string{"geocode", "-endpoint", server.URL, "-poll", "10ms", "-entities", "200", "in.csv", "-joined", "out.csv"})
			said := stderr.String()
			if !changed || status != statusInput && status != statusMachine || !strings.Contains(said, "changed") || located.MatchString(said) {
				t.Errorf("changed %v, status %d\n%s", changed, status, said)
			}
			if _, err := os.Stat("out.csv"); err == nil {
				t.Error("there is out.csv")
			}
		})
	}
}

// numbered returns rows with Ids from 1 to n, of about 70 bytes each.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,Leeds%s\n", i+1, strings.Repeat(" Road", 12))
	}
	return b.String()
}
