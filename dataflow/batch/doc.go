// Package batch runs a feed of any size through the service: it checks the feed,
// splits it into jobs within the service's limits, sends them, waits, collects
// the results, and joins them to the feed again.
//
//	run, err := batch.Open(options)   // begins a run, or takes up an earlier one
//	report, err := run.Do(ctx)        // until every result is here
//	err = run.Join(batch.Outputs{Joined: writer})
//	err = run.Remove()                // what was kept on disk
//
// # What is sent
//
// Every part is uploaded as XML, whatever the feed's format: only XML holds every value
// of a request, several responses to one request, and coordinates in the right order. A
// part holds requests only; responses and statuses of the feed are not sent.
//
// Results come in any order, so they are matched by their Ids. An Id is sent unchanged if
// no earlier entity of the part has it and it is safe: not empty, without spaces at its
// ends and without control characters. Any other Id is replaced by a unique one for the
// upload; the outputs have the feed's own.
//
// With Options.Dedupe, a request that several entities make is sent once, and all of them
// get the answer. Two requests are the same if every value is, including case and spaces;
// the Id does not count. [DryRun] says how much a run would send.
//
// # What comes back
//
// The outputs have the entities in the order of the feed, each with its Id and request as
// written in the feed, and with the service's responses and status. An entity that the
// service returned neither as succeeded nor as failed is in the outputs without a status,
// and the Report counts it. Results that are in no output are kept for [Run.Rejects].
//
// # What is kept
//
// The state of a run is a file that is replaced atomically after every step, and a folder
// beside it with the parts and the results so far. Neither holds the key. A run that
// ended early, for whatever reason, continues where it stopped. A part is sent again only
// if the service is known not to have taken it, see [Run.Do].
package batch
