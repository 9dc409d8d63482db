// Package tablefeed reads a table of a user's own, such as a list of customers in CSV, as a
// feed: a [Mapping] says which columns the values of the requests come from.
//
//	m := tablefeed.Mapping{
//		Map: map[string]string{"AddressLine": "{Street} {No}", "Locality": "City"},
//		Set: map[string]string{"CountryRegion": "US"},
//	}
//	r := tablefeed.NewReader(file, m, nil)
//
// A [Reader] is a reader of records like those of the feed formats. It finds out what the
// table looks like (see [Dialect]); faults are at the lines and columns of the table.
// [Rows] reads the same rows as they are, to the byte.
package tablefeed
