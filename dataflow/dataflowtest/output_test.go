package dataflowtest_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// results uploads a feed and downloads one of its outputs.
func (s *server) results(format, body, output string) (resp *http.Response, text string) {
	s.t.Helper()
	resp, text = s.post(create+format, strings.NewReader(body))
	if resp.StatusCode != http.StatusCreated {
		s.t.Fatalf("answered %s\n%s", resp.Status, text)
	}
	return s.get(resp.Header.Get("Location") + "/output/" + output)
}

// TestDelimitedRows shows that rows end in CR LF, that line ends in values stay,
// and that the header is spelled as it was.
func TestDelimitedRows(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	for _, c := range []struct{ format, body, want string }{
		{"csv",
			"Bing Spatial Data Services, 2.0\nId, GeocodeRequest/Query,GeocodeResponse/Entitytype\n\"a\nb\"\"\n\",Leeds\n",
			"Bing Spatial Data Services, 2.0\r\nId, GeocodeRequest/Query,GeocodeResponse/Entitytype\r\n\"a\nb\"\"\n\",Leeds,PopulatedPlace\r\n"},
		{"tab",
			"Bing Spatial Data Services, 2.0\r\n\"Id\"\tGeocodeRequest/Query\t\r\n5\" pipe\t\"\"\"x\"\"\n\"\r\n",
			"Bing Spatial Data Services, 2.0\r\nId\tGeocodeRequest/Query\r\n5\" pipe\t\"\"\"x\"\"\n\"\r\n"},
	} {
		resp, text := s.results(c.format, c.body, "succeeded")
		if text != c.want || resp.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s %q, want %q", resp.Header.Get("Content-Type"), text, c.want)
		}
	}
}

// TestRows shows that rows do not depend on how they are cut.
func TestRows(t *testing.T) {
	const text = "version\nhead\n1,\"a\nb\",\"\"\"\n\"\nx\"y,\"\"\n\n2,[{\"k\":\"v\\\"\"}]\n\"\""
	const want = "V\r\n1,\"a\nb\",\"\"\"\n\"\r\nx\"y,\"\"\r\n\r\n2,[{\"k\":\"v\\\"\"}]\r\n\"\""
	for size := 1; size <= len(text); size++ {
		var out bytes.Buffer
		w := dataflowtest.NewRows(&out, ',', "V\r\n")
		if _, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{iotest.DataErrReader(strings.NewReader(text))}, make([]byte, size)); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Fatalf("in pieces of %d: %q, want %q", size, out.String(), want)
		}
	}
}

// TestZipResults shows that a zip archive is named as one.
func TestZipResults(t *testing.T) {
	s := serve(t, dataflowtest.Options{Zip: true})
	resp, text := s.results("csv", csv+"1,Leeds\n", "succeeded")
	if got := resp.Header.Get("Content-Type") + " " + resp.Header.Get("Content-Disposition"); got != "application/zip attachment; filename=succeeded.zip" || !strings.HasPrefix(text, "PK") {
		t.Errorf("%s %q", got, text)
	}
}
