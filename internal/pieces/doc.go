// Package pieces works on the entities of a feed on all cores. What comes of it is the
// same as on one, to the byte: the same entities, faults and places in the same order,
// whatever the number of cores and however the input arrives.
//
// A piece is a text that begins and ends between two entities. Whether it does is only
// known when all before it has been read, so pieces are cut where it is likely
// (cutter.go) and read by forks of a reader (piece.go); the reader itself passes them
// in their order, if the fork found them whole, or reads their text (runner.go). After
// a piece that is whole comes the next.
//
// The readers and writers of formats make themselves known here, so that the methods
// that pieces need are not part of what they export (pieces.go).
package pieces
