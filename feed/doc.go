// Package feed defines what a Geocode Dataflow feed is: its fields, entities, records,
// tokens and faults. It does no reading or writing of its own: packages xmlfeed and
// delimfeed do that, and package feedio chooses between them.
//
// A feed is a list of entities. An [Entity] holds a request to the service, either to
// geocode an address or to find the address of a location. After the job it also holds
// the service's responses and status. Every value is a [Field], a row of one table
// (schema.go) that says where the value is in XML and in delimited text. The codecs and
// the validator are driven by that table.
//
// There is one currency: the [Record], one entity, which a [RecordReader] fills, a
// [RecordWriter] writes, and a program reads and edits. It is used again for the next
// entity. [Copy] carries a whole feed from a reader to a writer. An [Entity] has the same
// content as a struct ([Entities], [WriteEntity], [NewEntityReader]), and a [Token] is one
// step of it, for programs that read it piece by piece.
//
// Whatever is wrong with an input is a [Fault], with a position and a [Cause].
package feed
