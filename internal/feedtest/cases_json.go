package feedtest

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// lineCases show what lines of JSON may hold.
var lineCases = []Case{
	{Name: "JSON Lines: every part", Format: feed.JSONLines, Input: `{"id":"1","geocodeRequest":{"culture":"en-US","query":"q","address":{"locality":"l"},"confidenceFilter":{"minimumConfidence":"High"}},"responses":[{"name":"n","matchCodes":"Good, Ambiguous","geocodePoints":[{"latitude":"1","usageTypes":"Display"}],"queryParseValues":[{"property":"p","value":"v"}],"point":{"latitude":"2","longitude":"3"}},{}],"statusCode":"Success"}` + "\n",
		Want: `entity Id="1"
  GeocodeRequest Culture="en-US" Query="q" Address/Locality="l" ConfidenceFilter/MinimumConfidence="High"
  GeocodeResponse Name="n" MatchCodes="Good, Ambiguous" Point/Latitude="2" Point/Longitude="3"
    GeocodePoint CalculationMethod="" Latitude="1" Longitude="" Type="" UsageTypes="Display"
    QueryParseValue Property="p" Value="v"
  GeocodeResponse
  StatusCode="Success"
end
`},
	{Name: "JSON Lines: any order, white space, escapes in keys", Format: feed.JSONLines, Input: `{ "statusCode" : "s" , "reverseGeocodeRequest" : {"location" : { "longitude":"2","latitude":"1" }, "culture":"de"} ,` + "\t\r" + ` "\u0069d":"\u0041\/\n\ud834\udd1e" }  ` + "\r\n",
		Want: "entity Id=\"A/\\n𝄞\"\n  ReverseGeocodeRequest Culture=\"de\" Location/Latitude=\"1\" Location/Longitude=\"2\"\n  StatusCode=\"s\"\nend\n"},
	{Name: "JSON Lines: numbers as they are written, booleans, lists, null", Format: feed.JSONLines, Input: `{"id":-1.50E+3,"geocodeRequest":{"query":null,"strictMatch":true,"maxResults":5,"address":null},"reverseGeocodeRequest":{"includeEntityTypes":["Address","Neighborhood"],"includeNeighborhood":false},"responses":[{"matchCodes":[],"geocodePoints":[{"usageTypes":["Display"]}]}]}` + "\n",
		Want: `entity Id="-1.50E+3"
  GeocodeRequest MaxResults="5" StrictMatch="true"
  ReverseGeocodeRequest IncludeEntityTypes="Address, Neighborhood" IncludeNeighborhood="false"
  GeocodeResponse
    GeocodePoint CalculationMethod="" Latitude="" Longitude="" Type="" UsageTypes="Display"
end
`},
	{Name: "JSON Lines: a number of 400 digits", Format: feed.JSONLines, Input: `{"id":` + digits400 + `}` + "\n", Want: `entity Id="` + digits400 + "\"\nend\n"},
	{Name: "JSON Lines: a wide line", Format: feed.JSONLines, Input: `{"id":"1","traceId":null,"geocodeRequest_culture":"en-US","response_name":"n","geocodeRequest_address_locality":"l","reverseGeocodeRequest_culture":null,"response_point_latitude":1.5,"response_geocodePoints":"[{\"latitude\":\"2\"}]","response_queryParseValues":null}` + "\n",
		Want: `entity Id="1"
  GeocodeRequest Culture="en-US" Address/Locality="l"
  GeocodeResponse Name="n" Point/Latitude="1.5" Point/Longitude=""
    GeocodePoint CalculationMethod="" Latitude="2" Longitude="" Type="" UsageTypes=""
end
`},
	{Name: "JSON Lines: empty objects and values", Format: feed.JSONLines, Input: "{}\n" + `{"id":"","geocodeRequest":{},"reverseGeocodeRequest":{"location":{},"culture":""},"responses":[]}` + "\n",
		Want: "entity Id=\"\"\nend\nentity Id=\"\"\n  GeocodeRequest\n  ReverseGeocodeRequest Location/Latitude=\"\" Location/Longitude=\"\"\nend\n"},
	{Name: "JSON Lines: blank lines, marks and record separators are passed over", Format: feed.JSONLines, Input: "\uFEFF\n \t\r\n\x1E{\"id\":\"1\"}\n\uFEFF\x1E {\"id\":\"2\"}\r\n\r\n\x1E\n{\"id\":\"3\"}",
		Want: "entity Id=\"1\"\nend\nentity Id=\"2\"\nend\nentity Id=\"3\"\nend\n"},
	{Name: "JSON Lines: no lines", Format: feed.JSONLines, Input: ""},
	{Name: "JSON Lines: UTF-16", Format: feed.JSONLines, UTF16: true, Input: "{\"id\":\"ü𝄞\"}\n", Want: "entity Id=\"ü𝄞\"\nend\n"},
	{Name: "JSON Lines: control characters in escapes", Format: feed.JSONLines, Input: `{"id":"1","statusCode":"a\u0000\u001bb\uffff"}` + "\n", Want: "entity Id=\"1\" StatusCode=\"a\\x00\\x1bb\\uffff\"\nend\n"},
}

