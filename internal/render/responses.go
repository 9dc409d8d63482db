package render

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// NextResponse returns the index of the first response of a record at or after i that has a
// value, itself or in a point or pair; Len if there is none. A response without values is
// absent: delimited text cannot have it.
func NextResponse(r *feed.Record, i int) int {
	for i = records.NextIndex(r, i, feed.ResponseGroup); i < r.Len() && IsEmptyResponse(r.At(i)); {
		i = records.NextIndex(r, i+1, feed.ResponseGroup)
	}
	return i
}

// IsEmptyResponse reports whether a response has no value, nor has a point or pair of it.
func IsEmptyResponse(p feed.Part) bool {
	if !p.Empty() {
		return false
	}
	for _, g := range [...]feed.Group{feed.PointGroup, feed.QueryParseGroup} {
		for item := range p.Items(g) {
			if !item.Empty() {
				return false
			}
		}
	}
	return true
}
