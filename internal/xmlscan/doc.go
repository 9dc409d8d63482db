// Package xmlscan reads XML 1.0 with namespaces and checks that it is well-formed,
// as a non-validating parser does. It knows nothing of feeds.
//
// A [Scanner] works on a textbuf.Window, which has decoded the text and vetted its
// characters, and yields tags, runs of text and the XML declaration as events. It differs
// from other conforming parsers in two ways: a document type declaration that declares
// something is refused, and sizes are bounded by feed.Limits.
//
// Names are those of XML 1.0's fifth edition; expat, which agrees on all else, has those
// of the fourth. What encoding is declared is for the caller to judge.
//
// Everything is judged strictly from left to right, so that how the text arrives makes no
// difference to what is found.
package xmlscan
