// Package xmlfeed reads and writes Geocode Dataflow feeds in XML.
//
// A [Reader] checks that the document is well-formed, as a conforming parser does. A
// document type declaration that declares something is refused, and what the schema does
// not have is a fault. A [Writer] writes one canonical form, which reads back as the same
// values byte for byte. Both follow the schema table of package feed and hold no more than
// one entity.
//
// Reading is fast where entities are written alike, as programs write them: the Reader
// learns the markup between values, and compares it as a whole.
package xmlfeed
