// Package validate finds every problem in a feed and says where it is and what to do. It
// takes one pass, and its memory does not grow with the feed, except for a hash of every
// Id.
//
// A [Validator] checks the entities of a feed: all of them ([Validator.Run]), on their way
// to a writer ([Validator.Copy]), which then gets only those without errors, or
// one by one ([Validator.Next]). Entities that a program has in memory are checked by
// [Validator.CheckEntity] and [Validator.CheckRecord].
//
// The rules are in one table ([Rules]). Each cause of a fault that a reader finds is a
// rule too. So is each thing the reader tolerates, if Notice in its options is
// [Validator.Notice]. Options.Rules adds rules of your own. A [Profile] sets limits and
// severities; a [Report] shows the problems.
//
// For a feed of the kind [Results], the rules for responses apply as well. The service
// echoes the request of an entity that it refused, often empty. The rules for requests
// skip such an entity: entity-failed already reports it.
//
// Where a fault of the reader hides a part of an entity, no rule reports the
// consequences: the content of an overlong row is not checked, and a value that could not
// be read is not reported as missing.
package validate
