// Package azuremapstest is an emulator of the batch geocoding of Azure Maps for tests and
// for trying things out: an http.Handler that answers POST /geocode:batch and
// POST /reverseGeocode:batch.
//
// It answers as the service was recorded to answer, which its specification does not say
// in each point: batchItems come before the summary, optionalId comes back only if it was
// sent, the key of a country's code is "ISO" in forward answers and "iso" in reverse ones,
// the districts of forward answers have only short names, each use of a place is a geocode
// point of its own, and a second street may be null. The texts of errors are the service's.
//
// Places are made up, and the same for the same item, language and seed: they are those of
// package dataflowtest, with its words for requests that cannot be answered well, such as
// "not-located", in the same country or state. A query of "nothing" finds nothing.
//
// # Refusals
//
// A wrong key is 401, and so is one in the URL: this module sends it in a header. Text that
// is no JSON, no item, more than 100 items and a top outside of 1 to 20 are 400; nobody has
// recorded what the service says to these. More requests in a second than Options.PerSecond
// are 429.
//
// It can be made to fail in the ways that networks and services do, see [Faults].
package azuremapstest
