package feed

import "errors"

// A Cause is the kind of a fault. Causes are errors, so that
// errors.Is(err, feed.RowTooLong) tells whether a fault is of that kind. Their
// texts are stable; the validator reports them as its rule codes.
type Cause string

// Error returns the cause's code.
func (c Cause) Error() string { return string(c) }

// The causes.
const (
	// EncodingInvalid: bytes that are not UTF-8, or not of the encoding that was given or marked.
	EncodingInvalid Cause = "encoding-invalid"
	// EncodingNotUTF8: UTF-16, or XML that declares another encoding.
	EncodingNotUTF8 Cause = "encoding-not-utf8"
	// EncodingBOM: a byte order mark before UTF-8.
	EncodingBOM Cause = "encoding-bom"
	// CompressionInvalid: gzip or zip data that is broken, cut or not one feed.
	CompressionInvalid Cause = "compression-invalid"
	// XMLSyntax: XML that is not well-formed, namespaces included.
	XMLSyntax Cause = "xml-syntax"
	// XMLDoctype: a document type declaration.
	XMLDoctype Cause = "xml-doctype"
	// XMLNamespace: a known element in no namespace or in the https one.
	XMLNamespace Cause = "xml-namespace"
	// XMLAttributeCase: an attribute whose name is written in another case.
	XMLAttributeCase Cause = "attribute-case"
	// XMLUnknown: an element, attribute or text that the schema does not have,
	// or a second one of what may stand once.
	XMLUnknown Cause = "xml-unknown"
	// VersionMissing: no Version attribute, no first line.
	VersionMissing Cause = "version-missing"
	// VersionUnsupported: a version other than 2.0, or a data source file.
	VersionUnsupported Cause = "version-unsupported"
	// TextSyntax: a cell whose quotes are wrong.
	TextSyntax Cause = "text-syntax"
	// QuoteSwallowsRows: a quoted value that has lines that look like rows.
	QuoteSwallowsRows Cause = "quote-swallows-rows"
	// TextHeader: no header line.
	TextHeader Cause = "text-header"
	// ColumnMissing: a header without Id.
	ColumnMissing Cause = "column-missing"
	// ColumnUnknown: a column that the schema does not have.
	ColumnUnknown Cause = "column-unknown"
	// ColumnDuplicate: a column named twice.
	ColumnDuplicate Cause = "column-duplicate"
	// ColumnExtension: a column of the extended layout.
	ColumnExtension Cause = "column-extension"
	// RowTooLong: more cells than columns.
	RowTooLong Cause = "row-too-long"
	// RowShort: a row that a line break seems to have cut.
	RowShort Cause = "row-short"
	// RowIndex: a response index that does not continue the row before.
	RowIndex Cause = "row-index"
	// CellJSON: a malformed JSON cell.
	CellJSON Cause = "cell-json"
	// ValueTooLarge: a value, entity, header or nesting over its limit.
	ValueTooLarge Cause = "value-too-large"
	// Unwritable: a value that the output format cannot hold.
	Unwritable Cause = "unwritable"
)

// ErrGrammar is wrapped by the errors of writers that were given tokens in an
// order that makes no feed. It is a mistake of the program, not of the input.
var ErrGrammar = errors.New("tokens make no feed")
