package validate

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var locationRules = []Rule{
	{
		Code: "location-missing", Severity: Error, Kinds: both,
		Title: "a reverse request without latitude or longitude",
		Text: `A reverse request asks what is at a place; its Location, with both coordinates,
is the one thing that the schema requires of it.`,
		Bad:   `<ReverseGeocodeRequest><Location Latitude="53.8" /></ReverseGeocodeRequest>`,
		Good:  `<ReverseGeocodeRequest><Location Latitude="53.8" Longitude="-1.55" /></ReverseGeocodeRequest>`,
		check: checkLocationMissing,
		at:    []feed.Group{feed.ReverseGroup},
	},
	{
		Code: "latitude-invalid", Severity: Error, Kinds: both,
		Title: "a latitude that is not a number from -90 to 90",
		Text: `Latitudes are degrees as doubles of XML Schema: with a decimal point, whatever
the country, and from -90 to 90. One beyond that is often a longitude, the two
exchanged; the message says so where the other value would fit.`,
		Bad:    `<Location Latitude="53,8" Longitude="-1.55" />`,
		Good:   `<Location Latitude="53.8" Longitude="-1.55" />`,
		check:  checkLatitude,
		values: []feed.Field{feed.ReverseLatitude},
	},
	{
		Code: "longitude-invalid", Severity: Error, Kinds: both,
		Title: "a longitude that is not a number from -180 to 180",
		Text: `Longitudes are degrees as doubles of XML Schema: with a decimal point, whatever
the country, and from -180 to 180.`,
		Bad:    `<Location Latitude="53.8" Longitude="1.55 W" />`,
		Good:   `<Location Latitude="53.8" Longitude="-1.55" />`,
		check:  checkLongitude,
		values: []feed.Field{feed.ReverseLongitude},
	},
	{
		Code: "location-zero", Severity: Warning, Kinds: both,
		Title: "the place 0, 0",
		Text: `Latitude 0, longitude 0 is in the sea off Africa. It is what programs write where
they have no coordinates.`,
		Bad:    `<Location Latitude="0" Longitude="0.0" />`,
		Good:   `<Location Latitude="53.8" Longitude="-1.55" />`,
		check:  checkLocationZero,
		values: []feed.Field{feed.ReverseLatitude},
	},
}

func checkLocationMissing(e *entity) {
	if !e.has[feed.ReverseGroup] || !e.knows(feed.ReverseGroup) {
		return // failed, or not all is known
	}
	latitude := e.sets[feed.ReverseGroup].Has(feed.ReverseLatitude)
	longitude := e.sets[feed.ReverseGroup].Has(feed.ReverseLongitude)
	switch {
	case !latitude && !longitude:
		e.report(feed.ReverseLatitude, "the reverse request has neither latitude nor longitude", "add both")
	case !latitude:
		e.report(feed.ReverseLatitude, "the Location has no Latitude", "add it")
	case !longitude:
		e.report(feed.ReverseLongitude, "the Location has no Longitude", "add it")
	}
}

func checkLatitude(e *entity) {
	latitude, longitude := e.text(feed.ReverseLatitude), e.text(feed.ReverseLongitude)
	if len(latitude) == 0 {
		return
	}
	message, remedy := coordinateFault(latitude, feed.LatitudeType)
	if message == "" {
		return
	}
	if areSwapped(latitude, longitude) {
		message += fmt.Sprintf("; with the longitude %s it looks exchanged", quote.Text(longitude))
		remedy = "exchange the two"
	}
	e.report(feed.ReverseLatitude, message, remedy)
}

func checkLongitude(e *entity) {
	longitude := e.text(feed.ReverseLongitude)
	if len(longitude) == 0 {
		return
	}
	if message, remedy := coordinateFault(longitude, feed.LongitudeType); message != "" {
		e.report(feed.ReverseLongitude, message, remedy)
	}
}

func checkLocationZero(e *entity) {
	latitude, longitude := e.text(feed.ReverseLatitude), e.text(feed.ReverseLongitude)
	if len(latitude) == 0 || len(longitude) == 0 {
		return
	}
	lat, ok1 := degrees(latitude)
	lon, ok2 := degrees(longitude)
	if ok1 && ok2 && lat == 0 && lon == 0 {
		e.report(feed.ReverseLatitude, "the location is 0, 0", "fill in the coordinates, or remove the entity")
	}
}
