package validate

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A ruleCase is an input that a rule reports and one that it does not. xml is
// what is in the root, text the header and the rows with pipes for the
// delimiter; whole are files of which more than that is wrong. Marks (§) stand
// where problems are. An empty one says that the rule cannot occur there.
type ruleCase struct {
	rule      string
	kind      Kind
	profile   string
	bad, good input
}

type input struct {
	xml, text string
	whole     map[feed.Format]string
	utf16     bool // stored as UTF-16, after a mark
}

func (in input) of(f feed.Format) (string, bool) {
	switch {
	case in.whole[f] != "":
		return in.whole[f], true
	case f == feed.XML && in.xml != "":
		return xmlFeed(in.xml), true
	case f.Delimiter() != 0 && in.text != "":
		return delimited(f, in.text), true
	}
	return "", false
}

// everyText is the same file in the three formats of delimited text, its pipes
// replaced by the delimiter.
func everyText(text string) map[feed.Format]string {
	m := make(map[feed.Format]string)
	for _, f := range []feed.Format{feed.CSV, feed.Tab, feed.Pipe} {
		m[f] = strings.ReplaceAll(text, "|", string(rune(f.Delimiter())))
	}
	return m
}

func with(m map[feed.Format]string, xml string) map[feed.Format]string {
	m[feed.XML] = xml
	return m
}

// inJSON is a file in JSON Lines alone.
func inJSON(text string) map[feed.Format]string {
	return map[feed.Format]string{feed.JSONLines: text}
}

var goodJSON = input{whole: inJSON(`{"id":"1","geocodeRequest":{"query":"Leeds","maxResults":5}}` + "\n")}

const (
	line1 = "Bing Spatial Data Services, 2.0\n"
	root  = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">`
	one   = `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /></GeocodeEntity>`
	one3  = `<GeocodeEntity Id="3"><GeocodeRequest Query="Leeds" /></GeocodeEntity>`
	oneOf = "Id|GeocodeRequest/Query\n1|Leeds"
)

var good = input{xml: one, text: oneOf}

