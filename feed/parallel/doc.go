// Package parallel carries a feed from a reader to a writer on two cores: while
// one entity is written, the next ones are read. What comes out is what feed.Copy
// gives: the same bytes, and at a fault the same end.
package parallel
