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
// Every part goes up as XML, whatever the feed's format: only XML holds every
// value of a request, several responses to one, and coordinates that are not
// exchanged. A part holds requests only; what the feed has of responses and
// status stays here.
//
// Results come in any order, so they are found by their Ids. An Id goes up as it
// is where it is the first of its kind in its part and safe: not empty, without
// spaces at its ends and without control characters. Any other is replaced by one
// that is unique before it goes up, and the outputs have the feed's own again.
//
// With Options.Dedupe, entities whose requests are the same in every value are sent once:
// the case of letters and the spaces within a value count, the Id does not. All of them
// get the answer. [DryRun] says how much a run would send.
//
// # What comes back
//
// The outputs have the entities in the order of the feed, each with the feed's
// own Id and request, as they were written, and with the responses and the
// status of the service. An entity that the service returned neither as
// succeeded nor as failed is in the outputs without a status, and the Report counts
// it. Results that no output has are kept for [Run.Rejects].
//
// # What is kept
//
// The state of a run is a file that is replaced as a whole after every step, and
// a folder beside it with the parts and the results so far. Neither holds the
// key. A run that ended early, in whatever way, goes on where it was. A part
// is not sent again unless it is known that the service has not taken it, see
// [Run.Do].
package batch