const (
	digits100 = "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
	digits400 = digits100 + digits100 + digits100 + digits100
)

// lineFaults show what is wrong with lines, and that the next line is read.
var lineFaults = append([]Case{
	{Name: "JSON Lines: several faults in a line", Format: feed.JSONLines, Input: `{§"ID":"1","geocodeRequest":{"query":"q",§"query":"r","address":{§"zip":"1","locality":§{"a":[{}]},"postalCode":"2"},"culture":"§\ud834"},"id":"7",§"note":[1]}` + "\n",
		Want: `fault [json-key] §: entity 1 (Id "7"): ID: the unknown key "ID"; write "id"; case counts
fault [json-key] §: entity 1 (Id "7"): GeocodeRequest/Query: a second key "query"; keep one of them
fault [json-key] §: entity 1 (Id "7"): GeocodeRequest/Address/zip: the unknown key "zip"; write "postalCode"
fault [json-value] §: entity 1 (Id "7"): GeocodeRequest/Address/Locality: an object as the value; write a string
fault [json-value] §: entity 1 (Id "7"): GeocodeRequest/Culture: half of a surrogate pair; write the character itself
fault [json-key] §: entity 1 (Id "7"): note: the unknown key "note"; remove it
entity Id="7"
  GeocodeRequest Query="q" Address/PostalCode="2"
end
`},
	{Name: "JSON Lines: a key that is empty", Format: feed.JSONLines, Input: `{§"":"1","geocodeRequest":{"query":"q"}}` + "\n",
		Want: "fault [json-key] §: entity 1: the unknown key \"\"; remove it\nentity Id=\"\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	{Name: "JSON Lines: a wide key beside its object", Format: feed.JSONLines, Input: `{"id":"1","geocodeRequest":{"query":"q"},"geocodeRequest_culture":§"de"}` + "\n",
		Want: "fault [json-key] §: entity 1 (Id \"1\"): GeocodeRequest: the key \"geocodeRequest_culture\" beside the object \"geocodeRequest\"; keep one of them\n" + one("1", "q")},
	{Name: "JSON Lines: a wide text that is no array", Format: feed.JSONLines, Input: `{"id":"1","response_name":"n","response_geocodePoints":§"[{\"latitude\":1}"}` + "\n",
		Want: "fault [json-value] §: entity 1 (Id \"1\"): GeocodeResponse/GeocodePoint: the end where \",\" or \"]\" is expected at character 16 of the value; complete the array\nentity Id=\"1\"\n  GeocodeResponse Name=\"n\"\nend\n"},
	{Name: "JSON Lines: a byte that is no character", Format: feed.JSONLines, Input: "{\"id\":\"1\",\"statusCode\":\"§\xFC\"}\n{\"id\":\"2\"}\n",
		Want: "fault [encoding-invalid] §: entity 1 (Id \"1\"): byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252\nentity Id=\"1\"\nend\nentity Id=\"2\"\nend\n"},
	{Name: "JSON Lines: GeoJSON", Format: feed.JSONLines, Input: "\n§{\n  \"type\": \"FeatureCollection\",\n  \"features\": []\n}\n", Want: "fault [text-header] §: this is GeoJSON, which is written and not read; convert the feed that it was made from (fatal)\n"},
	{Name: "JSON Lines: a feature of GeoJSON a line", Format: feed.JSONLines, Input: "§{\"type\":\"Feature\",\"geometry\":null,\"properties\":{}}\n", Want: "fault [text-header] §: this is GeoJSON, which is written and not read; convert the feed that it was made from (fatal)\n"},
	{Name: "JSON Lines: a batch of Azure Maps", Format: feed.JSONLines, Input: "§{\"batchItems\":[{\"query\":\"x\"}]}\n", Want: "fault [text-header] §: this is a request to Azure Maps or its answer, not a feed; convert the feed that it was made of (fatal)\n"},
	{Name: "JSON Lines: an error of Azure Maps", Format: feed.JSONLines, Input: "§{\"error\":{\"code\":\"400 BadRequest\"}}\n", Want: "fault [text-header] §: this is the answer of Azure Maps to a request that it refused, not a feed; mend what it says, and ask again (fatal)\n"},
	{Name: "JSON Lines: XML", Format: feed.JSONLines, Input: "\n§<?xml version=\"1.0\"?>\n<GeocodeFeed/>\n", Want: "fault [text-header] §: this looks like XML, not like JSON Lines; read it as xml (fatal)\n"},
	{Name: "JSON Lines: an array of JSON", Format: feed.JSONLines, Input: "§[\n{\"id\":\"1\"},\n{\"id\":\"2\"}]\n", Want: "fault [text-header] §: this is an array of JSON, not JSON Lines; write each object on a line of its own, without commas between them, as jq -c '.[]' does (fatal)\n"},
}, brokenLines([][3]string{
	{`§null`, "", "null instead of an object; write an object such as {\"id\":\"1\"} on each line"},
	{`§[{"id":"9"}]`, "", "an array instead of an object; write an object such as {\"id\":\"1\"} on each line"},
	{`§"id"`, "", "a string instead of an object; write an object such as {\"id\":\"1\"} on each line"},
	{`§12`, "", "a number instead of an object; write an object such as {\"id\":\"1\"} on each line"},
	{`§true`, "", "a boolean instead of an object; write an object such as {\"id\":\"1\"} on each line"},
	{`§id`, "", `"i" where "{" is expected; write an object such as {"id":"1"}`},
	{`{"id":"9"§`, "9", `the line ends where "," or "}" is expected; write each entity on one line of its own; if the file is cut, make it again`},
	{`{"id":"9",§`, "9", `the line ends where a key in quotes is expected; write each entity on one line of its own; if the file is cut, make it again`},
	{`{"id"§`, "", `the line ends where ":" is expected; write each entity on one line of its own; if the file is cut, make it again`},
	{`{"id":§`, "", `the line ends where a value is expected; write each entity on one line of its own; if the file is cut, make it again`},
	{`{"id":§"9`, "", `a string without an end; close its quotes`},
	{`{"id":§"9\`, "", `a string without an end; close its quotes`},
	{`{"id":§"9\u00`, "", `a string without an end; close its quotes`},
	{`{"id":§,"traceId":"t"}`, "", `"," where a value is expected; write an object such as {"id":"1"}`},
	{`{"id":"9","responses":[§`, "9", `the line ends where a value is expected; write each entity on one line of its own; if the file is cut, make it again`},
	{`{"id":"9"}§,`, "9", `text after the object; write each entity on one line of its own; if the file is cut, make it again`},
	{`{"id":"9"}§{"id":"8"}`, "9", `text after the object; write each entity on one line of its own; if the file is cut, make it again`},
	{`{"id":"9",§}`, "9", `"}" where a key in quotes is expected; remove the comma before it`},
	{`{"id":"9" §"traceId":"t"}`, "9", `"\"" where "," or "}" is expected; write an object such as {"id":"1"}`},
	{`{"id"§"9"}`, "", `"\"" where ":" is expected; write an object such as {"id":"1"}`},
	{`{§'id':'9'}`, "", `"'" where a key in quotes is expected; write an object such as {"id":"1"}`},
	{`{"responses":[{}§}`, "", `"}" where "," or "]" is expected; write an object such as {"id":"1"}`},
	{`{"responses":[{},§]}`, "", `"]" where a value is expected; remove the comma before it`},
	{`{"id":§01}`, "", `a wrong number; write it in quotes`},
	{`{"id":§+1}`, "", `"+" where a value is expected; write it in quotes`},
	{`{"id":§1.}`, "", `a wrong number; write it in quotes`},
	{`{"id":§NaN}`, "", `"N" where a value is expected; write it in quotes`},
	{`{"id":§True}`, "", `"T" where a value is expected; write it in quotes`},
	{"{\"id\":\"a§\tb\"}", "", `the raw control character U+0009; write it as \u0009`},
	{`{"id":"a§\x"}`, "", `a wrong escape; write a backslash as \\`},
	{`{"id":"a§\u00g0"}`, "", `a wrong escape; write a backslash as \\`},
	{"{\"id\":\"9\"§\u00a0}", "9", `"\u00a0" where "," or "}" is expected; write an object such as {"id":"1"}`},
})...)

// brokenLines are lines that are no objects of JSON, with the Id that is known of them, and
// what is wrong.
func brokenLines(lines [][3]string) []Case {
	var cases []Case
	for _, c := range lines {
		subject := "entity 2"
		if c[1] != "" {
			subject += ` (Id "` + c[1] + `")`
		}
		cases = append(cases, Case{Name: "JSON Lines: " + c[0], Format: feed.JSONLines, Input: "{\"id\":\"1\"}\n" + c[0] + "\n{\"id\":\"3\"}\n",
			Want: "entity Id=\"1\"\nend\nfault [json-syntax] §: " + subject + ": " + c[2] + "\nentity Id=\"" + c[1] + "\"\nend\nentity Id=\"3\"\nend\n"})
	}
	return cases
}
