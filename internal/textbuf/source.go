package textbuf

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Source is a stream or a file of text, plain, gzip or zip. It yields the text. A nil
// one can be asked and closed.
type Source struct {
	Peeker // of the text

	stream io.Reader
	file   *os.File    // stream, where that is a file
	info   fs.FileInfo // of file, as it was found
	named  bool        // the file is the Source's own
	gzip   bool        // so its name says
	spool  string      // the folder where a zip archive of a stream is put; empty where it is refused
	zipped bool
	read   atomic.Int64   // bytes of stream, over all readings
	open   []func() error // what to close, and to remove
}

// ErrChanged is the error of a file that is not what it was when it was opened.
var ErrChanged = errors.New("feedio: the file changed while it was read")

// Empty is the message of the fault of a text that has nothing in it.
const Empty = "the file is empty"

// ErrZipStream is the error of a zip archive that comes as a stream.
var ErrZipStream = errors.New("a zip archive cannot be read from standard input or a pipe; name the file, or unpack it first")

// NewSource returns the text of a stream. Spool is the folder where a zip archive is stored,
// as its directory is at its end; if it is empty, an archive is refused.
func NewSource(r io.Reader, spool string) (*Source, error) {
	s := &Source{stream: r, spool: spool}
	s.file, _ = r.(*os.File)
	return s, s.start()
}

