// Package xmlfeed reads and writes Geocode Dataflow feeds in XML.
//
// A [Reader] checks that the document is well-formed, as a conforming parser
// does, and yields the feed's tokens; a document type declaration is refused,
// and what the schema does not have is a fault. A [Writer] writes one canonical
// form, which reads back as the same values byte for byte. Both are driven by
// the schema table of package feed and hold no more than one entity.
//
// By whole entities ([Reader.ReadRecord]) the Reader is quicker: it learns what
// stands between the values of entities, and compares it whole in those that look
// alike. What it yields is the same.
package xmlfeed
