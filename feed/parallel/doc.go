// Package parallel copies and reads feeds on several cores. What comes of it is the
// same as on one, to the byte: the same entities, faults and places in the same
// order, whatever the number of cores and however the input arrives.
//
// [Copy] converts pieces of a feed at the same time, and [Take] lets others take the
// entities so, a validator for example (take.go, cutter.go, piece.go).
// [Ahead] reads a feed on one core while another uses what was read, for those who
// want to look at the entities one after the other (reader.go, batch.go).
package parallel
