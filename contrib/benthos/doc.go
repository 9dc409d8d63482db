// Package feedbenthos adds geocode feeds to Benthos, the stream processor: the scanner
// geocode_feed reads feeds, the processor geocode_feed_validate checks entities, and the
// processor geocode_feed_encode writes a batch of entities as a feed. A program that
// imports the package has them; cmd/feedbenthos is one.
//
// An entity is a message that holds a line of JSON Lines.
package feedbenthos
