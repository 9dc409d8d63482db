package feed

import (
	"io"
	"iter"
)

// A Reader yields the tokens of a feed.
type Reader interface {
	// ReadToken returns the next token, and io.EOF after the last one. A fault of the
	// input is a *Fault: if it is not Fatal, the next call goes on after it. Any other
	// error is returned again by every further call.
	//
	// The faults of an entity come before its tokens. An entity that cannot be read to
	// its end has no tokens. The Text of a token lives until the next call.
	ReadToken() (Token, error)
	// Position turns the offset of a token into a line and column. It serves the tokens
	// of the current entity, up to the read after its EntityEnd.
	Position(offset int64) Position
}

// A RecordReader is a Reader that can also be read by whole entities, which is faster,
// and can show an entity as it is in the input. The readers of every format are.
type RecordReader interface {
	Reader
	// ReadRecord fills a record with the next entity, or with the rest of one of which
	// some tokens have been read. Its errors are those of ReadToken and Record.Add.
	// After a fault that is not fatal the next ReadRecord goes on with the same record.
	// Until then Record.Open reports whether the fault is within an entity, and nothing
	// else of the record may be looked at.
	ReadRecord(*Record) error
	// Source returns the text of the current entity, from the first byte of its start
	// tag or row to its end; after a fault, as far as it has been read. Delimited text
	// includes the line ends of its rows. The bytes live until the next read.
	Source() []byte
}

// A Writer writes a feed token by token. Writers keep no bytes of a token, hold at most
// one entity, and write its groups in the schema's order.
type Writer interface {
	// WriteToken writes one token. The error is a *Fault if the format cannot
	// hold a value, wraps ErrGrammar if the token makes no sense at this point,
	// or is the underlying writer's. After an error the writer is of no use.
	WriteToken(Token) error
	// Close ends the feed and flushes the buffer. It does not close the underlying
	// writer. Without Close the output is not a complete feed.
	Close() error
}

// A RecordWriter is a Writer that also writes whole entities. The writers of every
// format are.
type RecordWriter interface {
	Writer
	// WriteRecord writes the entity of a record. Its errors are those that
	// WriteToken has for its tokens. It must not be called within an entity.
	WriteRecord(*Record) error
}

// Copy writes all that src yields to dst and returns the number of entities
// copied. It stops at the first error, fatal or not, and does not close dst.
// A *Fault of dst (a value that its format cannot hold) gets the position of the value
// in src.
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
			return entities, locate(written(err), src)
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

// Limits bound what a reader holds, so that no input makes memory grow. A zero member
// means its default.
type Limits struct {
	Value   int // bytes of one value, 1 MiB by default
	Entity  int // bytes of one entity's source text, 8 MiB by default
	Header  int // bytes of the header of delimited text, 1 MiB by default
	Nesting int // depth of XML elements, 64 by default
}

// WithDefaults returns the limits with the defaults filled in.
func (l Limits) WithDefaults() Limits {
	for _, m := range []struct {
		limit *int
		or    int
	}{{&l.Value, 1 << 20}, {&l.Entity, 8 << 20}, {&l.Header, 1 << 20}, {&l.Nesting, 64}} {
		if *m.limit <= 0 {
			*m.limit = m.or
		}
	}
	return l
}

// ReaderOptions are the options of the readers of every format. The zero value and a nil
// pointer mean the defaults.
type ReaderOptions struct {
	Limits Limits
	// Encoding is the encoding of the text. The zero value means UTF-8, or UTF-16 if
	// the text begins with its byte order mark. Any other value overrides the encoding
	// that an XML declaration names; a byte that has no character in it is a fault.
	// Positions count as if the text were UTF-8.
	Encoding Encoding
	// Notice, if not nil, is called for everything that the reader tolerates though
	// the service would reject it, such as a byte order mark or a missing version. It
	// is called before the entity that follows is returned.
	Notice func(*Fault)
}

// A Tally counts values by field. Writers use it to count the values that they drop.
type Tally struct{ counts [NumFields]int64 }

// Add counts n values of f; an unknown field counts as NoField. The tally may be nil.
func (t *Tally) Add(f Field, n int64) {
	if t == nil {
		return
	}
	if f >= NumFields {
		f = NoField
	}
	t.counts[f] += n
}

// All yields the fields with counts, in the order of the schema. The tally may be nil.
func (t *Tally) All() iter.Seq2[Field, int64] {
	return func(yield func(Field, int64) bool) {
		if t == nil {
			return
		}
		for f, n := range t.counts {
			if n > 0 && !yield(Field(f), n) {
				return
			}
		}
	}
}
