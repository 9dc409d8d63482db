package source

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
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
func Gunzip(r io.Reader) io.Reader { return &gunzip{r: bufio.NewReaderSize(r, 64<<10)} }

type gunzip struct {
	r  *bufio.Reader
	zr *gzip.Reader
}

func (g *gunzip) Read(p []byte) (n int, err error) {
	if g.zr == nil {
		if g.zr, err = gzip.NewReader(g.r); err != nil {
			g.zr = nil
			return 0, compressionFault("gzip", err)
		}
		g.zr.Multistream(false)
	}
	n, err = g.zr.Read(p)
	if err == io.EOF {
		err = g.nextMember()
	}
	return n, compressionFault("gzip", err)
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

var errBehind = errors.New("something stands behind the data")

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
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, compressionFault("zip", err)
	}
	var files []*zip.File
	for _, f := range archive.File {
		if !f.FileInfo().IsDir() {
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
		return nil, compressionFault("zip", err)
	}
	return unzip{content}, nil
}

type unzip struct{ io.ReadCloser }

func (u unzip) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	return n, compressionFault("zip", err)
}
