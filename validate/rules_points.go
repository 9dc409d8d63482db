package validate

import (
	"fmt"
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var pointRules = []Rule{
	{
		Code: "points-swapped", Severity: Error, Kinds: Results,
		Title: "a GeocodePoint whose latitude and longitude are exchanged",
		Text: `In delimited text the service exchanges the two in some GeocodePoints of a cell
and not in others, while its XML has them right. Each point is judged by itself:
it is exchanged where its latitude is out of range and would fit were they
exchanged, or where exchanging them brings it to the response's Point.`,
		Bad:   `[{"Longitude":"47.64","Latitude":"-122.13",…}]`,
		Good:  `[{"Longitude":"-122.13","Latitude":"47.64",…}]`,
		check: checkPointsSwapped,
		on:    []feed.Field{feed.PointLatitude},
	},
}

func checkPointsSwapped(e *entity) {
	if !e.swapped {
		return
	}
	for _, r := range e.responses {
		for i, p := range r.points {
			if p.swapped {
				e.reportPart(p.Part, feed.PointLatitude,
					fmt.Sprintf("latitude %s and longitude %s of GeocodePoint %d are exchanged", quote.Text(p.Text(feed.PointLatitude)), quote.Text(p.Text(feed.PointLongitude)), i+1),
					"exchange them")
			}
		}
	}
}

// A point counts as swapped if it is more than apart degrees from its response's Point
// and, once swapped, within near degrees of it. Where latitude and longitude are almost
// equal, swapping makes no difference.
const (
	apart = 0.02
	near  = 1
)

// exchanged are the fields that isFar needs.
var exchanged = feed.SetOf(feed.PointLatitude, feed.ResponseLongitude)

// isFar reports whether a point, once swapped, is certainly not near its response,
// judging by the whole degrees of the point's latitude and of the response's longitude.
// Nearly always this is enough to know that the point is not swapped.
func isFar(latitude, longitude int) bool {
	return longitude != unknownDegrees && -90 < latitude && latitude < 90 && (latitude-longitude > near+1 || longitude-latitude > near+1)
}

// isSwapped reports whether a point's latitude and longitude are swapped, judging by
// their ranges and by the Point of its response.
func isSwapped(point, response feed.Part) bool {
	latitude, longitude := point.Text(feed.PointLatitude), point.Text(feed.PointLongitude)
	lat, ok1 := degrees(latitude)
	lon, ok2 := degrees(longitude)
	if !ok1 || !ok2 || !inRange(lat, feed.LongitudeType) || !inRange(lon, feed.LatitudeType) {
		return false
	}
	if !inRange(lat, feed.LatitudeType) {
		return true
	}
	atLat, ok1 := degrees(response.Text(feed.ResponseLatitude))
	atLon, ok2 := degrees(response.Text(feed.ResponseLongitude))
	if !ok1 || !ok2 || !inRange(atLat, feed.LatitudeType) || !inRange(atLon, feed.LongitudeType) {
		return false
	}
	asIs := math.Abs(lat-atLat) + math.Abs(lon-atLon)
	exchanged := math.Abs(lat-atLon) + math.Abs(lon-atLat)
	return asIs > apart && exchanged < near && exchanged*4 < asIs
}
