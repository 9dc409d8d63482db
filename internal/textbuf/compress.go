package textbuf

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// IsGzip reports whether a file that begins so is gzip data.
func IsGzip(prefix []byte) bool { return strings.HasPrefix(string(prefix), "\x1f\x8b") }

// IsZip reports whether a file that begins so is a zip archive.
func IsZip(prefix []byte) bool {
	return strings.HasPrefix(string(prefix), "PK\x03\x04") || strings.HasPrefix(string(prefix), "PK\x05\x06")
}

// Gunzip returns the content of the gzip data that r yields. Where the data is
// broken or cut, reading ends with a *feed.Fault that a Window locates; errors
// of r pass through.
func Gunzip(r io.Reader) io.Reader {
	from := &recorder{r: r}
	return &gunzip{from: from, r: bufio.NewReaderSize(from, 64<<10)}
}

type gunzip struct {
	from *recorder
	r    *bufio.Reader // on from
	zr   *gzip.Reader
}

func (g *gunzip) Read(p []byte) (n int, err error) {
	n, err = g.read(p)
	return n, g.from.fault("gzip", err)
}

func (g *gunzip) read(p []byte) (n int, err error) {
	if g.zr == nil {
		if g.zr, err = gzip.NewReader(g.r); err != nil {
			g.zr = nil
			return 0, err
		}
		g.zr.Multistream(false)
	}
	n, err = g.zr.Read(p)
	if err == io.EOF {
		err = g.nextMember()
	}
	return n, err
}

// A recorder remembers what its source failed with. A decompressor may say
// something else: that the data is cut, if the source failed with
// io.ErrUnexpectedEOF, or broken, if it wanted to look at more.
type recorder struct {
	r   io.Reader
	at  io.ReaderAt
	err error // not io.EOF
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.record(err)
	return n, err
}

// ReadAt implements io.ReaderAt.
func (r *recorder) ReadAt(p []byte, offset int64) (int, error) {
	n, err := r.at.ReadAt(p, offset)
	r.record(err)
	return n, err
}

func (r *recorder) record(err error) {
	if err != io.EOF && r.err == nil {
		r.err = err
	}
}

// fault returns what the source failed with, if it did, and otherwise what a
// decompressor says of its data, as a fault.
func (r *recorder) fault(format string, err error) error {
	if err != nil && r.err != nil {
		return r.err
	}
	return compressionFault(format, err)
}

// nextMember goes on to the next member, as gzip files may have several.
func (g *gunzip) nextMember() error {
	prefix, err := g.r.Peek(2)
	switch {
	case len(prefix) == 0:
		return err
	case !IsGzip(prefix):
		return errBehind
	}
	if err := g.zr.Reset(g.r); err != nil {
		return err
	}
	g.zr.Multistream(false)
	return nil
}

var errBehind = errors.New("there is more after its end")

// compressionFault turns what a decompressor says of its input into a fault.
func compressionFault(format string, err error) error {
	var corrupt flate.CorruptInputError
	cut := errors.Is(err, io.ErrUnexpectedEOF)
	switch {
	case cut:
		err = fmt.Errorf("the %s data ends early", format)
	case errors.As(err, &corrupt), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), err == errBehind,
		errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrAlgorithm):
		err = fmt.Errorf("the %s data is broken (%v)", format, err)
	default:
		return err
	}
	return &feed.Fault{Cause: feed.CompressionInvalid, Message: err.Error(), Remedy: "fetch or make the file again", Fatal: true}
}

// OpenZip returns the content of the one file in a zip archive. An archive that
// is broken, or holds none or several, is a *feed.Fault.
func OpenZip(r io.ReaderAt, size int64) (io.ReadCloser, error) {
	from := &recorder{at: r}
	archive, err := zip.NewReader(from, size)
	if err != nil {
		return nil, from.fault("zip", err)
	}
	if err := refuseDocument(archive); err != nil {
		return nil, err
	}
	var files []*zip.File
	for _, f := range archive.File {
		if !f.FileInfo().IsDir() && !isOfMac(f.Name) {
			files = append(files, f)
		}
	}
	if len(files) != 1 {
		return nil, &feed.Fault{
			Cause:   feed.CompressionInvalid,
			Message: fmt.Sprintf("the zip archive holds %d files, not one", len(files)),
			Remedy:  "unpack it and name the file",
			Fatal:   true,
		}
	}
	content, err := files[0].Open()
	if err != nil {
		return nil, from.fault("zip", err)
	}
	return unzip{content, from}, nil
}

// isOfMac reports whether a file of an archive is one that a Mac adds to the user's files.
func isOfMac(name string) bool {
	return strings.HasPrefix(name, "__MACOSX/") || path.Base(name) == ".DS_Store"
}

// documents are archives that are not archives to their users, each with the folder or
// file that identifies it.
var documents = []document{
	{"xl/", "an Excel workbook"},
	{"word/", "a Word document"},
	{"ppt/", "a PowerPoint presentation"},
	{"META-INF/manifest.xml", "an OpenDocument file, such as LibreOffice writes"},
}

type document struct{ entry, what string }

// has reports whether a file name in an archive identifies the document.
func (d document) has(name string) bool { return strings.HasPrefix(name, d.entry) }

// refuseDocument returns a fault if an archive is a document of an office program.
func refuseDocument(archive *zip.Reader) error {
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	if !slices.Contains(names, "[Content_Types].xml") && !slices.Contains(names, "mimetype") {
		return nil
	}
	for _, d := range documents {
		if slices.ContainsFunc(names, d.has) {
			return documentFault(d.what)
		}
	}
	return nil
}

// RefuseDocument returns a fault if the zip archive that begins with prefix is a
// document of an office program, judging by its first files.
func RefuseDocument(prefix []byte) error {
	names := namesIn(prefix)
	for _, d := range documents {
		if slices.ContainsFunc(names, d.has) {
			return documentFault(d.what)
		}
	}
	if len(names) > 0 && (slices.Contains(names, "[Content_Types].xml") || names[0] == "mimetype") {
		return documentFault("a document of an office program")
	}
	return nil
}

// namesIn returns the names of the files whose headers are in the beginning of an archive.
// The archive's directory, which is authoritative, is at its end.
func namesIn(prefix []byte) (names []string) {
	const lengthAt, nameAt = 26, 30
	for _, header := range bytes.SplitAfter(prefix, []byte("PK\x03\x04"))[1:] {
		header = append([]byte("PK\x03\x04"), header...)
		if len(header) < nameAt {
			continue
		}
		end := nameAt + int(binary.LittleEndian.Uint16(header[lengthAt:]))
		if end <= len(header) {
			names = append(names, string(header[nameAt:end]))
		}
	}
	return names
}

func documentFault(what string) error {
	return &feed.Fault{
		Cause:   feed.CompressionInvalid,
		Message: fmt.Sprintf("this is %s, not a feed", what),
		Remedy:  `open it, save the sheet as "CSV UTF-8", and read that`,
		Fatal:   true,
	}
}

type unzip struct {
	io.ReadCloser
	from *recorder
}

func (u unzip) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	return n, u.from.fault("zip", err)
}
