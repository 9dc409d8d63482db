// Package validate finds what is wrong with a feed: every problem, where it is,
// and what to do, in one pass and in memory that does not grow with the feed,
// except for a hash of every Id.
//
// A [Validator] checks the entities of a feed: all of them ([Validator.Run]), on their way
// to a writer ([Validator.Copy]), which then gets only those without errors, or
// one by one ([Validator.Next]). Entities that a program has in memory are checked by
// [Validator.CheckEntity] and [Validator.CheckRecord].
//
// What it looks for is in one table of rules ([Rules]). The faults that a reader finds are
// rules too, by their causes, and so is what the reader tolerates, if its options have
// [Validator.Notice] for their Notice. Options.Rules adds rules of your own. A
// [Profile] sets limits and severities; a [Report] shows the problems.
//
// Results (the kind [Results]) are checked by the rules for responses as
// well. An entity that the service refused has its request echoed, often empty:
// the rules for requests skip it, as entity-failed says it all.
//
// Where a fault of the reader hides a part of an entity, no rule reports what
// follows from that: the content of a row that is too long is not checked, and
// nothing is called missing that is there and could not be read.
package validate
