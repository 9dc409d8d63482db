// Package flat has the names of fields in tables and maps: short, without slashes, and no
// two the same.
package flat

import (
	"path"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Name returns the name of a field, such as RequestAddressLine. The fields of a response and
// of the entity itself have the last part of their column's name. Those of the requests have
// "Request" before it, or, where both requests have such a field, "Reverse" if it is the
// ReverseGeocodeRequest's. The fields of points and pairs have their group's name before it
// where it would be a name of the response's.
func Name(f feed.Field) string {
	if f >= feed.NumFields {
		return ""
	}
	return names[f]
}

var names = func() (names [feed.NumFields]string) {
	taken := make(map[feed.Group]map[string]bool)
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		info := f.Info()
		if taken[info.Group] == nil {
			taken[info.Group] = make(map[string]bool)
		}
		taken[info.Group][path.Base(info.Name)] = true
	}
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		name, prefix := path.Base(f.Info().Name), ""
		switch g := f.Info().Group; {
		case g == feed.ReverseGroup && taken[feed.GeocodeGroup][name]:
			prefix = "Reverse"
		case g == feed.ReverseGroup || g == feed.GeocodeGroup:
			prefix = "Request"
		case g == feed.PointGroup && taken[feed.ResponseGroup][name]:
			prefix = "Point"
		}
		names[f] = prefix + name
	}
	return names
}()
