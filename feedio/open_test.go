package feedio_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

const small = "Id,GeocodeRequest/Query\n1,Leeds\n"

// write writes a file into a new folder.
func write(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// asCSV returns a feed as CSV with two columns.
func asCSV(t *testing.T, r feed.Reader) string {
	t.Helper()
	var out bytes.Buffer
	w := feedio.NewWriter(&out, feed.CSV, &feedio.WriterOptions{Columns: []feed.Field{feed.ID, feed.GeocodeQuery}})
	if _, err := feedio.Copy(context.Background(), w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// zipped returns an archive of one file.
func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("feed.csv")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, text)
	w.Close()
	return b.String()
}

// TestOpenZip shows that an archive is read from a file, and from a stream if there is
// a folder for it, in which nothing is left.
func TestOpenZip(t *testing.T) {
	archive, folder := zipped(t, small), t.TempDir()
	named, err := feedio.OpenFile(write(t, "in.zip", archive), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer named.Close()
	streamed, err := feedio.Open(strings.NewReader(archive), &feedio.Options{Spool: folder})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := asCSV(t, named), asCSV(t, streamed); a != b || !strings.HasSuffix(a, "1,Leeds\n") {
		t.Errorf("%q, %q", a, b)
	}
	if len(files(t, folder)) != 1 {
		t.Error(files(t, folder))
	}
	if err := streamed.Close(); err != nil || len(files(t, folder)) != 0 {
		t.Error(err, files(t, folder))
	}
	if _, err := feedio.Open(strings.NewReader(archive), nil); err == nil || !strings.Contains(err.Error(), "a zip archive cannot be read from standard input or a pipe") {
		t.Error(err)
	}
	if _, err := feedio.Open(strings.NewReader(archive[:40]), &feedio.Options{Spool: folder}); !errors.Is(err, feed.CompressionInvalid) || len(files(t, folder)) != 0 {
		t.Error(err, files(t, folder))
	}
}

// TestOpenAgain shows that a file is read again, from its beginning, while and after it is
// open, and only if it is the same.
func TestOpenAgain(t *testing.T) {
	name := write(t, "in.csv", small)
	r, err := feedio.OpenFile(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := asCSV(t, r)
	if err := r.Rewind(); err != nil {
		t.Fatal(err)
	}
	if got := asCSV(t, r); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if read, size := r.Progress(); read != 2*size || size != int64(len(small)) {
		t.Errorf("%d of %d bytes", read, size)
	}
	r.Close()
	again, err := r.Reopen()
	if err != nil {
		t.Fatal(err)
	}
	if got := asCSV(t, again); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	again.Close()
	if err := os.WriteFile(name, []byte(small+"2,Rome\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Reopen(); !errors.Is(err, feedio.ErrChanged) {
		t.Error(err)
	}
	stream, err := feedio.Open(strings.NewReader(small), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Reopen(); stream.Rewindable() || stream.Rewind() == nil || err == nil {
		t.Error("a stream is read again")
	}
}

// TestOpenChanged shows that a file that grows while it is read is not taken for whole.
func TestOpenChanged(t *testing.T) {
	name := write(t, "in.csv", small+strings.Repeat("2,Rome\n", 1000))
	r, err := feedio.OpenFile(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "2,Rome\n")
	f.Close()
	if _, err := feedio.Copy(context.Background(), feedio.NewWriter(io.Discard, feed.XML, nil), r); !errors.Is(err, feedio.ErrChanged) || !errors.Is(r.Changed(), feedio.ErrChanged) {
		t.Error(err)
	}
}

// TestOpenRefused shows the errors of what is no feed.
func TestOpenRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "1:1: the file is empty; ",
		"<!DOCTYPE html>":         "1:1: this is a web page, not a feed; ",
		"%PDF-1.4":                "1:1: this is a PDF document, not a feed; ",
		`{"errorDetails":["no"]}`: `1:1: this is an error that the service answered with, not a feed: "no"; `,
		"\x1f\x8b":                "1:1: the gzip data ends early; ",
	} {
		if _, err := feedio.Open(strings.NewReader(text), nil); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := feedio.OpenFile(t.TempDir(), nil); !errors.As(err, new(*fs.PathError)) {
		t.Error(err)
	}
	if _, err := feedio.OpenFile(write(t, "in.csv.gz", small), nil); !errors.Is(err, feed.CompressionInvalid) {
		t.Error(err)
	}
}

// TestOpenText reads the text itself, as UTF-8.
func TestOpenText(t *testing.T) {
	const xml = `<?xml version="1.0" encoding="windows-1252"?><GeocodeFeed a="` + "\xe4" + `"/>`
	r, err := feedio.Open(strings.NewReader(xml), &feedio.Options{ReaderOptions: feed.ReaderOptions{Encoding: feed.Windows1252}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Text()
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(text)
	if want := `<?xml version="1.0" encoding="utf-8"       ?><GeocodeFeed a="ä"/>`; string(got) != want || err != nil {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

// TestReadAsAnotherFormat shows that a text that is read as another format than its own ends
// with a fault that says which one to read it as.
func TestReadAsAnotherFormat(t *testing.T) {
	texts := map[feed.Format]string{
		feed.XML:       "<GeocodeFeed xmlns=\"http://schemas.microsoft.com/search/local/2010/5/geocode\" Version=\"2.0\"><GeocodeEntity Id=\"1\"/></GeocodeFeed>",
		feed.CSV:       "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,q\n",
		feed.Tab:       "Bing Spatial Data Services, 2.0\nId\tGeocodeRequest/Query\n1\tq\n",
		feed.Pipe:      "Id|GeocodeRequest/Query\n1|q\n",
		feed.JSONLines: "\n{\n \"id\": \"1\"}\n",
	}
	for own, text := range texts {
		for format := range texts {
			if format == own {
				continue
			}
			r, err := feedio.Open(strings.NewReader(text), &feedio.Options{Format: format})
			if err != nil {
				t.Fatal(err)
			}
			var f *feed.Fault
			if _, err = r.ReadToken(); !errors.As(err, &f) {
				t.Errorf("%v read as %v: %v", own, format, err)
				continue
			}
			_, formats, _ := strings.Cut(f.Remedy, "read it as ")
			if !f.Fatal || !strings.Contains(formats, own.String()) {
				t.Errorf("%v read as %v: %v, fatal %v", own, format, err, f.Fatal)
			}
		}
	}
}
