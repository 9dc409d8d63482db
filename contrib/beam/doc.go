// Package beamfeed reads, checks and writes geocode feeds in pipelines of Apache Beam: on
// Beam's own runner, prism, and the same pipeline on Flink, Spark or Dataflow.
//
// An entity is an Element: the entity as a struct, with the file and the place that it comes
// from. Read makes Elements of files, in ranges of bytes that several workers read; Validate
// checks them by the rules of "feedconv validate"; Write makes feeds of them. What is at
// fault is not lost: it fails the pipeline, or it is in the Rejected and the Problems of a
// Result.
//
// Paths are those of Beam's file systems: a program imports the ones that it uses, such as
// the package local, or gcs for gs://. Mistakes in building a pipeline are panics, as they are in Beam.
//
// The elements that a DoFn gets belong to the pipeline, which may hand them to others as
// well: change a Clone.
package beamfeed
