package feed

import "io"

// A Reader yields the tokens of a feed.
type Reader interface {
	// ReadToken returns the next token, and io.EOF behind the last one. A
	// fault of the input is a *Fault: where its Fatal is not set, the next call
	// goes on behind it; any other error is returned again by every further
	// call. The Text of a token lives until the next call.
	ReadToken() (Token, error)
	// Position turns the offset of a token into a line and column. It serves
	// the tokens of the current entity, up to the read behind its EntityEnd.
	Position(offset int64) Position
}

// A RecordReader is a Reader that can also be read by whole entities, which is
// quicker, and can show an entity as it is in the input. The readers of every format are.
type RecordReader interface {
	Reader
	// ReadRecord fills a record with the next entity, or with what is left of
	// the current one: with all that ReadToken would return up to EntityEnd. What
	// it returns is what ReadToken and Record.Add would return. After a fault
	// that is not fatal the next ReadRecord goes on with the same record; until
	// then Record.Open reports whether the fault is within an entity, and nothing
	// else of the record is to be looked at.
	ReadRecord(*Record) error
	// Source returns the text of the current entity from the first byte of its
	// start tag or row as far as it has been read: after EntityEnd, all of it,
	// for delimited text with the line ends of its rows. The bytes live until
	// the next read.
	Source() []byte
}

// A Writer takes the tokens of a feed. Writers keep no bytes of a token, hold
// at most one entity, and put its groups in the schema's order.
type Writer interface {
	// WriteToken takes one token. The error is a *Fault where the format
	// cannot hold a value, ErrGrammar (wrapped) where the token makes no sense
	// at this point, or the underlying writer's; after an error the writer is
	// of no further use.
	WriteToken(Token) error
	// Close ends the feed and flushes what is buffered. It does not close the
	// underlying writer. Without Close the output is not a whole feed.
	Close() error
}

// A RecordWriter is a Writer that also takes whole entities, as a Record holds
// them. The writers of both formats are.
type RecordWriter interface {
	Writer
	// WriteRecord writes the entity of a record. It returns what WriteToken
	// would return for its tokens, and is not to be called within an entity.
	WriteRecord(*Record) error
}

// Copy writes all that src yields to dst and returns the number of entities
// copied. It stops at the first error, fatal or not, and does not close dst.
// A *Fault of dst (a value that its format cannot hold) gets the place in src
// where the value stands.
func Copy(dst Writer, src Reader) (entities int64, err error) {
	if _, ok := src.(RecordReader); ok {
		return copyRecords(dst, src)
	}
	for {
		t, err := src.ReadToken()
		if err == io.EOF {
			return entities, nil
		}
		if err != nil {
			return entities, err
		}
		if err := dst.WriteToken(t); err != nil {
			return entities, locate(err, src)
		}
		if t.Kind == EntityEnd {
			entities++
		}
	}
}

// copyRecords is Copy by whole entities.
func copyRecords(dst Writer, src Reader) (entities int64, err error) {
	var r Record
	for {
		err := r.Read(src)
		if err == io.EOF {
			return entities, nil
		}
		if err == nil {
			err = copyRecord(dst, &r, src)
		}
		if err != nil {
			return entities, err
		}
		entities++
	}
}