// stored returns the input's text as it is in the file.
func (in input) stored(text string) string {
	if !in.utf16 {
		return text
	}
	b := []byte("\xFF\xFE")
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

const results = "Id|GeocodeRequest/Query|GeocodeResponse/Confidence|GeocodeResponse/Name|GeocodeResponse/MatchCodes|GeocodeResponse/Point/Latitude|GeocodeResponse/Point/Longitude|GeocodeResponse/GeocodePoints|StatusCode|FaultReason\n"

// succeeded returns an XML entity with a response.
func succeeded(response string) string {
	return `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" />` + response + `<StatusCode>Success</StatusCode></GeocodeEntity>`
}

var ruleCases = []ruleCase{
	{rule: "encoding-invalid", bad: input{whole: with(everyText(line1+"Id|GeocodeRequest/Query\n1|Leeds\n2|K§\xf6ln am Rhein\n3|Leeds\n"), root+one+"\n"+`<GeocodeEntity Id="2"><GeocodeRequest Query="K§`+"\xf6"+`ln am Rhein" /></GeocodeEntity>`+one3+`</GeocodeFeed>`)},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Köln" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query\n1|Köln"}},
	{rule: "encoding-not-utf8", bad: input{whole: map[feed.Format]string{feed.XML: `<?xml version="1.0" §encoding="iso-8859-1"?>` + root + one + `</GeocodeFeed>`}},
		good: input{whole: map[feed.Format]string{feed.XML: `<?xml version="1.0" encoding="UTF-8"?>` + root + one + `</GeocodeFeed>`}}},
	{rule: "encoding-not-utf8", bad: input{whole: with(everyText("§"+line1+oneOf+"\n"), "§"+root+one+"</GeocodeFeed>"), utf16: true}, good: good},
	{rule: "encoding-bom", bad: input{whole: with(everyText("§\uFEFF"+line1+oneOf+"\n"), "§\uFEFF"+root+one+"</GeocodeFeed>")}, good: good},
	{rule: "xml-syntax", bad: input{xml: one + "\n" + `<GeocodeEntity Id="2"><GeocodeRequest Query="Trinidad §& Tobago" /></GeocodeEntity>` + "\n<GeocodeEntity />"}, good: good},
	{rule: "xml-syntax", bad: input{whole: map[feed.Format]string{feed.XML: "<?xml version=\"1.0\"?>\n§"}}},
	{rule: "xml-syntax", bad: input{xml: `§<p:GeocodeEntity Id="1" />`}},
	{rule: "xml-doctype", bad: input{whole: map[feed.Format]string{feed.XML: "<?xml version=\"1.0\"?>\n§<!DOCTYPE GeocodeFeed>\n" + root + one + "</GeocodeFeed>"}}, good: good},
	{rule: "xml-namespace", bad: input{whole: map[feed.Format]string{feed.XML: `§<GeocodeFeed Version="2.0">` + one + `</GeocodeFeed>`}}, good: good},
	{rule: "xml-namespace", bad: input{xml: `<GeocodeEntity Id="1">§<GeocodeRequest xmlns="" Query="Leeds"><ConfidenceFilter MinimumConfidence="Low" /></GeocodeRequest></GeocodeEntity>`}},
	{rule: "xml-unknown", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address §Adressline="1 Main Street" /></GeocodeRequest></GeocodeEntity>`}, good: good},
	{rule: "xml-unknown", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Culture="en-GB" />§<Address Locality="Leeds" /></GeocodeEntity>` + "\n§<Entity><GeocodeRequest /></Entity>§text"}},
	{rule: "xml-unknown", bad: input{xml: `<GeocodeEntity Id="1" §ID="2">§<GeocodeReqest Query="Leeds" /></GeocodeEntity>`}},
	{rule: "attribute-case", bad: input{xml: `<GeocodeEntity §ID="1"><GeocodeRequest §query="Leeds" /></GeocodeEntity><GeocodeEntity ID="2"><GeocodeRequest query="York" /></GeocodeEntity>`}, good: good},
	{rule: "attribute-case", bad: input{whole: map[feed.Format]string{feed.XML: strings.Replace(root, "Version", "§version", 1) + one + `</GeocodeFeed>`}}},
	{rule: "json-syntax", bad: input{whole: inJSON("{\"id\":\"1\",\"geocodeRequest\":{\"query\":\"Leeds\"}§\n§null\n{\"id\":\"3\",\"geocodeRequest\":{\"query\":\"York\"}}§,\n")}, good: goodJSON},
	{rule: "json-key", bad: input{whole: inJSON(`{"id":"1","geocodeRequest":{§"Query":"Leeds"}}` + "\n" + `{"id":"2","geocodeRequest":{"query":"Leeds"},§"id":"3",§"note":"x"}` + "\n")}, good: goodJSON},
	{rule: "json-value", bad: input{whole: inJSON(`{"id":"1","geocodeRequest":{"query":§["Leeds"]}}` + "\n" + `{"id":"2","geocodeRequest":{"query":"§\ud800"}}` + "\n" + `{"id":"3","geocodeRequest":§"Leeds"}` + "\n")}, good: goodJSON},
	{rule: "version-missing", bad: input{whole: with(everyText("§Id|GeocodeRequest/Query\n1|Leeds\n"), `§<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode">`+one+`</GeocodeFeed>`)}, good: good},
	{rule: "version-unsupported", bad: input{whole: with(everyText("Bing Spatial Data Services, §1.0\nId|GeocodeRequest/Query\n1|Leeds\n"), `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" §Version="1.0">`+one+`</GeocodeFeed>`)}, good: good},
	{rule: "text-syntax", bad: input{text: "Id|GeocodeRequest/Query\n1|\"The \\\"§Old\\\" Mill\"\n2|\"Leeds\"§x\n3|Leeds"}, good: input{text: "Id|GeocodeRequest/Query\n1|\"The \"\"Old\"\" Mill\""}},
	{rule: "text-syntax", bad: input{text: "Id|GeocodeRequest/Query\n1|Leeds\n2|York\n3|§\"Hull\n4|Ripon"}},
	{rule: "text-header", bad: input{whole: everyText(line1 + "§1|1 Main Street|Leeds\n")}, good: good},
	{rule: "text-header", bad: input{whole: map[feed.Format]string{feed.CSV: "§ ", feed.Tab: "§", feed.Pipe: "§\n"}}},
	{rule: "column-missing", bad: input{text: "§GeocodeRequest/Query|StatusCode\nLeeds|\nYork|"}, good: input{text: "Id|GeocodeRequest/Query|StatusCode\n1|Leeds|\n2|York|"}},
	{rule: "column-unknown", bad: input{text: "Id|§GeocodeRequest/Adress/AddressLine|GeocodeRequest/Query\n1|x|Leeds"}, good: good},
	{rule: "column-duplicate", bad: input{text: "Id|GeocodeRequest/Query|§GeocodeRequest/Query\n1|Leeds|York"}, good: good},
	{rule: "column-extension", bad: input{text: "Id|GeocodeRequest/Query|§GeocodeRequest/MaxResults\n1|Leeds|5"}, good: good},
	{rule: "row-too-long", bad: input{text: "Id|GeocodeRequest/Address/AddressLine|GeocodeRequest/Culture\n1|One Main Street| Leeds|§en-GB\n2|Leeds|en-GB"}, good: input{text: "Id|GeocodeRequest/Query\n1|\"One Main Street, |Leeds\"|"}},
	{rule: "cell-json", kind: Results, bad: input{whole: map[feed.Format]string{
		feed.Tab:  line1 + strings.ReplaceAll(results+"1|Leeds|High|Leeds|Good|53.8|-1.5|§[{\"\"Latitude\"\":\"\"53.8\"\"}]|Success|", "|", "\t"),
		feed.Pipe: line1 + results + "1|Leeds||||||§[{\"Latitude\":null}]|Success|",
		feed.CSV:  line1 + strings.ReplaceAll(results+"1|Leeds|High|Leeds|Good|53.8|-1.5|§\"[{\"\"Latitude\"\":\"\"53.8\"\"}\"|Success|", "|", ","),
	}}, good: input{text: results + "1|Leeds|High|Leeds|Good|53.8|-1.5|\"[{\"\"Latitude\"\":\"\"53.8\"\",\"\"Longitude\"\":\"\"-1.5\"\"}]\"|Success|"}},
	{rule: "row-index", kind: Results, bad: input{text: "Id|GeocodeResponse/Name|GeocodeResponse/Index|StatusCode\n7|Leeds||Success\n7|Leeds (Alabama)|§3|"},
		good: input{text: "Id|GeocodeResponse/Name|GeocodeResponse/Index|StatusCode\n7|Leeds|1|Success\n7|Leeds (Alabama)|2|\n7|Leeds (Maine)|3|\n8|York||Success"}},
	{rule: "feed-empty", bad: input{whole: with(everyText(line1+"§Id|GeocodeRequest/Query\n"), "<?xml version=\"1.0\"?>\n§"+root+"\n</GeocodeFeed>")}, good: good},
	{rule: "too-many-entities", profile: `{"limits": {"entities": 2}}`,
		bad:  input{xml: one + `<GeocodeEntity Id="2"><GeocodeRequest Query="York" /></GeocodeEntity>` + "\n §" + `<GeocodeEntity Id="3"><GeocodeRequest Query="Hull" /></GeocodeEntity><GeocodeEntity Id="4"><GeocodeRequest Query="Hull" /></GeocodeEntity>`, text: oneOf + "\n2|York\n§3|Hull\n4|Ripon"},
		good: input{xml: one + `<GeocodeEntity Id="2"><GeocodeRequest Query="York" /></GeocodeEntity>`, text: oneOf + "\n2|York"}},
	{rule: "too-large", profile: `{"limits": {"bytes": 200}}`,
		bad:  input{xml: `<GeocodeEntity §Id="1"><GeocodeRequest Query="` + strings.Repeat("x", 200) + `" /></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest Query="York" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query\n1|" + strings.Repeat("x", 100) + "\n§2|" + strings.Repeat("x", 100) + "\n3|Hull"},
		good: input{xml: one, text: oneOf}},
	{rule: "value-too-large", bad: input{xml: one + `<GeocodeEntity Id="2"><GeocodeRequest §Query="` + strings.Repeat("x", 1<<20+1) + `" /></GeocodeEntity>`, text: oneOf + "\n2|§" + strings.Repeat("x", 1<<20+1)},
		good: input{xml: `<GeocodeEntity Id="2"><GeocodeRequest Query="` + strings.Repeat("x", 1<<20) + `" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query\n2|" + strings.Repeat("x", 1<<20)}},

	{rule: "id-missing", bad: input{xml: `§<GeocodeEntity><GeocodeRequest Query="Leeds" /></GeocodeEntity>` + "\n" + `<GeocodeEntity §Id=""><GeocodeRequest Query="Leeds" /></GeocodeEntity>`, text: "GeocodeRequest/Query|Id\n§Leeds|\n§York"}, good: good},
	{rule: "id-duplicate", bad: input{xml: one + "\n" + `<GeocodeEntity §Id="1"><GeocodeRequest Query="York" /></GeocodeEntity>`, text: "GeocodeRequest/Query|Id\n\"Le\neds\"|1\nYork|2\nHull|§1"},
		good: input{xml: one + `<GeocodeEntity Id="a"><GeocodeRequest Query="York" /></GeocodeEntity><GeocodeEntity Id="A"><GeocodeRequest Query="York" /></GeocodeEntity>`, text: oneOf + "\na|York\nA|York\n01|York"}},
	{rule: "request-missing", bad: input{xml: `§<GeocodeEntity Id="1" />`}, good: good},
	{rule: "request-both", bad: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="1" Longitude="2" /></ReverseGeocodeRequest>§<GeocodeRequest Query="Leeds" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n§1|Leeds|1|2"},
		good: input{xml: one, text: "Id|GeocodeRequest/Culture|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|en-GB|1|2"}},
	{rule: "address-missing", bad: input{
		xml:  one + "\n" + `§<GeocodeEntity Id="2"><GeocodeRequest Culture="en-US" Query=""><Address AddressLine="" /></GeocodeRequest></GeocodeEntity>` + "\n" + `§<GeocodeEntity Id="3"><GeocodeRequest /></GeocodeEntity>`,
		text: "Id|GeocodeRequest/Query|GeocodeRequest/Culture\n1|Leeds|en-US\n§2||en-US\n§3"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address PostalTown="Leeds" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/PostalTown\n1|Leeds"}},
	{rule: "query-and-address", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest §Query="Leeds"><Address PostalCode="LS1" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/PostalCode|GeocodeRequest/Query\n1|LS1|§Leeds"}, good: good},
	{rule: "formatted-address-in-request", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address §FormattedAddress="1 Main Street, Leeds" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/FormattedAddress\n1|§\"1 Main Street, Leeds\""}, good: good},
	{rule: "strict-match-without-region", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest §StrictMatch="TRUE"><Address Locality="Leeds" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/Locality|GeocodeRequest/StrictMatch\n1|Leeds|§1"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest StrictMatch="true"><Address Locality="Leeds" CountryRegion="UK" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/AdminDistrict|GeocodeRequest/StrictMatch\n1|England|true\n2|Leeds|false"}},
	{rule: "query-parse-without-query", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest §IncludeQueryParse="1"><Address Locality="Leeds" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/Locality|§GeocodeRequest/IncludeQueryParse\n1|Leeds|§true"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest IncludeQueryParse="1" Query="Leeds" /></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest IncludeQueryParse="0"><Address Locality="Leeds" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/Locality|GeocodeRequest/Query|GeocodeRequest/IncludeQueryParse\n1||Leeds|true\n2|Leeds||false\n3|Leeds||"}},
	{rule: "response-in-request", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /><GeocodeResponse §Name="Leeds" /><StatusCode>Success</StatusCode></GeocodeEntity>` + "\n" + `<GeocodeEntity Id="2"><GeocodeRequest Query="York" /><TraceId>§x</TraceId></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeResponse/Confidence|StatusCode\n1|Leeds|§0|\n2|York||§0"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /><GeocodeResponse /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|StatusCode\n1|Leeds|"}},

	{rule: "confidence-invalid", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds"><ConfidenceFilter §MinimumConfidence="Very high" /></GeocodeRequest></GeocodeEntity>` + "\n" + `<GeocodeEntity Id="2"><GeocodeRequest Query="Leeds">§<ConfidenceFilter /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/ConfidenceFilter/MinimumConfidence\n1|Leeds|§0.5"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds"><ConfidenceFilter MinimumConfidence="HIGH" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/ConfidenceFilter/MinimumConfidence\n1|Leeds|low\n2|York|MEDIUM\n3|Hull|"}},
	{rule: "confidence-invalid", kind: Results, bad: input{xml: succeeded(`<GeocodeResponse §Confidence="Good" />`), text: results + "1|Leeds|§Good||||||Success|"}},
	{rule: "boolean-invalid", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" §IncludeNeighborhood="yes" §IncludeQueryParse="2" §StrictMatch="on" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/StrictMatch\n1|Leeds|§yes"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" IncludeNeighborhood="TRUE" IncludeQueryParse="0" StrictMatch="False" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/StrictMatch\n1|Leeds|False\n2|York|0"}},
	{rule: "max-results-invalid", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" §MaxResults="21" /></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest Query="Leeds" §MaxResults="many" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|§GeocodeRequest/MaxResults\n1|Leeds|§0"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" MaxResults="20" /></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest Query="Leeds" MaxResults="1" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/MaxResults\n1|Leeds|20\n2|York|1\n3|Hull|"}},
	{rule: "entity-type-unknown", bad: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest §IncludeEntityTypes="Address, City,Town"><Location Latitude="1" Longitude="2" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/IncludeEntityTypes|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|§\"Address, City,Town\"|1|2"},
		good: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest IncludeEntityTypes="address,PopulatedPlace"><Location Latitude="1" Longitude="2" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/IncludeEntityTypes|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|\"Address, postcode1\"|1|2"}},
	{rule: "culture-invalid", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" §Culture="English" /></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest Query="Hull" §Culture="&#9;" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/Culture\n1|Leeds|§English\n2|Hull|§\"\t\""},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" Culture="EN-gb" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/Culture\n1|Leeds|en-ca"}},
	{rule: "culture-unknown", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Turku" §Culture="fi_FI" /></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest Query="Leeds" §Culture="tlh-KX" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/Culture\n1|Turku|§fi_FI\n2|Leeds|§tlh"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Turku" Culture="fi-FI" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/Culture\n1|Turku|FI"}},
	{rule: "location-missing", bad: input{xml: `<GeocodeEntity Id="1">§<ReverseGeocodeRequest Culture="en-GB" /></GeocodeEntity>` + "\n" + `<GeocodeEntity Id="2"><ReverseGeocodeRequest>§<Location /></ReverseGeocodeRequest></GeocodeEntity>` + "\n" + `<GeocodeEntity Id="3"><ReverseGeocodeRequest>§<Location Latitude="1" /></ReverseGeocodeRequest></GeocodeEntity>` + "\n" + `<GeocodeEntity Id="4"><ReverseGeocodeRequest><Location §Latitude="" Longitude="2" /></ReverseGeocodeRequest></GeocodeEntity>`,
		text: "Id|ReverseGeocodeRequest/IncludeEntityTypes|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n§1|Address\n§2|Address|1\n§3|||2"},
		good: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="1" Longitude="2" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|1|2"}},
	{rule: "latitude-invalid", bad: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location §Latitude="-122.13" Longitude="47.64" /></ReverseGeocodeRequest></GeocodeEntity>` + "\n" + `<GeocodeEntity Id="2"><ReverseGeocodeRequest><Location §Latitude="53,8" Longitude="-1.5" /></ReverseGeocodeRequest></GeocodeEntity>`,
		text: "Id|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|§91|2\n2|§north|2\n3|§NaN|2\n4|§\"53,8\"|2\n5|§-122.13|47.64"},
		good: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="-90" Longitude="2" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|90.0|2\n2|9e1|2"}},
	{rule: "longitude-invalid", bad: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="1" §Longitude="180.01" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|1|§1.5 W\n2|1|§\"-1,5\"\n3|1|§INF"},
		good: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="1" Longitude="-180" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|1|180"}},
	{rule: "location-zero", bad: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location §Latitude="0" Longitude="0.0" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|§0|-0"},
		good: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="0" Longitude="0.1" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude\n1|0|1"}},
	{rule: "line-end-in-value", profile: `{"severity": {"line-end-in-value": "note"}}`,
		bad:  input{xml: `<GeocodeEntity Id="1"><GeocodeRequest §Query="York&#10;" /><GeocodeResponse §Name="a&#13;b" /><StatusCode>Success</StatusCode></GeocodeEntity>`, text: "Id|GeocodeRequest/Query\n1|§\"York\nLeeds\"\n2|§\"Hull\r\n\""},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="York&#9;Leeds" /></GeocodeEntity>`, text: oneOf}},
	{rule: "control-character", bad: input{text: "Id|GeocodeRequest/Query|FaultReason\n1|§\"Le\x0beds\"|\n2|§York\uFFFE|\n§\x00|Hull|"}, good: input{text: "Id|GeocodeRequest/Query\n1|\"Le\x7f\t\r\neds\u0085\uFFFD\""}},
	{rule: "space-padded", bad: input{xml: `<GeocodeEntity §Id="1 "><GeocodeRequest §Query=" Leeds" §Culture="en-GB " /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/StrictMatch\n§\" 1\"|§\"Leeds \"|§\"false \""},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Le  eds" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query\n1|  Leeds  \n2|\"York\""}},

	{rule: "field-required", profile: `{"required": ["GeocodeRequest/Address/CountryRegion"]}`,
		bad:  input{xml: `<GeocodeEntity Id="1">§<GeocodeRequest><Address Locality="Leeds" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/Locality\n§1|Leeds"},
		good: input{xml: `<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="1" Longitude="2" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/CountryRegion\n1|UK"}},
	{rule: "culture-not-allowed", profile: `{"cultures": ["de-DE", "de-AT"]}`,
		bad:  input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" §Culture="en-GB" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/Culture\n1|Leeds|§de"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" Culture="DE-de" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query|GeocodeRequest/Culture\n1|Leeds|"}},
	{rule: "field-fill", profile: `{"fill": {"GeocodeRequest/Address/PostalCode": 60}}`,
		bad:  input{whole: with(everyText(line1+"§Id|GeocodeRequest/Address/PostalCode|GeocodeRequest/Address/Locality\n1|LS1|\n2||Leeds\n"), "§"+root+`<GeocodeEntity Id="1"><GeocodeRequest><Address PostalCode="LS1" /></GeocodeRequest></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest Query="Leeds" /></GeocodeEntity></GeocodeFeed>`)},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address PostalCode="LS1" /></GeocodeRequest></GeocodeEntity><GeocodeEntity Id="2"><ReverseGeocodeRequest><Location Latitude="1" Longitude="2" /></ReverseGeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/PostalCode|GeocodeRequest/Query\n1|LS1|\n2|LS2|\n3||Leeds"}},

	{rule: "status-missing", kind: Results, bad: input{xml: `§<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /><GeocodeResponse Name="Leeds" /></GeocodeEntity>`, text: results + "§1|Leeds|High|||||||"},
		good: input{xml: succeeded(`<GeocodeResponse Name="Leeds" />`), text: results + "1|Leeds|High||||||Success|"}},
	{rule: "entity-failed", kind: Results, bad: input{xml: `<GeocodeEntity Id="004"><GeocodeRequest Culture="en-US"><Address /></GeocodeRequest><StatusCode>§BadRequest</StatusCode><FaultReason>To geocode a location, you must specify at least one address field.</FaultReason></GeocodeEntity>`, text: results + "1||||||||§BadRequest|Nothing to do."},
		good: input{xml: succeeded(`<GeocodeResponse Name="Leeds" />`), text: results + "1|Leeds|High||||||SUCCESS|"}},
	{rule: "response-missing", kind: Results, bad: input{xml: "§" + succeeded(`<GeocodeResponse />`), text: results + "§1|Leeds|||||||Success|"},
		good: input{xml: succeeded(`<GeocodeResponse><QueryParseValue Property="Locality" Value="Leeds" /></GeocodeResponse>`), text: results + "1|Leeds||Leeds|||||Success|"}},
	{rule: "response-coordinate-invalid", kind: Results,
		bad: input{xml: succeeded(`<GeocodeResponse><GeocodePoint CalculationMethod="Rooftop" §Latitude="53,8" Longitude="-1.5" Type="Point" UsageTypes="Display" /><BoundingBox SouthLatitude="53" §WestLongitude="-181" NorthLatitude="54" EastLongitude="-1" />§<Point Latitude="53.8" /></GeocodeResponse>`),
			text: results + "1|Leeds|||Good|§north|-1.5|§\"[{\"\"Latitude\"\":\"\"53,8\"\",\"\"Longitude\"\":\"\"-1.5\"\"}]\"|Success|"},
		good: input{xml: succeeded(`<GeocodeResponse><BoundingBox SouthLatitude="53" WestLongitude="-180" NorthLatitude="90" EastLongitude="-1" /><Point Latitude="53.8" Longitude="1E1" /></GeocodeResponse>`), text: results + "1|Leeds||||53.8|1E1|\"[{\"\"Latitude\"\":-90,\"\"Longitude\"\":180.0}]\"|Success|"}},
	{rule: "confidence-low", kind: Results, bad: input{xml: succeeded(`<GeocodeResponse §Confidence="Low" />`), text: results + "1|Leeds|§low||||||Success|"}, good: input{xml: succeeded(`<GeocodeResponse Confidence="Medium" />`), text: results + "1|Leeds|Medium||||||Success|"}},
	{rule: "match-ambiguous", kind: Results, bad: input{xml: succeeded(`<GeocodeResponse §MatchCodes="Good, ambiguous" />`), text: results + "1|Leeds|||§\"Ambiguous,Good\"||||Success|"}, good: input{xml: succeeded(`<GeocodeResponse MatchCodes="Good" />`), text: results + "1|Leeds|||Good||||Success|"}},
	{rule: "match-up-hierarchy", kind: Results, bad: input{xml: succeeded(`<GeocodeResponse MatchCodes="Good" /><GeocodeResponse §MatchCodes="UpHierarchy" />`), text: results + "1|Leeds|||§UpHierarchy||||Success|"}, good: input{xml: succeeded(`<GeocodeResponse MatchCodes="Good" />`), text: results + "1|Leeds|||Good||||Success|"}},
	{rule: "points-swapped", kind: Results,
		bad: input{xml: succeeded(`<GeocodeResponse><GeocodePoint CalculationMethod="Rooftop" §Latitude="13.4" Longitude="52.5" Type="Point" UsageTypes="Display" /><GeocodePoint CalculationMethod="Rooftop" Latitude="52.5" Longitude="13.4" Type="Point" UsageTypes="Route" /><Point Latitude="52.51" Longitude="13.39" /></GeocodeResponse>`),
			text: results + "1|Leeds|||Good|||§\"[{\"\"Latitude\"\":\"\"47.6\"\",\"\"Longitude\"\":\"\"-122.1\"\"},{\"\"Latitude\"\":\"\"-122.1\"\",\"\"Longitude\"\":\"\"47.6\"\"}]\"|Success|"},
		good: input{xml: succeeded(`<GeocodeResponse><GeocodePoint CalculationMethod="Rooftop" Latitude="10.001" Longitude="10" Type="Point" UsageTypes="Display" /><Point Latitude="10" Longitude="10.001" /></GeocodeResponse>`),
			text: results + "1|Leeds|||Good|-122.1|47.6||Success|"}},
	{rule: "id-missing", profile: `{"required": ["Id"]}`, bad: input{xml: `§<GeocodeEntity><GeocodeRequest Query="Leeds" /></GeocodeEntity>`, text: "GeocodeRequest/Query|Id\n§Leeds|"}, good: good},
	{rule: "column-missing", profile: `{"required": ["Id"]}`, bad: input{text: "§GeocodeRequest/Query\nLeeds\nYork"}, good: good},
	{rule: "field-required", profile: `{"required": ["Id"], "severity": {"id-missing": "warning", "column-missing": "off"}}`,
		bad:  input{xml: `§<GeocodeEntity><GeocodeRequest Query="Leeds" /></GeocodeEntity>`, text: "GeocodeRequest/Query\n§Leeds"},
		good: good},
	{rule: "placeholder", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address §AddressLine="nan" §Locality="NULL" §PostalCode="98052.0" CountryRegion="NA" /></GeocodeRequest></GeocodeEntity>`,
		text: "Id|GeocodeRequest/Address/AddressLine|GeocodeRequest/Address/Locality|GeocodeRequest/Address/PostalCode|GeocodeRequest/Address/CountryRegion\n1|12 Elm St|§NA|§00nan|US\n2|§nan|§NULL|§None|§undefined\n3|§#N/A|§null|§98052.0|§[object Object]\n4|Independence Ave 3|Windhoek||NA"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address Locality="None" CountryRegion="IT" AdminDistrict="NA" /></GeocodeRequest></GeocodeEntity>`,
			text: "Id|GeocodeRequest/Address/Locality|GeocodeRequest/Address/AdminDistrict|GeocodeRequest/Address/CountryRegion|GeocodeRequest/Address/PostalCode\n1|Nan|Nan|TH|55000\n2|nan||TH|\n3|Napoli|NA||80100\n4|NONE||Italia|10060\n5|Nana|Na|Norway|0010"}},
	{rule: "damaged-text", bad: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest §Query="Caf&amp;eacute; de Paris" /></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest §Query="GÃƒÂ¶rlitz" /></GeocodeEntity>`,
		text: "Id|GeocodeRequest/Query\n1|§G\uFFFDrlitz\n2|§GÃ¶rlitz LindenstraÃŸe 9\n3|§Caf&eacute; de Paris Lyon\n4|§O&#39;Connell St &amp; Abbey St\n5|§\u00a0\n6|§M?nchen"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest Query="Caf&#233; &amp; Bar, S&#xE3;o Paulo" /></GeocodeEntity>`, text: "Id|GeocodeRequest/Query\n1|Café \u00a0& Bar; Île-de-France\n2|KNÍŽECÍ 5, PŘÍŽOV\n3|where? there"}},
	{rule: "field-pattern", profile: `{"patterns": {"GeocodeRequest/Address/PostalCode": "[0-9]{5}"}}`,
		bad:  input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address §PostalCode="2826" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/PostalCode\n1|§2826"},
		good: input{xml: `<GeocodeEntity Id="1"><GeocodeRequest><Address PostalCode="02826" /></GeocodeRequest></GeocodeEntity>`, text: "Id|GeocodeRequest/Address/PostalCode\n1|02826"}},
	{rule: "response-coordinate-invalid", kind: Results,
		bad:  input{text: "Id|GeocodeRequest/Query|GeocodeResponse/Point/Latitude|GeocodeResponse/Point/Longitude|GeocodeResponse/BoundingBox/SouthLatitude|GeocodeResponse/BoundingBox/WestLongitude|GeocodeResponse/BoundingBox/NorthLatitude|GeocodeResponse/BoundingBox/EastLongitude|StatusCode|GeocodeResponse/Index\n§1|Leeds|53.8|||2|3|4|Success|\n§1||53.8|||||||2"},
		good: input{text: "Id|GeocodeRequest/Query|GeocodeResponse/Name|GeocodeResponse/Point/Latitude|GeocodeResponse/Point/Longitude|StatusCode\n1|Leeds|Leeds|||Success"}},
	{rule: "response-coordinate-invalid", kind: Results,
		bad: input{xml: succeeded(`<GeocodeResponse><GeocodePoint CalculationMethod="Rooftop" Latitude="53.8" Longitude="-1.5" Type="Point" UsageTypes="Display" />§<GeocodePoint CalculationMethod="Rooftop" Latitude="53.8" Type="Point" UsageTypes="Display" /></GeocodeResponse>`),
			text: results + "1|Leeds|||Good|||§\"[{\"\"Latitude\"\":\"\"53.8\"\",\"\"Longitude\"\":\"\"-1.5\"\"},{\"\"Latitude\"\":\"\"53.8\"\"}]\"|Success|"},
		good: good},
	{rule: "encoding-bom", bad: input{whole: everyText(line1 + "§\uFEFFId|GeocodeRequest/Query\n1|Leeds\n§\uFEFF2|York\n")}, good: good},
	{rule: "text-header", bad: input{text: "§Town|§Zip\nLeeds|LS1"}},
	{rule: "version-missing", bad: input{whole: everyText("§sep=,\n" + line1 + oneOf)}},
	{rule: "version-unsupported", bad: input{whole: everyText("§1|en-US||12 Elm St|OH" + strings.Repeat("|", 26) + "\n")}},
	{rule: "column-unknown", bad: input{text: "§|Id|§Locality|§Status\n0|1|Leeds|\n1|2|York|"}, good: good},
	{rule: "quote-swallows-rows", bad: input{text: "Id|GeocodeRequest/Culture|GeocodeRequest/Query\n1|en-US|12 Elm St\n2|en-US|§\"13 Elm St\n3|en-US|14 Elm St\n4|en-US|15 Elm St\"\n5|en-US|16 Elm St"},
		good: input{text: "Id|GeocodeRequest/Culture|GeocodeRequest/Query\n1|en-US|\"Mill House\n12 Elm St\nDayton\"\n2|en-US|\"Flat 2\n13, Elm St\""}},
	{rule: "row-short", bad: input{text: "Id|GeocodeRequest/Address/AddressLine|GeocodeRequest/Address/Locality|GeocodeRequest/Address/PostalCode\n1|12 Elm St|Dayton|45402\n§2|Mill House\n3 River Rd|Dayton|45403\n4|14 Elm St|Dayton|45402\n§Suite 5"},
		good: input{text: "Id|GeocodeRequest/Address/AddressLine|GeocodeRequest/Address/Locality|GeocodeRequest/Address/PostalCode\n1|12 Elm St\n2|12 Elm St|Dayton\n3|\"Mill House\n3 River Rd\"\n4|12 Elm St|Dayton|45402"}},
}

// TestRules runs every case in every format where it can occur.
func TestRules(t *testing.T) {
	var log strings.Builder
	for i, c := range ruleCases {
		for _, f := range append(slices.Clone(formats), feed.JSONLines) {
			o := c.options(t)
			if text, ok := c.bad.of(f); ok {
				text, marks := marked(text)
				name := fmt.Sprintf("%s (case %d) in %v", c.rule, i, f)
				t.Run(name, func(t *testing.T) {
					problems := run(t, f, c.bad.stored(text), o)
					fmt.Fprintf(&log, "== %s\n%s", name, describe(t, problems, marks))
					if !contains(problems, c.rule) {
						t.Errorf("%s is not reported", c.rule)
					}
				})
			}
			if text, ok := c.good.of(f); ok {
				t.Run(c.rule+" not in "+f.String(), func(t *testing.T) {
					if problems := run(t, f, text, o); contains(problems, c.rule) {
						t.Errorf("%v", problems)
					}
				})
			}
		}
	}
	golden(t, "testdata/rules.golden", log.String())
}

// onlyIn returns the formats in which a rule can occur.
func onlyIn(rule string) []feed.Format {
	text := []feed.Format{feed.CSV, feed.Tab, feed.Pipe}
	switch prefix, _, _ := strings.Cut(rule, "-"); prefix {
	case "xml", "attribute":
		return []feed.Format{feed.XML}
	case "json":
		return []feed.Format{feed.JSONLines}
	case "text", "column", "row", "cell", "control", "quote":
		return text
	}
	if rule == "request-missing" { // in text it is address-missing
		return []feed.Format{feed.XML}
	}
	return formats
}

// TestEveryRuleHasCases shows that each rule has a case that it reports and one
// that it does not in every format in which it can occur.
func TestEveryRuleHasCases(t *testing.T) {
	for _, r := range Rules() {
		if r.Code == "compression-invalid" {
			continue // found before there is a feed; see the tests of package textbuf
		}
		for _, f := range onlyIn(r.Code) {
			bad, good := false, false
			for _, c := range ruleCases {
				if c.rule == r.Code {
					_, isBad := c.bad.of(f)
					_, isGood := c.good.of(f)
					bad, good = bad || isBad, good || isGood
				}
			}
			if !bad || !good {
				t.Errorf("%s in %v: a failing case: %v, a passing case: %v", r.Code, f, bad, good)
			}
		}
	}
}

func (c *ruleCase) options(t *testing.T) Options {
	o := Options{Kind: c.kind}
	if c.profile != "" {
		p, err := ParseProfile([]byte(c.profile))
		if err != nil {
			t.Fatal(err)
		}
		o.Profile = p
	}
	return o
}

func contains(problems []Problem, rule string) bool {
	for _, p := range problems {
		if p.Rule == rule {
			return true
		}
	}
	return false
}

// TestUnknownColumns shows that nothing is missing for an entity that may have it in a
// column that could not be read.
func TestUnknownColumns(t *testing.T) {
	for _, f := range formats {
		if f == feed.XML {
			continue
		}
		for _, text := range []string{
			"Id|AddressLine|Locality|AdminDistrict|PostalCode|CountryRegion\n1|12 Elm St|Dayton|OH|45402|US",
			"Id|GeocodeRequest.Culture|GeocodeRequest.Address.AddressLine|GeocodeResponse.Point.Latitude\n1|en-US|12 Elm St|\n2|en-US|13 Elm St|",
			"EntityID|GeocodeRequest/Query\n1|Leeds\n2|York",
			"Id|Latitude|ReverseGeocodeRequest/Location/Longitude\n1|53.8|-1.5",
			"|Id|GeocodeRequest/Query\n0|17|Kielce\n1|18|Radom",
			"Strasse|Ort\nLindenweg 3|Jena",
			"Town|Zip\nLeeds|LS1",
		} {
			for _, p := range run(t, f, delimited(f, text), Options{}) {
				if p.Rule != "column-unknown" && p.Rule != "column-missing" && p.Rule != "text-header" {
					t.Errorf("%q in %v: %v", text, f, p)
				}
			}
		}
	}
}
