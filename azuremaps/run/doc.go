// Package run answers the requests of a feed with Azure Maps, for package dataflow/batch.
// That package splits a feed into parts, keeps the state and joins the results; a [Service]
// answers a part.
//
// # Batches
//
// The requests of a part are put into batches in the order of the feed, each with one
// direction and one language. The same part always gets the same batches. A batch that is
// too much work for the service, or that the service refuses, is cut into halves, down to
// single requests, so that one request cannot hold up the others. The halves of batch 17 are
// 17.0 and 17.1.
//
// # The journal
//
// The service keeps nothing, and every request costs money. So each answer is written
// unchanged to the part's journal before it is used. A killed run continues from the
// journal, and never repeats a request that was answered. The journal is synced soon after,
// for several answers at once, and only synced answers count as done. If the machine goes
// down, the last eight answers of a part may be lost. Each request is recorded before it is
// sent, so that the limit on cost holds over all processes of a run.
//
// A batch is sent only when the journal has reserved room for its answer, so that a full
// disk loses no answer either.
package run
