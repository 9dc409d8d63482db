// Package stats counts what is in a feed: how full its fields are, which statuses, faults and
// confidences its results have, how far the answers to reverse requests are from the places
// asked for, what is repeated. One pass on all cores, in memory that does not grow with the
// feed. The figures are the same on any number of cores.
//
// Most figures are exact. Those that would need memory for every entity are exact up to some
// hundred thousand different values, and estimates beyond that; Stats.Estimated names them.
package stats
