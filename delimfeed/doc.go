// Package delimfeed reads and writes Geocode Dataflow feeds as text that is
// delimited by commas, tabs or pipes.
//
// Such a text begins with the line "Bing Spatial Data Services, 2.0". A header follows,
// whose cells are column paths, and then a row for each entity. A [Reader] accepts what
// spreadsheets and real producers make of this: see the
// files read_header.go for the first two lines, read_cells.go for the cells of a row,
// columns.go for the cells that two requests share, and read_rows.go for the rows of an
// entity with several responses.
//
// A [Writer] writes any columns. The columns that the service documents cannot hold every
// entity. A [Survey] finds out which of the extension columns a feed needs: columns that
// this project defines and the service does not know.
package delimfeed
