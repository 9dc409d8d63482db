// Package validate finds what is wrong with a feed: every problem, where it is,
// and what to do, in one pass and in memory that does not grow with the feed,
// but for a hash of every Id.
//
// A [Validator] looks at the tokens of a feed.Reader, either alone ([Validator.Run])
// or beside a copy ([Validator.Copy]), which then leaves out the entities with
// errors. What it looks for stands in one table of rules ([Rules]); the faults
// that a reader finds are rules too, by their causes, and so is what the reader
// mends on its way, if its options have [Validator.Notice] for their Notice. A
// [Profile] sets limits and severities; a [Report] shows the problems.
//
// Results (the kind [Results]) are looked at with the rules for responses as
// well. An entity that the service refused has its request echoed, often empty:
// the rules for requests pass it over, as entity-failed says it all.
//
// Where a fault of the reader hides a part of an entity, no rule reports what
// follows from that: the content of a row that is too long is not judged, and
// nothing is called missing that stands there and could not be read.
package validate
