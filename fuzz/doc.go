// Package fuzz holds the tests and fuzz targets that cross the packages: from
// one format to another and back, and against the standard library's parsers.
// It has no code of its own.
//
// Every target runs its seeds, the shared table of cases and what is under
// testdata/fuzz, as a test. To look for more:
//
//	go test ./fuzz -run '^$' -fuzz '^FuzzXML$' -fuzztime 60s
package fuzz
