package feed

// A Position is a place in a text: of its first byte.
type Position struct {
	Offset int64 // bytes before it, in the uncompressed text as UTF-8
	Line   int   // from 1; 0 where the place is not known
	Column int   // code points, from 1; a byte that is no part of one counts like one
}
