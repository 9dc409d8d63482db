package feed

import "io"

// A feed can be read in pieces, several at the same time, as package parallel does.
// A piece is a text that begins and ends between two entities. Whether it does is
// only known when all before it has been read, so pieces are cut where it is likely
// and read by forks of a reader; the reader itself passes them in their order, if
// the fork found them whole, or reads their text. Behind a piece that is whole
// stands the next.

// A PieceReader is a RecordReader of a feed that can be read in pieces. The readers
// of both formats are.
type PieceReader interface {
	SourceReader
	RecordReader
	// Rest returns what yields the text behind the entity that was read last, as
	// UTF-8, and where that begins. The reader stands there then; it is read on
	// only behind Continue. Ok tells whether an entity has just been read to its
	// end and nothing keeps from reading behind it; else nothing happens.
	Rest() (rest io.Reader, at Position, ok bool)
	// Continue goes on reading where the reader stands, with a text.
	Continue(rest io.Reader)
	// Fork returns a reader for pieces of the same feed: of what stands behind
	// the entity that was read last. It has nothing in common with the reader.
	Fork() PieceReader
	// Piece lets a fork read the piece that text begins with, of size bytes, as if
	// it stood between two entities. What is behind it shows where it ends and may
	// be cut off anywhere. Offsets and numbers begin anew. The text is the fork's
	// until it reads another one.
	Piece(text []byte, size int)
	// Cut returns the size of the piece that text begins with: as large a one as
	// is likely to end with an entity, 0 if there is none.
	Cut(text []byte) (size int)
	// Pass moves the reader behind a piece that a fork has read: piece is the
	// position of its end, counted from its beginning.
	Pass(fork PieceReader, piece Position, entities int64)
}

// A PieceWriter is a RecordWriter whose feed can be written in pieces. The writers
// of both formats are.
type PieceWriter interface {
	RecordWriter
	// Fork returns a writer of further entities of the feed, from pieces of about
	// so many bytes of text. It writes nothing but holds all until it is joined.
	Fork(size int) PieceWriter
	// Held returns how many bytes a fork holds.
	Held() int
	// Join writes the first held bytes of what a fork holds, and counts what it
	// dropped. The fork is empty then.
	Join(fork PieceWriter, held int) error
	// Clear lets a fork forget what it holds, and its error.
	Clear()
}

// A PieceTaker takes the entities of a feed, to write them or to judge them, and can
// do so in pieces. A validate.Validator is one.
type PieceTaker interface {
	// Take takes the next entity of src and returns where it ends in the input. Where
	// something else came before that, behind which src goes on, the end is 0. The
	// error, io.EOF behind the last entity, ends the taking.
	Take(src PieceReader) (end int64, err error)
	// Fork returns a taker for pieces of about so many bytes of text, which a fork of
	// the reader reads. It keeps what comes of them until it is joined, and tells
	// nobody of it.
	Fork(src PieceReader, size int) PieceTaker
	// TakeRecord lets a fork take the next entity of its piece, which its reader
	// has just read and whose number counts from the piece's beginning. It reports
	// false where only the taker itself can.
	TakeRecord(*Record) bool
	// Clear lets a fork forget the piece it took.
	Clear()
	// Join takes what a fork took of a whole piece, so many entities: as if the taker
	// had taken them from the text that stands at begin itself. Ok is false, and
	// nothing happened, where it has to.
	Join(fork PieceTaker, begin Position, entities int64) (ok bool, err error)
}

// EndOf returns where in the input the entity of a record ends that src has just
// read.
func EndOf(r *Record, src SourceReader) int64 {
	return r.Entity().Offset() + int64(len(src.Source()))
}
