package feedtest

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// jsonCases show what JSON cells may hold.
var jsonCases = append([]Case{
	{Name: "JSON: keys in any order, numbers as they are written, white space", Format: feed.Pipe, Input: text("Id|GeocodeResponse/GeocodePoints", `1| [ { "Type" : "Point" , "Latitude":-1.50E+3,"Longitude":0 } , {"UsageTypes":"\u0041\/\n\ud834\udd1e","CalculationMethod":"ü"}] `),
		Want: `entity Id="1"
  GeocodeResponse
    GeocodePoint CalculationMethod="" Latitude="-1.50E+3" Longitude="0" Type="Point" UsageTypes=""
    GeocodePoint CalculationMethod="ü" Latitude="" Longitude="" Type="" UsageTypes="A/\n𝄞"
end
`},
	{Name: "JSON: empty arrays and objects are nothing", Format: feed.Tab, Input: text("Id\tGeocodeResponse/GeocodePoints\tGeocodeResponse/QueryParseValues", "1\t[]\t[{}, {}]"), Want: "entity Id=\"1\"\nend\n"},
	{Name: "JSON: the rest of the row is read", Format: feed.Pipe, Input: text("Id|GeocodeResponse/GeocodePoints|GeocodeRequest/Query|TraceId", `1|§x|q|t`),
		Want: "fault [cell-json] §: entity 1 (Id \"1\"): GeocodeResponse/GeocodePoints: \"x\" where \"[\" is expected at character 1 of the cell; write an array such as [{\"Key\":\"value\"}]\nentity Id=\"1\"\n  GeocodeRequest Query=\"q\"\n  TraceId=\"t\"\nend\n"},
	{Name: "JSON: a quoted cell begins at its quote", Format: feed.CSV, Input: text("Id,GeocodeResponse/QueryParseValues", `1, §"[{""Value"":1}"`),
		Want: "fault [cell-json] §: entity 1 (Id \"1\"): GeocodeResponse/QueryParseValues: the end where \",\" or \"]\" is expected at character 13 of the cell; complete the array; a cell of several lines needs quotes around it\nentity Id=\"1\"\nend\n"},
}, brokenCells([][2]string{
	{`[{"Latitude":"1","Foo":"2"}]`, `the unknown key "Foo" at character 18 of the cell; remove it`},
	{`[{"latitude":"1"}]`, `the unknown key "latitude" at character 3 of the cell; write "Latitude"; case counts`},
	{`[{"Latitude":"1","Latitude":"2"}]`, `a second key "Latitude" at character 18 of the cell; keep one of them`},
	{`[{"Latitude":null}]`, `null at character 14 of the cell; leave the key out`},
	{`[{"Latitude":true}]`, `a boolean at character 14 of the cell; write a string`},
	{`[{"Latitude":{}}]`, `an object or array as a value at character 14 of the cell; write a string`},
	{`[{"Latitude":[1]}]`, `an object or array as a value at character 14 of the cell; write a string`},
	{`null`, `"n" where "[" is expected at character 1 of the cell; write an array such as [{"Key":"value"}]`},
	{`{}`, `"{" where "[" is expected at character 1 of the cell; write an array such as [{"Key":"value"}]`},
	{`"x"`, `"x" where "[" is expected at character 1 of the cell; write an array such as [{"Key":"value"}]`},
	{`[1]`, `"1" where "{" is expected at character 2 of the cell; write an array such as [{"Key":"value"}]`},
	{`[[]]`, `"[" where "{" is expected at character 2 of the cell; write an array such as [{"Key":"value"}]`},
	{`[null]`, `"n" where "{" is expected at character 2 of the cell; write an array such as [{"Key":"value"}]`},
	{"[{\"Type\":\"a\x01\"}]", `the raw control character U+0001 at character 12 of the cell; remove it`},
	{`[{"Type":"\ud834"}]`, `half of a surrogate pair at character 11 of the cell; write the character itself`},
	{`[{"Type":"\udd1e\ud834"}]`, `half of a surrogate pair at character 11 of the cell; write the character itself`},
	{`[{"Type":"\x"}]`, `a wrong escape at character 11 of the cell; write a backslash as \\`},
	{`[{"Type":"\u00g0"}]`, `a wrong escape at character 11 of the cell; write a backslash as \\`},
	{`[] x`, `text after the array at character 4 of the cell; remove it`},
	{`[][]`, `text after the array at character 3 of the cell; remove it`},
	{`[{"Latitude":"1"},]`, `"]" where "{" is expected at character 19 of the cell; write an array such as [{"Key":"value"}]`},
	{`[{"Latitude":"1",}]`, `"}" where a key in quotes is expected at character 18 of the cell; write an array such as [{"Key":"value"}]`},
	{`[{"Latitude" "1"}]`, `"\"" where ":" is expected at character 14 of the cell; write an array such as [{"Key":"value"}]`},
	{`[`, `the end where "{" is expected at character 2 of the cell; complete the array; a cell of several lines needs quotes around it`},
	{`[{`, `the end where a key in quotes is expected at character 3 of the cell; complete the array; a cell of several lines needs quotes around it`},
	{`[{"Latitude":"1"`, `the end where "," or "}" is expected at character 17 of the cell; complete the array; a cell of several lines needs quotes around it`},
	{`[{"Latitude`, `a string without an end at character 3 of the cell; close its quotes`},
	{`[{"Latitude":01}]`, `a wrong number at character 14 of the cell; write it in quotes`},
	{`[{"Latitude":+1}]`, `"+" where a string or a number is expected at character 14 of the cell; write an array such as [{"Key":"value"}]`},
	{`[{"Latitude":.5}]`, `"." where a string or a number is expected at character 14 of the cell; write an array such as [{"Key":"value"}]`},
	{`[{"Latitude":1.}]`, `a wrong number at character 14 of the cell; write it in quotes`},
	{`[{"Latitude":1e}]`, `a wrong number at character 14 of the cell; write it in quotes`},
	{`[{"Latitude":NaN}]`, `"N" where a string or a number is expected at character 14 of the cell; write an array such as [{"Key":"value"}]`},
	{`[{'Latitude':'1'}]`, `"'" where a key in quotes is expected at character 3 of the cell; write an array such as [{"Key":"value"}]`},
	{"[{\"Latitude\":\"1\"}\u00a0]", `"\u00a0" where "," or "]" is expected at character 18 of the cell; write an array such as [{"Key":"value"}]`},
	{`[{""Latitude"":""47.64"",""Longitude"":""-122.13""}]`, `quotes written twice in a cell without quotes around it at character 3 of the cell; put quotes around the cell, or write each quote once`},
})...)

