// Package feed says what a Geocode Dataflow feed is: its fields, its tokens, its
// entities and its faults. It reads and writes nothing; packages xmlfeed and
// delimfeed do.
//
// A feed is a list of entities. An [Entity] holds a request for the service, to
// geocode an address or to find the address of a place, and after the job the
// service's responses and status. Every value is a [Field] of one table
// (schema.go), which says where the field stands in XML and in delimited text;
// both codecs and the validator are driven by it.
//
// Readers yield [Token] values and writers take them; [Copy] carries a feed from
// one to the other and holds no more than one entity. The quickest way through a
// feed is by whole entities in a [Record], which is used again and again:
// [RecordReader] and [RecordWriter]. [Entities] and [WriteEntity] do the same with
// structs. What is wrong with an input is a
// [Fault] with a place and a [Cause].
package feed
