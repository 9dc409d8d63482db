package feed

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Fault says what is wrong with a feed, and where. It is the one error type for
// everything wrong in the input; errors of the machine are never Faults.
type Fault struct {
	Cause Cause // the kind of fault; use with errors.Is
	Position
	Entity int64  // number of the entity, from 1; 0 outside of entities
	ID     string // the entity's Id, as far as known
	// Path names the field, column or element, as
	// "GeocodeRequest/Address/AddressLine"; empty if the fault is in none.
	Path string
	// Value is the text at fault, if there is one.
	Value   string
	Message string // what is wrong
	Remedy  string // what to do; may be empty
	// Fatal reports whether the reader cannot continue after this fault.
	Fatal bool
}

// Error returns the fault in one line:
//
//	12:7: entity 10 (Id "x-7"): GeocodeResponse/GeocodePoints: message; remedy
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", f.Line, f.Column)
	}
	switch {
	case f.Entity > 0 && f.ID != "":
		fmt.Fprintf(&b, "entity %d (Id %s): ", f.Entity, quote.Text(f.ID))
	case f.Entity > 0:
		fmt.Fprintf(&b, "entity %d: ", f.Entity)
	case f.ID != "":
		fmt.Fprintf(&b, "entity with Id %s: ", quote.Text(f.ID))
	}
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Message)
	if f.Remedy != "" {
		b.WriteString("; " + f.Remedy)
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// A Cause is the kind of a fault. Causes are errors, so errors.Is(err, feed.RowTooLong)
// reports whether a fault is of that kind. Their texts are stable; the validator uses
// them as rule codes.
type Cause string

// Error returns the cause's code.
func (c Cause) Error() string { return string(c) }

// The causes.
const (
	// EncodingInvalid: bytes that are not valid in UTF-8, or in the encoding that was given or marked.
	EncodingInvalid Cause = "encoding-invalid"
	// EncodingNotUTF8: UTF-16, or XML that declares another encoding.
	EncodingNotUTF8 Cause = "encoding-not-utf8"
	// EncodingBOM: a byte order mark before UTF-8.
	EncodingBOM Cause = "encoding-bom"
	// CompressionInvalid: gzip or zip data that is corrupt, truncated or not a single feed.
	CompressionInvalid Cause = "compression-invalid"
	// XMLSyntax: XML that is not well-formed, namespaces included.
	XMLSyntax Cause = "xml-syntax"
	// XMLDoctype: a document type declaration.
	XMLDoctype Cause = "xml-doctype"
	// XMLNamespace: a known element in no namespace, or in the https one.
	XMLNamespace Cause = "xml-namespace"
	// XMLAttributeCase: an attribute whose name is written in another case.
	XMLAttributeCase Cause = "attribute-case"
	// XMLUnknown: an element, attribute or text that the schema does not have,
	// or a repeated one that may occur only once.
	XMLUnknown Cause = "xml-unknown"
	// VersionMissing: no Version attribute, or no version line.
	VersionMissing Cause = "version-missing"
	// VersionUnsupported: a version other than 2.0, or a data source file.
	VersionUnsupported Cause = "version-unsupported"
	// TextSyntax: a cell with misplaced quotes.
	TextSyntax Cause = "text-syntax"
	// QuoteSwallowsRows: a quoted value with lines that look like rows.
	QuoteSwallowsRows Cause = "quote-swallows-rows"
	// TextHeader: no header line.
	TextHeader Cause = "text-header"
	// ColumnMissing: a header without Id.
	ColumnMissing Cause = "column-missing"
	// ColumnUnknown: a column that the schema does not have.
	ColumnUnknown Cause = "column-unknown"
	// ColumnDuplicate: a column that occurs twice.
	ColumnDuplicate Cause = "column-duplicate"
	// ColumnExtension: a column of the extended layout.
	ColumnExtension Cause = "column-extension"
	// RowTooLong: more cells than columns.
	RowTooLong Cause = "row-too-long"
	// RowShort: a row that a line break seems to have cut in two.
	RowShort Cause = "row-short"
	// RowIndex: a response index that does not continue from the row before.
	RowIndex Cause = "row-index"
	// CellJSON: a malformed JSON cell.
	CellJSON Cause = "cell-json"
	// JSONSyntax: a line that is no object of JSON.
	JSONSyntax Cause = "json-syntax"
	// JSONKey: a key that the schema does not have, or that is there twice.
	JSONKey Cause = "json-key"
	// JSONValue: a value that cannot be that of its key, such as an object instead of a text.
	JSONValue Cause = "json-value"
	// ValueTooLarge: a value, entity, header or nesting depth over its limit.
	ValueTooLarge Cause = "value-too-large"
	// Unwritable: a value that the output format cannot hold.
	Unwritable Cause = "unwritable"
)

// ErrGrammar is wrapped by errors of writers and records that were given tokens or
// records in an order that makes no feed. The mistake is the program's, not the input's.
var ErrGrammar = errors.New("tokens make no feed")

// A Position is where something begins in a text.
type Position struct {
	Offset int64 // bytes before it, in the uncompressed text as UTF-8
	Line   int   // from 1; 0 if the position is not known
	Column int   // code points, from 1; a byte that is part of none counts as one
}