// brokenCells are cells of a pipe-delimited feed that are at fault, and how.
func brokenCells(cells [][2]string) []Case {
	var cases []Case
	for _, c := range cells {
		cases = append(cases, Case{Name: "JSON: " + c[0], Format: feed.Pipe, Input: text("Id|GeocodeResponse/GeocodePoints", "1|§"+c[0]),
			Want: "fault [cell-json] §: entity 1 (Id \"1\"): GeocodeResponse/GeocodePoints: " + c[1] + "\nentity Id=\"1\"\nend\n"})
	}
	return cases
}

const reverseHeader = "Id,GeocodeRequest/Culture,GeocodeRequest/Query,GeocodeRequest/ConfidenceFilter/MinimumConfidence,ReverseGeocodeRequest/IncludeEntityTypes,ReverseGeocodeRequest/Location/Latitude,ReverseGeocodeRequest/Location/Longitude"

// reverseCases show to whom the shared cells of section 3 belong.
var reverseCases = []Case{
	{Name: "a reverse row owns the shared cells", Format: feed.CSV, Input: text(reverseHeader, `2,en-gb,,High,"Neighborhood,PopulatedPlace",53.77,-1.71`),
		Want: "entity Id=\"2\"\n  ReverseGeocodeRequest Culture=\"en-gb\" IncludeEntityTypes=\"Neighborhood,PopulatedPlace\" Location/Latitude=\"53.77\" Location/Longitude=\"-1.71\" ConfidenceFilter/MinimumConfidence=\"High\"\nend\n"},
	{Name: "beside a geocode value the shared cells are the geocode request's", Format: feed.CSV, Input: text(reverseHeader, `1,en-gb,q,High,,53.77,-1.71`),
		Want: "entity Id=\"1\"\n  ReverseGeocodeRequest Location/Latitude=\"53.77\" Location/Longitude=\"-1.71\"\n  GeocodeRequest Culture=\"en-gb\" Query=\"q\" ConfidenceFilter/MinimumConfidence=\"High\"\nend\n"},
	{Name: "without reverse values too", Format: feed.CSV, Input: text(reverseHeader, `1,en-gb,,High`, `2,,,High,,,`),
		Want: "entity Id=\"1\"\n  GeocodeRequest Culture=\"en-gb\" ConfidenceFilter/MinimumConfidence=\"High\"\nend\nentity Id=\"2\"\n  GeocodeRequest ConfidenceFilter/MinimumConfidence=\"High\"\nend\n"},
	{Name: "extension cells count for whom the shared cells are", Format: feed.CSV, Input: text(`Id,GeocodeRequest/Culture,ReverseGeocodeRequest/Location/Latitude,§GeocodeRequest/MaxResults,§ReverseGeocodeRequest/MaxResults`, `1,de,,,5`, `2,de,1,5`),
		Want: `notice [column-extension] §: GeocodeRequest/MaxResults: the service does not know this column; remove it, or convert the feed to XML
notice [column-extension] §: ReverseGeocodeRequest/MaxResults: the service does not know this column; remove it, or convert the feed to XML
entity Id="1"
  ReverseGeocodeRequest Culture="de" MaxResults="5"
end
entity Id="2"
  ReverseGeocodeRequest Location/Latitude="1"
  GeocodeRequest Culture="de" MaxResults="5"
end
`},
	{Name: "nothing is shared beside a reverse column", Format: feed.CSV, Input: text(`Id,GeocodeRequest/Culture,GeocodeRequest/ConfidenceFilter/MinimumConfidence,ReverseGeocodeRequest/Location/Latitude,§ReverseGeocodeRequest/Culture`, `1,de,High,1,`, `2,,,1,pl`),
		Want: `notice [column-extension] §: ReverseGeocodeRequest/Culture: the service does not know this column; remove it, or convert the feed to XML
entity Id="1"
  ReverseGeocodeRequest Location/Latitude="1"
  GeocodeRequest Culture="de" ConfidenceFilter/MinimumConfidence="High"
end
entity Id="2"
  ReverseGeocodeRequest Culture="pl" Location/Latitude="1"
end
`},
}

