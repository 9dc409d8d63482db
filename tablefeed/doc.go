// Package tablefeed reads a table of a user's own, such as a list of customers in CSV, as a
// feed: a [Mapping] says which columns the values of the requests come from.
//
//	m := tablefeed.Mapping{
//		Map: map[string]string{"AddressLine": "{Street} {No}", "Locality": "City"},
//		Set: map[string]string{"CountryRegion": "US"},
//	}
//	r := tablefeed.NewReader(file, m, nil)
//
// A [Reader] reads records like the readers of the feed formats. It detects the table's
// [Dialect]; faults have the lines and columns of the table. [Rows] reads the same rows
// byte for byte.
package tablefeed
