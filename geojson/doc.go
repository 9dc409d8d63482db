// Package geojson writes the entities of a feed as GeoJSON (RFC 7946), for maps and GIS
// programs. There is no reader, because GeoJSON does not hold all of a feed.
//
// Each response is a Feature, and so is an entity without one. The coordinates are those of
// the response's Point, with the feed's own digits. If there is no Point, or it is no pair of
// numbers within ±90 and ±180 degrees, the geometry is null. Features have no id. The property
// Seq is the number of the Feature, from 1, and keeps Features apart and in order where
// programs lose either. All Features have the same properties, each always of one type: Seq,
// Response and the sides of the box are numbers, all else is text, and null is for what is
// absent. QueryParseValues are left out, and GeocodePoints unless Options.Points asks for them.
package geojson
