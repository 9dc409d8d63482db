// Package parquetfeed writes feeds as Apache Parquet, and reads them back.
//
// The columns are typed: degrees are doubles, booleans are booleans, numbers of results
// are integers, and the rest is text. A value keeps what it means and not how it is
// spelled: 47.640 comes back as 47.64. With Options.Text all columns are text, and every
// value comes back as it was. Values that are empty are null.
//
// A file is nested, with a row for each entity and lists of responses, or flat, with a row
// for each response, for programs that prefer tables.
package parquetfeed
