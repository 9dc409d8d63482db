package feed

// Limits bound what a reader holds, so that no input makes memory grow. A zero
// member stands for its default.
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

// ReaderOptions are the options of the readers of both formats. The zero value,
// and a nil pointer to it, serve.
type ReaderOptions struct {
	Limits Limits
	// Encoding is how the text is stored. In another than the zero value, which
	// finds UTF-16 by its byte order mark, a text is read as it, whatever an XML
	// declaration names; a byte that has no character there is a fault.
	// Places in the text count as if it were UTF-8.
	Encoding Encoding
	// Notice, if not nil, is told what the reader mends on its way: what the
	// service would not take but conversion reads nevertheless, such as a byte
	// order mark or a missing version. It is called before the token behind
	// the mended place is returned.
	Notice func(*Fault)
}
