package main

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// An input is a feed to read: a file or standard input, plain, gzip or zip.
type input struct {
	name   string // for messages
	std    bool   // standard input
	format feed.Format
	text   io.Reader // of the feed, uncompressed

	encoding feed.Encoding // of text

	file   *os.File    // nil for standard input that is no file
	info   fs.FileInfo // of file
	gzip   bool        // by name
	count  *countingReader
	closer io.Closer // of a zip entry
}

// openInput opens the file at path, standard input where path is "-" or empty.
// The format is from, otherwise what the name says, otherwise what the content
// looks like.
func (s *session) openInput(path string, from feed.Format, encoding feed.Encoding) (*input, error) {
	in := &input{name: displayName(path), format: from, encoding: encoding, count: &countingReader{r: s.stdin}}
	if path == "-" || path == "" {
		in.std = true
		in.file, _ = s.stdin.(*os.File)
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		in.file, in.count.r = f, f
		var byName feed.Format
		byName, in.gzip = feed.FormatOfName(path)
		if from == feed.NoFormat {
			in.format = byName
		}
	}
	if in.file != nil {
		var err error
		if in.info, err = in.file.Stat(); err != nil {
			return nil, err
		}
		if in.info.IsDir() {
			in.file.Close()
			return nil, usagef("%s is a folder; name the files in it", in.name)
		}
	}
	if err := in.begin(); err != nil {
		err = in.settle(named(in.name, atStart(err)))
		in.close()
		return nil, err
	}
	return in, nil
}

// atStart gives a fault that keeps a text from being read at all its place.
func atStart(err error) error {
	var fault *feed.Fault
	if !errors.As(err, &fault) || fault.Line > 0 {
		return err
	}
	located := *fault
	located.Position = feed.Position{Line: 1, Column: 1}
	return &located
}

// displayName returns what messages call an input.
func displayName(path string) string {
	if path == "-" || path == "" {
		return "<stdin>"
	}
	return path
}

// begin finds out about compression and, if need be, the format.
func (in *input) begin() error {
	prefix, rest, err := peek(in.count, 4)
	switch {
	case err != nil:
		return err
	case textbuf.IsZip(prefix):
		return in.beginZip(rest)
	case textbuf.IsGzip(prefix):
		in.text = unchangedText{textbuf.Gunzip(rest), in}
	case in.gzip && len(prefix) > 0:
		return &feed.Fault{Cause: feed.CompressionInvalid, Message: "this is no gzip data, which the name promises", Remedy: "take .gz off the name, or compress the file", Fatal: true}
	default:
		in.text = unchangedText{rest, in}
	}
	return in.sniff()
}

// beginZip begins to read an archive, which needs to be a file; text is where it
// begins otherwise.
func (in *input) beginZip(text io.Reader) error {
	if !in.rereadable() {
		const firstFiles = 16 << 10
		prefix, _, err := peek(text, firstFiles)
		if err = cmp.Or(err, textbuf.RefuseDocument(prefix)); err != nil {
			return err
		}
		return usagef("%s: a zip archive cannot be read from standard input or a pipe; name the file, or unpack it first", in.name)
	}
	content, err := textbuf.OpenZip(readerAtCounter{in.file, in.count}, in.info.Size())
	if err != nil {
		return err
	}
	in.text, in.closer = unchangedText{content, in}, content
	return in.sniff()
}

// sniff finds the format by the content where it is not known.
func (in *input) sniff() error {
	if err := in.refuseOthers(); err != nil {
		return err
	}
	if in.format != feed.NoFormat {
		return nil
	}
	prefix, rest, err := peek(in.text, feedio.SniffLength)
	if err != nil {
		return err
	}
	in.text = rest
	if in.format = feedio.SniffAs(prefix, in.encoding); in.format != feed.NoFormat {
		return nil
	}
	f := &feed.Fault{Cause: feed.TextHeader, Position: feed.Position{Line: 1, Column: 1}, Message: "this looks neither like XML nor like delimited text of a feed", Remedy: "say what it is with -from xml, csv, tab or pipe"}
	if len(prefix) == 0 {
		f.Message, f.Remedy = "the file is empty", "look for why nothing was written into it"
	}
	return f
}

// peek reads the first n bytes of r, or all if there are fewer, and returns
// them with a reader that yields everything. A fault or failure after the
// first byte is left to that reader.
//
// It does not use io.ReadFull, which calls the end after some bytes what a
// source may itself fail with: io.ErrUnexpectedEOF.
func peek(r io.Reader, n int) (prefix []byte, whole io.Reader, err error) {
	prefix = make([]byte, n)
	got := 0
	for empty := 0; got < n && err == nil; empty++ {
		var more int
		more, err = r.Read(prefix[got:])
		if got += more; more > 0 {
			empty = -1
		} else if err == nil && empty >= maxEmptyReads {
			err = io.ErrNoProgress
		}
	}
	prefix = prefix[:got]
	switch {
	case err == nil:
		return prefix, io.MultiReader(bytes.NewReader(prefix), r), nil
	case got == 0 && err != io.EOF:
		return nil, nil, err
	}
	return prefix, io.MultiReader(bytes.NewReader(prefix), failingReader{err}), nil
}

// maxEmptyReads is how many reads in a row may bring nothing.
const maxEmptyReads = 100

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// rereadable reports whether the input can be read a second time. Standard
// input is read once, even where it is a file: whoever pipes wants a stream.
func (in *input) rereadable() bool {
	return in.file != nil && !in.std && in.info.Mode().IsRegular()
}

// size returns how many bytes there are to read, 0 if that is not known.
func (in *input) size() int64 {
	if in.file == nil || !in.info.Mode().IsRegular() {
		return 0
	}
	return in.info.Size()
}

// rewind begins the input again.
func (in *input) rewind() error {
	if in.closer != nil {
		in.closer.Close()
		in.closer = nil
	}
	if _, err := in.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return named(in.name, in.begin())
}

func (in *input) close() {
	if in.closer != nil {
		in.closer.Close()
	}
	if in.file != nil && !in.std {
		in.file.Close()
	}
}

// stat returns what is known of the file at path, nil if there is none.
func stat(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return info, err
}
