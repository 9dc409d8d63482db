// Package cells scans delimited text into cells: what the feeds and the tables of users
// have in common.
//
// A cell begins after a delimiter or at the beginning of the row. Spaces (only U+0020) before
// it are not part of it. Then
//
//	"  begins a quoted cell. Its value is everything up to the next quote that is not
//	   doubled, including delimiters and line ends. Spaces may follow, and then a
//	   delimiter or a line end must.
//	any other byte begins a plain cell. Its value is everything up to the next delimiter or
//	   line end, including quotes, except spaces at its end.
//
// LF, CR LF and a lone CR end a line, and so does the end of the text. If the text at hand
// ends within a row and more may follow, the scan ends with Cut. When there is more text, the
// row is scanned again from its beginning. A CR at the end of the text at hand may be half of
// a CR LF, so the scan ends with Cut there, too.
package cells
