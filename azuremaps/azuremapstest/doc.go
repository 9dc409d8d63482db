// Package azuremapstest is an emulator of the batch geocoding of Azure Maps for tests and
// for trying things out: an http.Handler that answers POST /geocode:batch and
// POST /reverseGeocode:batch.
//
// Its answers follow recorded answers of the service where the specification is silent:
// batchItems come before the summary, optionalId is returned only if it was sent, the key
// of a country's code is "ISO" in forward answers and "iso" in reverse ones, the districts
// of forward answers have only short names, each use of a place is a separate geocode
// point, and a second street may be null. Error texts are the service's.
//
// Places are made up; the same item, language and seed always give the same place. They
// are those of package dataflowtest. Its words for requests without a good answer, such as
// "not-located", work here too. A query of "nothing" finds nothing.
//
// # Refusals
//
// The status is 401 for a wrong key or a key in the URL: this module sends it in a header.
// It is 400 for text that is not JSON, for no items, for more than 100, and for a top
// outside 1 to 20; no answer of the service to these is recorded. It is 429 for more
// requests per second than Options.PerSecond.
//
// The emulator can be made to fail as networks and services do, see [Faults].
package azuremapstest
