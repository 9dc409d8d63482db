// Package parallel lets a feed be read on one core while another uses what was
// read. A Reader yields what the reader behind it yields: the same entities, faults,
// places and source texts in the same order, so that whatever is made of them is
// the same to the byte.
package parallel
