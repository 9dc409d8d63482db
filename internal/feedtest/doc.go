// Package feedtest holds what the tests of several packages share: a notation
// for tokens and faults ([Log]), the notion of two feeds having the same content
// ([Content]), readers that hand bytes or tokens over in hostile ways, generators
// of feeds, a clock, and the table of cases that shows every rule and quirk of the format
// ([Cases]).
//
// It imports package feed only, so that the tests of all codecs may use it.
package feedtest
