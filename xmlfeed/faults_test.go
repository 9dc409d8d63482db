package xmlfeed_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

const namespace = "http://schemas.microsoft.com/search/local/2010/5/geocode"

// inFeed is a feed with the given content.
func inFeed(content string) string {
	return `<GeocodeFeed xmlns="` + namespace + `" Version="2.0">` + content + "</GeocodeFeed>"
}

// faults returns the faults and notices of a feed, a line each; every hostile
// way of reading must come to the same.
func faults(t *testing.T, input string, limits feed.Limits) string {
	t.Helper()
	want := ""
	for how, r := range feedtest.Hostile(input) {
		var log feedtest.Log
		log.Read(feedtest.Check(xmlfeed.NewReader(r, &feed.ReaderOptions{Limits: limits, Notice: log.Notice})))
		var lines []string
		for _, f := range log.Faults {
			lines = append(lines, string(f.Cause)+" "+f.Error())
		}
		got := strings.Join(lines, "\n")
		if how == "whole" {
			want = got
		}
		if got != want {
			t.Errorf("%.200q read %s:\n%s\nnot\n%s", input, how, got, want)
		}
	}
	return want
}

// TestFaults shows the messages about what the schema does not have; § marks the
// places.
func TestFaults(t *testing.T) {
	const entity = `<GeocodeEntity Id="7">`
	for _, c := range []struct{ input, want string }{
		// Roots.
		{"§<Feed/>", `xml-unknown §: the root element is Feed, not GeocodeFeed; a feed begins with <GeocodeFeed xmlns="` + namespace + `" Version="2.0">`},
		{"§<GeocodeFeed xmlns='urn:x'/>", `xml-unknown §: the root element GeocodeFeed is in namespace "urn:x"; a feed begins with <GeocodeFeed xmlns="` + namespace + `" Version="2.0">`},
		{"§<Response><StatusCode>200</StatusCode></Response>", `xml-unknown §: the root element is Response: what the service says of a job, not a feed; download the job's output, and read that`},
		{"§<Feed>§&</Feed>", "xml-unknown §: the root element is Feed, not GeocodeFeed; a feed begins with <GeocodeFeed xmlns=\"" + namespace + "\" Version=\"2.0\">\n" + `xml-syntax §: "&" stands alone; write it as &amp;`},
		{"§Id|StatusCode", `xml-syntax §: the text does not begin with "<": it is not XML; it looks like delimited text; read it as csv, tab or pipe`},
		{"§hello", `xml-syntax §: the text does not begin with "<": it is not XML; a feed in XML begins with <GeocodeFeed`},
		// Versions.
		{`<GeocodeFeed xmlns="` + namespace + `" §Version=" "/>`, `version-unsupported §: version " " is not supported; make the feed in version 2.0 of the schema`},
		{`§<GeocodeFeed xmlns="` + namespace + `" Version=""/>`, `version-missing §: the feed has no Version, which means 1.0; write Version="2.0" in the GeocodeFeed tag`},
		{"§<GeocodeFeed xmlns='http://schemas.microsoft.com/search/local/2011/5/geocode'/>", `xml-unknown §: the root element GeocodeFeed is in namespace "http://schemas.microsoft.com/search/local/2011/5/geocode"; a feed begins with <GeocodeFeed xmlns="` + namespace + `" Version="2.0">`},
		{"§<GeocodeFeed xmlns='urn:" + strings.Repeat("ö", 100) + "/2010/5/geocodes'/>", `xml-unknown §: the root element GeocodeFeed is in namespace …"öööööö/2010/5/geocodes"; a feed begins with <GeocodeFeed xmlns="` + namespace + `" Version="2.0">`},
		{`<GeocodeFeed xmlns="` + namespace + `" §Version="-2"/>`, `version-unsupported §: version "-2" is not supported; make the feed in version 2.0 of the schema`},
		{`<GeocodeFeed xmlns="` + namespace + `" §Version="2.01"/>`, `version-unsupported §: version "2.01" is not supported; make the feed in version 2.0 of the schema`},
		{`<GeocodeFeed xmlns="` + namespace + `" §Version="2 0"/>`, `version-unsupported §: version "2 0" is not supported; make the feed in version 2.0 of the schema`},
		{`<GeocodeFeed xmlns="` + namespace + `" Version="&#9;+02.00 "/>`, ``},
		{`<GeocodeFeed xmlns="` + namespace + `" Version="2."/>`, ``},
		{`<GeocodeFeed xmlns="` + namespace + `" Version="2"/>`, ``},
		{inFeed(`<GeocodeEntity Id="7" §Version="2.0"/>`), `xml-unknown §: entity 1 (Id "7"): Version: unknown attribute; remove it`},
		// Encodings.
		{`<?xml version="1.0" §encoding="Latin1"?>` + inFeed(""), `encoding-not-utf8 §: the XML declaration says encoding "Latin1"; save the file as UTF-8 and declare encoding="utf-8"`},
		{`<?xml version="1.0" §encoding="UTF-16"?>` + inFeed(""), `encoding-not-utf8 §: the XML declaration says encoding "UTF-16"; save the file as UTF-8 and declare encoding="utf-8"`},
		// Elements.
		{inFeed("§<Foo><GeocodeEntity/></Foo>"), `xml-unknown §: GeocodeFeed/Foo: unknown element; remove it`},
		{inFeed("§<geocodeentity/>"), `xml-unknown §: GeocodeFeed/geocodeentity: unknown element; write GeocodeEntity`},
		{inFeed("§<GeocodeRequest/>"), `xml-unknown §: GeocodeFeed/GeocodeRequest: GeocodeRequest does not belong here; it belongs inside GeocodeEntity`},
		{inFeed(entity + "§<Address/></GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): Address: Address does not belong here; it belongs inside GeocodeRequest or GeocodeResponse`},
		{inFeed(entity + "<GeocodeRequest>§<Location/></GeocodeRequest></GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Location: Location does not belong here; it belongs inside ReverseGeocodeRequest`},
		{inFeed(entity + "<GeocodeRequest><Address>§<Foo/></Address></GeocodeRequest></GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Address/Foo: unknown element; remove it`},
		{inFeed(entity + "§<GeocodeRequest xmlns='urn:x'/></GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest: element GeocodeRequest is in namespace "urn:x"; the feed's namespace is "` + namespace + `"`},
		{inFeed(entity + "<GeocodeRequest/>§<GeocodeRequest/></GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest: a second GeocodeRequest; remove one of them`},
		{inFeed(entity + "<TraceId/>§<TraceId>x</TraceId></GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): TraceId: a second TraceId; remove one of them`},
		{inFeed(entity + "<ReverseGeocodeRequest><Location Latitude='1' Longitude='2'/>§<Location/></ReverseGeocodeRequest></GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): ReverseGeocodeRequest/Location: a second Location; remove one of them`},
		{inFeed(entity + "<StatusCode>a§<b>&amp;</b>§<c/></StatusCode></GeocodeEntity>"), "xml-unknown §: entity 1 (Id \"7\"): StatusCode/b: unknown element; remove it\n" + `xml-unknown §: entity 1 (Id "7"): StatusCode/c: unknown element; remove it`},
		{inFeed("<GeocodeEntity/><GeocodeEntity>§<" + strings.Repeat("x", 100) + "/></GeocodeEntity>"), `xml-unknown §: entity 2: ` + strings.Repeat("x", 60) + "…: unknown element; remove it"},
		// Attributes.
		{`<GeocodeFeed xmlns="` + namespace + `" Version="2.0" §Foo="1"/>`, `xml-unknown §: GeocodeFeed/Foo: unknown attribute; remove it`},
		{inFeed(`<GeocodeEntity §ID="1"/>`), `attribute-case §: entity 1 (Id "1"): ID: the attribute Id is written ID; write Id`},
		{inFeed(entity + `<GeocodeRequest §IncludeEntityTypes="1"/></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/IncludeEntityTypes: unknown attribute; remove it`},
		{inFeed(entity + `<GeocodeRequest><Address §Neighborhood="1"/></GeocodeRequest></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Address/Neighborhood: unknown attribute; remove it`},
		{inFeed(entity + `<GeocodeRequest><Address District="" §AdminDistrict2="1"/></GeocodeRequest></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Address/AdminDistrict2: District and AdminDistrict2 stand for the same; remove one of them`},
		{inFeed(`<GeocodeEntity §EntityId="7"/>`), `xml-unknown §: entity 1: EntityId: unknown attribute; write Id`},
		{inFeed(entity + `<GeocodeRequest><Address Locality="a" §City="1"/></GeocodeRequest></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Address/City: unknown attribute; it seems to be Locality, which is there already: keep one of the two`},
		{inFeed(entity + `<GeocodeRequest><Address §City="1"/></GeocodeRequest></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Address/City: unknown attribute; write Locality`},
		{inFeed(entity + `<GeocodeRequest><Address §Postal_Code="1"/></GeocodeRequest></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Address/Postal_Code: unknown attribute; write PostalCode`},
		{inFeed(entity + `<GeocodeRequest §Querry="1"/></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Querry: unknown attribute; write Query`},
		{inFeed(entity + `<ReverseGeocodeRequest><Location §lng="1"/></ReverseGeocodeRequest></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): ReverseGeocodeRequest/Location/lng: unknown attribute; write Longitude`},
		{inFeed(entity + `<GeocodeRequest><Address §Phone="1"/></GeocodeRequest></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): GeocodeRequest/Address/Phone: unknown attribute; remove it`},
		{inFeed(entity + `<StatusCode §a="1">s</StatusCode></GeocodeEntity>`), `xml-unknown §: entity 1 (Id "7"): StatusCode/a: unknown attribute; remove it`},
		{inFeed(`<GeocodeEntity xmlns:p="urn:p" §p:Id="8" Id="7"/>`), `xml-unknown §: entity 1 (Id "7"): p:Id: unknown attribute; remove it`},
		// Text.
		{inFeed("\n §a\nb<!-- c -->d "), `xml-unknown §: GeocodeFeed: text "a\nb" in element GeocodeFeed; remove it`},
		{inFeed(entity + "<GeocodeRequest> <![CDATA[ §x]]>y</GeocodeRequest>§z</GeocodeEntity>"), "xml-unknown §: entity 1 (Id \"7\"): GeocodeRequest: text \"x\" in element GeocodeRequest; remove it\n" + `xml-unknown §: entity 1 (Id "7"): text "z" in element GeocodeEntity; remove it`},
		{inFeed(entity + "&#32;&#x9;§&amp; </GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): text "&amp;" in element GeocodeEntity; remove it`},
		{inFeed(entity + "<![CDATA[ §<b> <c> ]]> y</GeocodeEntity>"), `xml-unknown §: entity 1 (Id "7"): text "<b>" in element GeocodeEntity; remove it`},
		// In an entity, the entity is named.
		{inFeed(entity + "<GeocodeRequest></GeocodeRequest>§&</GeocodeEntity>"), `xml-syntax §: entity 1 (Id "7"): "&" stands alone; write it as &amp;`},
		{inFeed(entity + "</GeocodeEntity>§&"), `xml-syntax §: "&" stands alone; write it as &amp;`},
	} {
		input, places := feedtest.Marks(c.input)
		if got, want := faults(t, input, feed.Limits{}), feedtest.Located(c.want, places); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.input, got, want)
		}
	}
}

// TestNotices shows the messages about what is mended.
func TestNotices(t *testing.T) {
	https := "https" + strings.TrimPrefix(namespace, "http")
	for _, c := range []struct{ input, want string }{
		{"\uFEFF§" + inFeed(""), `encoding-bom §: the text is UTF-8 with a byte order mark; save the file as UTF-8 without a byte order mark`},
		{`§<GeocodeFeed xmlns="` + namespace + `"/>`, `version-missing §: the feed has no Version, which means 1.0; write Version="2.0" in the GeocodeFeed tag`},
		{`§<GeocodeFeed Version="2.0"><GeocodeEntity/></GeocodeFeed>`, `xml-namespace §: GeocodeFeed: element GeocodeFeed is in no namespace; the feed's namespace is "` + namespace + `"`},
		{inFeed(`§<GeocodeEntity xmlns=""><GeocodeRequest/></GeocodeEntity>`), `xml-namespace §: GeocodeFeed/GeocodeEntity: element GeocodeEntity is in no namespace; the feed's namespace is "` + namespace + `"`},
		{inFeed(`<GeocodeEntity Id="7"><GeocodeResponse>§<Point xmlns="` + https + `" Latitude="1" Longitude="2"/></GeocodeResponse></GeocodeEntity>`), `xml-namespace §: entity 1 (Id "7"): GeocodeResponse/Point: element Point is in namespace "` + https + `"; the feed's namespace is "` + namespace + `"`},
	} {
		input, places := feedtest.Marks(c.input)
		if got, want := faults(t, input, feed.Limits{}), feedtest.Located(c.want, places); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.input, got, want)
		}
	}
}

// TestLimits shows what is refused for its size.
func TestLimits(t *testing.T) {
	limits := feed.Limits{Value: 21, Entity: 200, Nesting: 4}
	long := strings.Repeat("é", 11)
	for _, c := range []struct{ input, want string }{
		{inFeed(`<GeocodeEntity Id="7"><GeocodeRequest §Query="` + long + `" Culture="c"/></GeocodeEntity>`), `value-too-large §: entity 1 (Id "7"): GeocodeRequest/Query: a value of 22 bytes, over the limit of 21; shorten it`},
		{inFeed(`<GeocodeEntity §Id="` + long + `"/>`), `value-too-large §: entity 1: Id: a value of 22 bytes, over the limit of 21; shorten it`},
		{inFeed(`<GeocodeEntity><StatusCode>§` + long + `</StatusCode></GeocodeEntity>`), `value-too-large §: entity 1: StatusCode: a value of 22 bytes, over the limit of 21; shorten it`},
		{inFeed(strings.Repeat(`<GeocodeEntity><TraceId>`+long[2:]+`</TraceId></GeocodeEntity>`, 3)), ``},
		{inFeed(`<GeocodeEntity Id="6"/>§<GeocodeEntity Id="7"><TraceId>` + strings.Repeat("<!-- -->", 30)), `value-too-large §: entity 2 (Id "7"): the entity is larger than the limit of 200 bytes; shorten it; a quote or an end tag may be missing`},
		{inFeed(`<GeocodeEntity Id="6"/>` + strings.Repeat("<!-- -->", 100)), ``},
	} {
		input, places := feedtest.Marks(c.input)
		if got, want := faults(t, input, limits), feedtest.Located(c.want, places); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.input, got, want)
		}
	}
}
