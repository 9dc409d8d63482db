// Package jsonfeed reads and writes feeds as JSON Lines: an object on each line, which is an
// entity.
//
//	{"id":"1","geocodeRequest":{"culture":"en-US","address":{"locality":"Duluth"}}}
//	{"id":"2","reverseGeocodeRequest":{"location":{"latitude":"47.6","longitude":"-122.1"}}}
//
// The keys are the names of the XML with a small first letter, but for the arrays responses,
// geocodePoints and queryParseValues. Every value is a string, as it is in the feed, and
// absent values are left out, so that nothing is lost. The schema folder has JSON Schemas of
// the lines.
//
// Two other forms are written for tools that want them, and are read too. Typed lines have
// numbers, booleans and arrays where these say the same as the text. Wide lines have every
// key, and no objects within objects.
//
//	r := jsonfeed.NewReader(in, nil)
//	w := jsonfeed.NewWriter(out, &jsonfeed.WriterOptions{Typed: true})
package jsonfeed
