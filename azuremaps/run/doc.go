// Package run answers the requests of a feed by Azure Maps, for package dataflow/batch: that
// splits a feed into parts, keeps the state and joins the results; a [Service] answers a
// part.
//
// # Batches
//
// The requests of a part are put into batches, one direction and one language each, in the
// order of the feed. The same part has the same batches whenever it is planned. A batch that
// is too much work for the service is cut into halves, down to single requests, and so is
// one that it refuses as a whole: one request cannot hold up the others. The halves of batch
// 17 are 17.0 and 17.1.
//
// # The journal
//
// The service keeps nothing, and every request is paid for, so each answer is written to the
// journal of the part as it came, before anything is made of it. A run that was killed goes
// on from there, and asks nothing again that was answered. The journal is put on disk soon
// after, for several answers at once, and only what is there counts as done. If the whole
// machine goes down, the last eight answers of a part may be lost. What was sent is noted
// before it is sent, so that the ceiling of cost holds over all processes of a run.
//
// A batch is only sent when the journal has room for its answer, so that a disk that gets
// full costs no answer either.
package run