const indexHeader = "Id,GeocodeRequest/Query,GeocodeResponse/Name,StatusCode,§GeocodeResponse/Index"

const indexNotice = "notice [column-extension] §: GeocodeResponse/Index: the service does not know this column; remove it, or convert the feed to XML\n"

// indexCases show how rows with an index carry further responses.
var indexCases = []Case{
	{Name: "further responses", Format: feed.CSV, Input: text(indexHeader, "1,q,a,Success,", "1,,b,,2", "1,,c,,3", "2,r,d,,1", "2,,e,,2"),
		Want: indexNotice + `entity Id="1"
  GeocodeRequest Query="q"
  GeocodeResponse Name="a"
  GeocodeResponse Name="b"
  GeocodeResponse Name="c"
  StatusCode="Success"
end
entity Id="2"
  GeocodeRequest Query="r"
  GeocodeResponse Name="d"
  GeocodeResponse Name="e"
end
`},
	{Name: "index 1 makes a blank row an entity", Format: feed.CSV, Input: text(indexHeader, ",,,,1", ",,,,", ",,b,,2"),
		Want: indexNotice + "entity Id=\"\"\n  GeocodeResponse Name=\"b\"\nend\n"},
	{Name: "the same Id does not continue an entity without an index", Format: feed.CSV, Input: text(indexHeader, "1,q,,,", "1,r,,,"),
		Want: indexNotice + one("1", "q") + one("1", "r")},
	{Name: "an index with nothing before it", Format: feed.CSV, Input: text(indexHeader, "1,,b,,§2", "2,q"),
		Want: indexNotice + "fault [row-index] §: entity 1 (Id \"1\"): GeocodeResponse/Index: index \"2\" without a row of its entity before it; an entity's own row has no index, and the rows of its further responses have 2, 3 and so on\nentity Id=\"1\"\nend\n" + one("2", "q")},
	{Name: "an index that leaves one out", Format: feed.CSV, Input: text(indexHeader, "1,q,,,", "1,,b,,§3"),
		Want: indexNotice + "fault [row-index] §: entity 1 (Id \"1\"): GeocodeResponse/Index: index \"3\" where 2 is expected; an entity's own row has no index, and the rows of its further responses have 2, 3 and so on\nentity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	{Name: "an index that is no number", Format: feed.CSV, Input: text(indexHeader, "1,q,,,", "1,,b,,§two"),
		Want: indexNotice + "fault [row-index] §: entity 1 (Id \"1\"): GeocodeResponse/Index: index \"two\" where 2 is expected; an entity's own row has no index, and the rows of its further responses have 2, 3 and so on\nentity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	{Name: "an index row of another Id", Format: feed.CSV, Input: text(indexHeader, "1,q,,,", "§9,,b,,2"),
		Want: indexNotice + one("1", "q") + "fault [row-index] §: entity 2 (Id \"9\"): Id: Id \"9\" in a row with index \"2\", and the row before it belongs to another entity; move it right after the rows of its entity, or give it their Id\nentity Id=\"9\"\nend\n"},
	{Name: "an index row with a request", Format: feed.CSV, Input: text(indexHeader, "1,q,,,", "1,§q,b,,2"),
		Want: indexNotice + "fault [row-index] §: entity 1 (Id \"1\"): GeocodeRequest/Query: a value in a further row of an entity, which holds a response only; leave the cell empty\nentity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	{Name: "an index row with a status", Format: feed.CSV, Input: text(indexHeader, "1,q,,,", "1,,b,§Success,2"),
		Want: indexNotice + "fault [row-index] §: entity 1 (Id \"1\"): StatusCode: a value in a further row of an entity, which holds a response only; leave the cell empty\nentity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"},
}
