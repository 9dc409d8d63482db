package main

import (
	"bytes"
	"compress/gzip"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// cutFeeds are feeds that cannot be read to their end, each after a good entity, with
// the place of the fault.
func cutFeeds(t *testing.T) []struct{ name, text, place string } {
	const root = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">` + "\n"
	const first = `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /></GeocodeEntity>` + "\n"
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte(textHead + "1,Leeds\n2,York\n"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return []struct{ name, text, place string }{
		{"bytes.csv", textHead + "1,Leeds\n2,K\xf6ln\n", ":4:4: "},
		{"quote.csv", textHead + "1,Leeds\n2,\"York\n", ":4:3: "},
		{"bytes.xml", root + first + "<GeocodeEntity Id=\"\xf6\"/></GeocodeFeed>", ":3:20: "},
		{"ampersand.xml", root + first + `<GeocodeEntity Id="2"><GeocodeRequest Query="A & B" /></GeocodeEntity></GeocodeFeed>`, ":3:48: "},
		{"cut.xml", root + first, ":3:1: "},
		{"two-roots.xml", root + first + "</GeocodeFeed>\n" + root + "</GeocodeFeed>\n", ":4:1: "},
		{"cut.csv.gz", zipped.String()[:zipped.Len()-6], ":"},
	}
}

// TestCutFeeds shows that every command that judges a feed refuses one that cannot be
// read to its end, with its place, and that nothing of it is written or sent.
func TestCutFeeds(t *testing.T) {
	emulator, err := dataflowtest.New(dataflowtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()
	for _, c := range cutFeeds(t) {
		for _, command := range []string{
			"job submit -endpoint URL IN", "job submit -gzip -endpoint URL IN", "job submit -endpoint URL -", "geocode -endpoint URL IN -joined out.csv",
			"geocode -force -endpoint URL IN -joined out.csv", "geocode -endpoint URL - -joined out.csv", "validate -q IN", "validate -q -", "validate -q -format jsonl IN", "convert -validate IN out.xml",
			"convert -rejects rejects IN out.xml", "convert IN out.xml",
		} {
			if strings.HasPrefix(c.name, "bytes.") && (strings.Contains(command, "jsonl") || strings.Contains(command, "-rejects")) {
				continue // they go on after such an entity, and nothing is fatal
			}
			args := strings.Fields(strings.NewReplacer("URL", server.URL, "IN", c.name).Replace(command))
			dir := t.TempDir()
			t.Chdir(dir)
			write(t, dir, c.name, c.text)
			var stdout, stderr strings.Builder
			s := &session{stdin: strings.NewReader(c.text), stdout: &stdout, stderr: &stderr}
			status := s.run(args)
			said := stdout.String() + stderr.String()
			at := c.name + c.place
			if strings.Contains(command+" ", " - ") {
				at = c.place
			}
			if strings.Contains(command, "jsonl") {
				at = `"fatal":true`
			}
			if status != statusInput || !strings.Contains(said, at) {
				t.Errorf("%s: status %d, said\n%s", strings.Join(args, " "), status, said)
			}
			if left := files(t, dir); len(left) != 1 {
				t.Errorf("%s left %v", strings.Join(args, " "), left)
			}
		}
	}
	if sent := emulator.Uploads(); len(sent) > 0 {
		t.Errorf("%d uploads", len(sent))
	}
}
