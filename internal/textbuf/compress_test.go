package textbuf

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestCompressedSourceErrors shows that a source that fails, at any byte and with
// any error, is never taken for data that is cut or broken.
func TestCompressedSourceErrors(t *testing.T) {
	var packed, archived bytes.Buffer
	gz := gzip.NewWriter(&packed)
	io.WriteString(gz, strings.Repeat("some text, ", 50))
	gz.Close()
	packed.Write(bytes.Clone(packed.Bytes())) // two members
	z := zip.NewWriter(&archived)
	f, _ := z.Create("a.csv")
	io.WriteString(f, strings.Repeat("some text, ", 50))
	z.Close()
	for _, failure := range []error{io.ErrUnexpectedEOF, errors.New("broken"), zip.ErrFormat, gzip.ErrHeader} {
		for n := range packed.Len() + 1 {
			r := io.MultiReader(bytes.NewReader(packed.Bytes()[:n]), iotest.ErrReader(failure))
			if _, err := io.ReadAll(Gunzip(r)); err != failure {
				t.Fatalf("gzip data that fails with %v after %d bytes: %v", failure, n, err)
			}
		}
		for n := range archived.Len() {
			r := failingAt{bytes.NewReader(archived.Bytes()), int64(n), failure}
			content, err := OpenZip(r, int64(archived.Len()))
			if err == nil {
				_, err = io.ReadAll(content)
			}
			if err != nil && err != failure { // not all bytes are read
				t.Fatalf("an archive that fails with %v at byte %d: %v", failure, n, err)
			}
		}
	}
	for n := 2; n < packed.Len(); n++ {
		if n == packed.Len()/2 {
			continue
		}
		if _, err := io.ReadAll(Gunzip(bytes.NewReader(packed.Bytes()[:n]))); !errors.Is(err, feed.CompressionInvalid) {
			t.Fatalf("gzip data of %d bytes: %v", n, err)
		}
	}
}

// failingAt fails to read the byte at an offset.
type failingAt struct {
	io.ReaderAt
	offset int64
	err    error
}

func (r failingAt) ReadAt(p []byte, offset int64) (int, error) {
	if offset <= r.offset && r.offset < offset+int64(len(p)) {
		return 0, r.err
	}
	return r.ReaderAt.ReadAt(p, offset)
}

// TestZipContents shows which archives hold one file, and which are documents.
func TestZipContents(t *testing.T) {
	for _, c := range []struct{ names, want string }{
		{"feed.csv", ""},
		{"a/ a/feed.csv __MACOSX/ __MACOSX/a/._feed.csv a/.DS_Store .DS_Store", ""},
		{"a.csv b.csv", "the zip archive holds 2 files, not one; unpack it and name the file"},
		{"__MACOSX/._a.csv", "the zip archive holds 0 files, not one; unpack it and name the file"},
		{"xl/feed.csv", ""},
		{"[Content_Types].xml _rels/.rels xl/workbook.xml", `this is an Excel workbook, not a feed; open it, save the sheet as "CSV UTF-8", and read that`},
		{"mimetype content.xml META-INF/manifest.xml", `this is an OpenDocument file, such as LibreOffice writes, not a feed; open it, save the sheet as "CSV UTF-8", and read that`},
	} {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range strings.Fields(c.names) {
			f, _ := w.Create(name)
			if !strings.HasSuffix(name, "/") {
				io.WriteString(f, "x")
			}
		}
		w.Close()
		_, err := OpenZip(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err == nil {
			err = errors.New("")
		}
		if err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.names, err, c.want)
		}
	}
}
