package main

import (
	"io"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// TestEncodingSent shows that what goes to the service is UTF-8 and says so, and
// that what comes back joins it.
func TestEncodingSent(t *testing.T) {
	emulator, err := dataflowtest.New(dataflowtest.Options{})
	must(t, err)
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()
	t.Chdir(t.TempDir())
	must(t, os.WriteFile("in.xml", []byte("<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n<GeocodeFeed xmlns=\"http://schemas.microsoft.com/search/local/2010/5/geocode\" Version=\"2.0\"><GeocodeEntity Id=\"\xf6\"><GeocodeRequest Query=\"G\xf6rlitz \x80\"/></GeocodeEntity></GeocodeFeed>"), 0o666))
	run := func(want int, args ...string) string {
		t.Helper()
		var stderr strings.Builder
		s := &session{stdin: strings.NewReader(""), stdout: io.Discard, stderr: &stderr}
		if status := s.run(args); status != want {
			t.Errorf("%v: status %d: %s", args, status, stderr.String())
		}
		return stderr.String()
	}
	run(0, "job", "submit", "-endpoint", server.URL, "-encoding", "windows-1252", "in.xml")
	run(0, "geocode", "-q", "-endpoint", server.URL, "-poll", "20ms", "-encoding", "windows-1252", "-joined", "out.xml", "in.xml")
	must(t, os.WriteFile("bad.csv", []byte(textHead+"1,\xf6\n2,\x81\n"), 0o666))
	said := run(statusInput, "job", "submit", "-endpoint", server.URL, "-encoding", "windows-1252", "bad.csv")
	if !strings.Contains(said, "bad.csv:4:3: ") || !strings.Contains(said, "byte 0x81 is no character of windows-1252") {
		t.Error(said)
	}
	uploads := emulator.Uploads()
	if len(uploads) != 2 {
		t.Fatal(len(uploads), "uploads")
	}
	out, err := os.ReadFile("out.xml")
	must(t, err)
	if text := string(out); !strings.Contains(text, `Id="ö"`) || !strings.Contains(text, `Query="Görlitz €"`) {
		t.Error(text)
	}
}