// OpenSource returns the text of a file. Gzip is true if its name says that it is gzip data.
// Unless first is nil, the file must be the one that first was opened from.
func OpenSource(name string, gzip bool, first *Source) (*Source, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	s := &Source{stream: f, file: f, named: true, gzip: gzip}
	if first != nil {
		s.info = first.info
		if err := s.changedSince(first.info); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, s.start()
}

// start looks at what is being opened. Where it fails, the Source is closed.
func (s *Source) start() (err error) {
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if s.file != nil {
		if s.info, err = s.file.Stat(); err != nil {
			return err
		}
		if s.info.IsDir() {
			return &fs.PathError{Op: "read", Path: s.file.Name(), Err: errIsFolder}
		}
	}
	return s.Blame(s.begin())
}

// begin undoes compression, and refuses what is not a feed.
func (s *Source) begin() error {
	raw := &Peeker{r: counter{s}}
	prefix, err := raw.Peek(4)
	s.zipped = IsZip(prefix)
	var text io.Reader = raw
	switch {
	case err != nil:
		return err
	case s.zipped:
		if text, err = s.unzip(raw); err != nil {
			return err
		}
	case IsGzip(prefix):
		text = Gunzip(raw)
	case s.gzip && len(prefix) > 0:
		return &feed.Fault{Cause: feed.CompressionInvalid, Message: "this is no gzip data, which the name promises", Remedy: "take .gz off the name, or compress the file", Fatal: true}
	}
	s.Peeker = Peeker{r: vigilant{text, s}}
	return refuseOthers(&s.Peeker)
}

// unzip returns the content of a zip archive. One that comes as a stream is spooled.
func (s *Source) unzip(raw *Peeker) (io.Reader, error) {
	var archive io.ReaderAt = counter{s}
	var size int64
	switch {
	case s.Rewindable():
		size = s.info.Size()
	case s.spool == "":
		const firstFiles = 16 << 10
		prefix, err := raw.Peek(firstFiles)
		return nil, cmp.Or(err, RefuseDocument(prefix), ErrZipStream)
	default:
		spool, err := os.CreateTemp(s.spool, "geocodefeed-*.zip")
		if err != nil {
			return nil, err
		}
		s.open = append(s.open, func() error { return errors.Join(spool.Close(), os.Remove(spool.Name())) })
		if size, err = io.Copy(spool, raw); err != nil {
			return nil, err
		}
		archive = spool
	}
	content, err := OpenZip(archive, size)
	if err != nil {
		return nil, err
	}
	s.open = append(s.open, content.Close)
	return content, nil
}

// Rewindable reports whether the Source can be read again. A stream is read once, even
// where it is a file: whoever pipes wants a stream.
func (s *Source) Rewindable() bool { return s != nil && s.named && s.info.Mode().IsRegular() }

// Rewind begins again.
func (s *Source) Rewind() error {
	if !s.Rewindable() {
		return errors.ErrUnsupported
	}
	if err := s.release(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return s.begin()
}

// Close closes what the Source has opened, and removes what it has spooled.
func (s *Source) Close() error {
	if s == nil {
		return nil
	}
	err := s.release()
	if s.named {
		err = errors.Join(err, s.file.Close())
	}
	return err
}

func (s *Source) release() (err error) {
	for i := len(s.open) - 1; i >= 0; i-- {
		err = errors.Join(err, s.open[i]())
	}
	s.open = nil
	return err
}

// Progress returns how many bytes have been read, over all readings, and how many there
// are to be read in one; 0 where that is not known. It may be called at any time.
func (s *Source) Progress() (read, size int64) {
	if s == nil {
		return 0, 0
	}
	if s.isFile() {
		size = s.info.Size()
	}
	return s.read.Load(), size
}

// A counter counts what is read of a Source, in any order.
type counter struct{ s *Source }

func (c counter) Read(p []byte) (int, error) {
	n, err := c.s.stream.Read(p)
	c.s.read.Add(int64(n))
	return n, err
}

func (c counter) ReadAt(p []byte, offset int64) (int, error) {
	n, err := c.s.file.ReadAt(p, offset)
	c.s.read.Add(int64(n))
	return n, err
}

// MaxEmptyReads is how many reads in a row may bring nothing.
const MaxEmptyReads = 100

// A Peeker is a text whose beginning can be looked at.
type Peeker struct {
	r     io.Reader
	ahead []byte // looked at and not yet read
	err   error  // of r, after ahead
}

// NewPeeker returns a Peeker of what r yields.
func NewPeeker(r io.Reader) *Peeker { return &Peeker{r: r} }

// Replay returns a Peeker of a text that has been read, and of what it ended with.
func Replay(text []byte, err error) *Peeker { return &Peeker{ahead: text, err: err} }

// Peek returns the first n bytes of what is to be read, or all where there are fewer.
// An error after the first byte of the text is left to further reads.
//
// It does not use io.ReadFull, which calls the end after some bytes what a
// source may itself fail with: io.ErrUnexpectedEOF.
func (p *Peeker) Peek(n int) (prefix []byte, err error) {
	if had := len(p.ahead); had < n && p.err == nil {
		prefix = make([]byte, n)
		copy(prefix, p.ahead)
		var more int
		more, p.err = readUpTo(p.r, prefix[had:])
		p.ahead = prefix[:had+more]
	}
	if len(p.ahead) == 0 && p.err != io.EOF {
		return nil, p.err
	}
	return p.ahead[:min(n, len(p.ahead))], nil
}

// Cut returns what broke the text off within what was looked at; nil where nothing did.
func (p *Peeker) Cut() error {
	if p.err == io.EOF {
		return nil
	}
	return p.err
}

func (p *Peeker) Read(b []byte) (n int, err error) {
	if len(p.ahead) == 0 {
		p.ahead = nil
		if p.err != nil {
			return 0, p.err
		}
		return p.r.Read(b)
	}
	n = copy(b, p.ahead)
	p.ahead = p.ahead[n:]
	return n, nil
}

// readUpTo fills b, or reads until there is no more.
func readUpTo(r io.Reader, b []byte) (n int, err error) {
	for empty := 0; n < len(b) && err == nil; empty++ {
		var more int
		more, err = r.Read(b[n:])
		if n += more; more > 0 {
			empty = -1
		} else if err == nil && empty >= MaxEmptyReads {
			err = io.ErrNoProgress
		}
	}
	return n, err
}
