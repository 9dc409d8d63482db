package pieces

import (
	"io"
	"reflect"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// A Reader is a reader of a feed that can be read in pieces. The readers of every
// format are; see ReaderOf.
type Reader interface {
	feed.RecordReader
	// Rest returns what yields the text after the entity that was read last, as
	// UTF-8, and where that begins. The reader is there then; it is read on only
	// after Continue. Ok is true if an entity has just been read to its end and
	// nothing keeps from reading after it; else nothing happens.
	Rest() (rest io.Reader, at feed.Position, ok bool)
	// Continue goes on reading where the reader is, with a text.
	Continue(rest io.Reader)
	// Fork returns a reader for pieces of the same feed: of what comes after the
	// entity that was read last. It has nothing in common with the reader.
	Fork() Reader
	// Piece lets a fork read the piece that text begins with, of size bytes, as if
	// it were between two entities. What is after it shows where it ends and may
	// be cut off anywhere. Offsets and numbers begin at the piece. The text is the
	// fork's until it reads another one.
	Piece(text []byte, size int)
	// Cut returns the size of the piece that text begins with: as large a one as
	// is likely to end with an entity, 0 if there is none.
	Cut(text []byte) (size int)
	// Pass moves the reader past a piece that a fork has read: piece is the
	// position of its end, counted from its beginning.
	Pass(fork Reader, piece feed.Position, entities int64)
}

// A Counter is a Reader of rows whose entities may depend on how many come before them. A
// fork of it counts these in the pieces then, before others read them.
type Counter interface {
	Reader
	// CountPiece lets a fork count what is in a piece, the next one of the text, and
	// returns how many there are before it. The count may be wrong, as nobody knows yet
	// whether the text is cut between two entities.
	CountPiece(text []byte) (before int64)
	// Before tells a fork, which Piece follows, how many there are before its piece.
	Before(n int64)
	// Follows reports whether the count of a fork that has read a piece is right, if
	// the piece begins where the reader is.
	Follows(fork Reader) bool
	// RowNumbers reports whether the Ids of the entities are the numbers of their rows.
	RowNumbers() bool
	// CountRows lets the forks count the rows in any case, so that Row is right.
	CountRows()
	// Row returns the number of the current entity's row. Of a fork it may be wrong unless
	// the fork Follows.
	Row() int64
}

// A Writer is a writer of a feed that can be written in pieces. The writers of every
// format are; see WriterOf.
type Writer interface {
	feed.RecordWriter
	// Fork returns a writer of further entities of the feed, from pieces of about
	// so many bytes of text. It writes nothing but holds all until it is joined.
	Fork(size int) Writer
	// Held returns how many bytes a fork holds.
	Held() int
	// Join writes the first held bytes of what a fork holds, and counts what it
	// dropped. The fork is empty then.
	Join(fork Writer, held int) error
	// Clear lets a fork forget what it holds, and its error.
	Clear()
}

// A SourceWriter is a Writer that writes more of the text of a feed than the values of its
// entities. Its forks write nothing before From is called.
type SourceWriter interface {
	Writer
	// From lets a fork know which fork of a reader reads the entities that are written. It
	// reports false if the fork cannot write what that reads.
	From(src Reader) bool
	// Reach lets it know where the piece begins that is joined next, and how many entities come
	// before.
	Reach(begin feed.Position, entities int64)
}

// A Taker takes the entities of a feed, to write them or to judge them, and can do so
// in pieces.
type Taker interface {
	// Take takes the next entity of src and returns its record. It is nil where something
	// else came first, after which src goes on. The error, io.EOF after the last entity,
	// ends the taking.
	Take(src feed.RecordReader) (*feed.Record, error)
	// Fork returns a taker for pieces of about so many bytes of text, which a fork of
	// the reader reads. It returns nil where there can be none.
	Fork(src Reader, size int) PieceTaker
	// Join takes what a fork took of a whole piece, so many entities: as if the taker
	// had taken them from the text at begin itself. Ok is false, and nothing happened,
	// where it has to.
	Join(fork PieceTaker, begin feed.Position, entities int64) (ok bool, err error)
}

// A PieceTaker takes the entities of one piece after the other. It keeps what comes of them
// until its Taker joins it, and passes nothing on.
type PieceTaker interface {
	// TakeRecord takes the next entity of the piece, which the reader has just read and
	// whose number counts from the piece's beginning. It reports false where only the
	// Taker itself can.
	TakeRecord(*feed.Record) bool
	// Held returns how many bytes are held of the piece, about. Whatever grows with the
	// piece counts, so that it can be bounded.
	Held() int
	// Clear forgets the piece.
	Clear()
}

// A PlacedTaker is a PieceTaker that is told where the next piece begins in the text, after
// Clear.
type PlacedTaker interface {
	PieceTaker
	Place(offset int64)
}

// EndOf returns where in the input the entity of a record ends that src has just
// read.
func EndOf(r *feed.Record, src feed.RecordReader) int64 {
	return r.Entity().Offset() + int64(len(src.Source()))
}

var (
	readers = map[reflect.Type]func(feed.Reader) Reader{}
	writers = map[reflect.Type]func(feed.Writer) Writer{}
)

// RegisterReader makes the readers of a type known as a Reader: view returns nil where
// one is none. A package of readers calls it once, as it begins.
func RegisterReader[R feed.Reader](view func(R) Reader) {
	readers[reflect.TypeFor[R]()] = func(r feed.Reader) Reader { return view(r.(R)) }
}

// RegisterWriter makes the writers of a type known as a Writer.
func RegisterWriter[W feed.Writer](view func(W) Writer) {
	writers[reflect.TypeFor[W]()] = func(w feed.Writer) Writer { return view(w.(W)) }
}

// ReaderOf returns a reader as a Reader, if it is one of a registered type.
func ReaderOf(r feed.Reader) (Reader, bool) {
	if p, ok := r.(Reader); ok {
		return p, true
	}
	if view := readers[reflect.TypeOf(r)]; view != nil {
		p := view(r)
		return p, p != nil
	}
	return nil, false
}

// WriterOf returns a writer as a Writer, if it is one of a registered type.
func WriterOf(w feed.Writer) (Writer, bool) {
	if p, ok := w.(Writer); ok {
		return p, true
	}
	if view := writers[reflect.TypeOf(w)]; view != nil {
		return view(w), true
	}
	return nil, false
}

// A byToken makes a RecordReader of a reader that has only tokens.
type byToken struct{ feed.Reader }

func (r byToken) ReadRecord(record *feed.Record) error { return records.ReadTokens(record, r.Reader) }

func (r byToken) Source() []byte { return nil }

// recordReader returns a reader as one of records.
func recordReader(r feed.Reader) feed.RecordReader {
	if r, ok := r.(feed.RecordReader); ok {
		return r
	}
	return byToken{r}
}
