package feedtest

import (
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// one is the log of an entity with a query; most cases need no more.
func one(id, query string) string {
	return "entity Id=\"" + id + "\"\n  GeocodeRequest Query=\"" + query + "\"\nend\n"
}

// textCases show the structure of section 3.
var textCases = []Case{
	{Name: "every documented column", Format: feed.CSV, Input: text(
		"Id,GeocodeRequest/Culture,GeocodeRequest/Query,GeocodeRequest/Address/AddressLine,GeocodeRequest/Address/AdminDistrict,GeocodeRequest/Address/CountryRegion,GeocodeRequest/Address/AdminDistrict2,GeocodeRequest/Address/FormattedAddress,GeocodeRequest/Address/Locality,GeocodeRequest/Address/PostalCode,GeocodeRequest/Address/PostalTown,GeocodeRequest/ConfidenceFilter/MinimumConfidence,GeocodeRequest/StrictMatch,"+
			"ReverseGeocodeRequest/IncludeEntityTypes,ReverseGeocodeRequest/Location/Latitude,ReverseGeocodeRequest/Location/Longitude,GeocodeResponse/Address/AddressLine,GeocodeResponse/Address/AdminDistrict,GeocodeResponse/Address/CountryRegion,GeocodeResponse/Address/AdminDistrict2,GeocodeResponse/Address/FormattedAddress,GeocodeResponse/Address/Locality,GeocodeResponse/Address/PostalCode,GeocodeResponse/Address/PostalTown,GeocodeResponse/Address/Neighborhood,GeocodeResponse/Address/Landmark,"+
			"GeocodeResponse/Confidence,GeocodeResponse/Name,GeocodeResponse/EntityType,GeocodeResponse/MatchCodes,GeocodeResponse/Point/Latitude,GeocodeResponse/Point/Longitude,GeocodeResponse/BoundingBox/SouthLatitude,GeocodeResponse/BoundingBox/WestLongitude,GeocodeResponse/BoundingBox/NorthLatitude,GeocodeResponse/BoundingBox/EastLongitude,GeocodeResponse/QueryParseValues,GeocodeResponse/GeocodePoints,StatusCode,FaultReason,TraceId",
		"1,de,q,a,b,c,d,e,f,g,h,High,true,Address,1,2,i,j,k,l,m,n,o,p,r,s,Low,t,u,Good,3,4,5,6,7,8,"+
			`"[{""Property"":""Locality"",""Value"":""v""}]","[{""Longitude"":""9"",""Latitude"":""10"",""UsageTypes"":""Display"",""Type"":""Point"",""CalculationMethod"":""Rooftop""}]",Success,none,a|b`),
		Want: `entity Id="1"
  ReverseGeocodeRequest IncludeEntityTypes="Address" Location/Latitude="1" Location/Longitude="2"
  GeocodeRequest Culture="de" Query="q" StrictMatch="true" Address/AddressLine="a" Address/AdminDistrict="b" Address/CountryRegion="c" Address/AdminDistrict2="d" Address/FormattedAddress="e" Address/Locality="f" Address/PostalCode="g" Address/PostalTown="h" ConfidenceFilter/MinimumConfidence="High"
  GeocodeResponse Name="t" EntityType="u" Confidence="Low" MatchCodes="Good" Address/AddressLine="i" Address/AdminDistrict="j" Address/CountryRegion="k" Address/AdminDistrict2="l" Address/FormattedAddress="m" Address/Locality="n" Address/PostalCode="o" Address/PostalTown="p" Address/Neighborhood="r" Address/Landmark="s" BoundingBox/SouthLatitude="5" BoundingBox/WestLongitude="6" BoundingBox/NorthLatitude="7" BoundingBox/EastLongitude="8" Point/Latitude="3" Point/Longitude="4"
    GeocodePoint CalculationMethod="Rooftop" Latitude="10" Longitude="9" Type="Point" UsageTypes="Display"
    QueryParseValue Property="Locality" Value="v"
  StatusCode="Success" FaultReason="none" TraceId="a|b"
end
`},
	{Name: "columns in an order of their own", Format: feed.Tab, Input: text("GeocodeResponse/BoundingBox/EastLongitude\tTraceId\tGeocodeResponse/BoundingBox/NorthLatitude\tId", "4\tt\t3\t1"),
		Want: "entity Id=\"1\"\n  GeocodeResponse BoundingBox/NorthLatitude=\"3\" BoundingBox/EastLongitude=\"4\"\n  TraceId=\"t\"\nend\n"},
	{Name: "a header and no rows", Format: feed.Pipe, Input: text("Id|GeocodeRequest/Query")},
	{Name: "a row with nothing but an Id", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,"), Want: "entity Id=\"1\"\nend\n"},
	{Name: "a row without an Id", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", ",q"), Want: one("", "q")},
	{Name: "District is read as AdminDistrict2", Format: feed.Pipe, Input: text("Id|GeocodeRequest/Address/District|GeocodeResponse/Address/District", "1|a|b"),
		Want: "entity Id=\"1\"\n  GeocodeRequest Address/AdminDistrict2=\"a\"\n  GeocodeResponse Address/AdminDistrict2=\"b\"\nend\n"},
}

// textQuirks show the quirks of section 4 that concern rows.
var textQuirks = []Case{
	{Name: "quirk 3: short rows", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query,TraceId", "1,q", "2"), Want: one("1", "q") + "entity Id=\"2\"\nend\n"},
	{Name: "quirk 3: extra cells that are empty", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", `1,q,, ,""`), Want: one("1", "q")},
	{Name: "quirk 3: a row too long", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,Main St,§Springfield", "2,q"),
		Want: "fault [row-too-long] §: entity 1 (Id \"1\"): 3 cells where the header has 2 columns, usually because of an unquoted comma in a value; put the value with the comma in quotes\nentity Id=\"1\"\nend\n" + one("2", "q")},
	{Name: "quirk 4: padding is trimmed", Format: feed.CSV, Input: text("Id,GeocodeRequest/Address/AddressLine,GeocodeRequest/Address/Locality", " 3 , Redmond,Wa  "),
		Want: "entity Id=\"3\"\n  GeocodeRequest Address/AddressLine=\"Redmond\" Address/Locality=\"Wa\"\nend\n"},
	{Name: "quirk 4: padding in quotes is kept", Format: feed.Pipe, Input: text("Id|GeocodeRequest/Query", `1| " q " `), Want: one("1", " q ")},
	{Name: "quirk 4: no-break spaces and tabs are kept", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,\u00a0q\t"), Want: one("1", `\u00a0q\t`)},
	{Name: "quirk 5: quoted cells", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", `"a,""b""","x`+"\r\n\r\n"+`y|`+"\t"+`z"`), Want: one(`a,\"b\"`, `x\r\n\r\ny|\tz`)},
	{Name: "quirk 5: quoted cells in tab and pipe", Format: feed.Tab, Input: text("Id\tGeocodeRequest/Query", "1\t\"a\t\"\"b\"\"\n\""), Want: one("1", `a\t\"b\"\n`)},
	{Name: "quirk 5: a quote within a cell is a character", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", `1,5" pipe""`), Want: one("1", `5\" pipe\"\"`)},
	{Name: "quirk 5: JSON cells raw", Format: feed.Pipe, Input: text("Id|GeocodeResponse/QueryParseValues", `1|[{"Property":"p","Value":"v, \"w\""}]`),
		Want: "entity Id=\"1\"\n  GeocodeResponse\n    QueryParseValue Property=\"p\" Value=\"v, \\\"w\\\"\"\nend\n"},
	{Name: "quirk 5: a backslash is no escape", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query,TraceId", `1,"\"§x\" y",t`, "2,q"),
		Want: "fault [text-syntax] §: entity 1 (Id \"1\"): GeocodeRequest/Query: a backslash does not keep a quote from closing the value; double a quote inside a quoted value\nentity Id=\"1\"\nend\n" + one("2", "q")},
	{Name: "quirk 5: text after a closing quote", Format: feed.Tab, Input: text("Id\tGeocodeRequest/Query", `1	"a" §b`, "2\tq"),
		Want: "fault [text-syntax] §: entity 1 (Id \"1\"): GeocodeRequest/Query: \"b\" after the quote that closes the value; double a quote inside a quoted value\nentity Id=\"1\"\nend\n" + one("2", "q")},
	{Name: "quirk 5: an unclosed quote", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,q", `2,§"q`, "3,q"),
		Want: one("1", "q") + "fault [text-syntax] §: entity 2 (Id \"2\"): GeocodeRequest/Query: the quote that opens here is not closed, and takes in the rest of the text: 1 more line; close it; if the quote is part of the value, put the value in quotes and double the quote itself\nentity Id=\"2\"\nend\n" + one("3", "q")},
	{Name: "quirk 5: an unclosed quote in the last row", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,q", `2,§"q`),
		Want: one("1", "q") + "fault [text-syntax] §: entity 2 (Id \"2\"): GeocodeRequest/Query: the quote that opens here is not closed; close it; if the quote is part of the value, put the value in quotes and double the quote itself (fatal)\n"},
	{Name: "quirk 6: LF, then CRLF", Format: feed.CSV, Input: versionLine + "Id,GeocodeRequest/Query\r\n1,q\r\n2,r\r\n", Want: one("1", "q") + one("2", "r")},
	{Name: "quirk 6: lone CR", Format: feed.CSV, Input: "Bing Spatial Data Services, 2.0\rId,GeocodeRequest/Query\r1,q\r2,r,§x", Want: one("1", "q") + "fault [row-too-long] §: entity 2 (Id \"2\"): 3 cells where the header has 2 columns, usually because of an unquoted comma in a value; put the value with the comma in quotes\nentity Id=\"2\"\nend\n"},
	{Name: "quirk 6: all line ends and no last one", Format: feed.Pipe, Input: "Bing Spatial Data Services, 2.0\r\nId|GeocodeRequest/Query\n1|q\r2|r\r\n3|s", Want: one("1", "q") + one("2", "r") + one("3", "s")},
	{Name: "quirk 6: no other character ends a line", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,a\u2028b\u0085c\vd\fe"), Want: one("1", `a\u2028b\u0085c\vd\fe`)},
	{Name: "quirk 6: blank lines and rows", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "", "1,q", "", ",", " , ", `"",""`, ",,,,", "2,r", "", ""), Want: one("1", "q") + one("2", "r")},
	{Name: "quirk 7: a byte order mark", Format: feed.CSV, Input: "§\uFEFF" + text("Id,GeocodeRequest/Query", "1,q"), Want: "notice [encoding-bom] §: the text begins with a byte order mark; save the file as UTF-8 without a mark\n" + one("1", "q")},
	{Name: "quirk 7: UTF-16, as spreadsheets save it", Format: feed.Tab, UTF16: true, Input: "§Bing Spatial Data Services, 2.0\t\r\nId\tGeocodeRequest/Query\r\n1\tKöln 𝄞\r\n", Want: "notice [encoding-not-utf8] §: the text is UTF-16 (little endian); save the file as UTF-8\n" + one("1", "Köln 𝄞")},
	{Name: "quirk 7: Windows-1252", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,q", "2,M§\xFCnchen"), Want: one("1", "q") + "fault [encoding-invalid] §: entity 2 (Id \"2\"): byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252\nentity Id=\"2\"\nend\n"},
	{Name: "rows with bytes that are no characters", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query,TraceId", "1,q,§\x80\x81", "§\xFC,r,\xFC", "2,q,", "3,\"a\n§\xE4\",\xE4", "4,,,§\xFF", "5,q,"),
		Want: "fault [encoding-invalid] §: entity 1 (Id \"1\"): byte 0x80 is not UTF-8; in Windows-1252 it would be '€'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252\nentity Id=\"1\"\nend\n" +
			"fault [encoding-invalid] §: entity 2: byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252\nentity Id=\"\"\nend\n" +
			one("2", "q") +
			"fault [encoding-invalid] §: entity 4 (Id \"3\"): byte 0xE4 is not UTF-8; in Windows-1252 it would be 'ä'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252\nentity Id=\"3\"\nend\n" +
			"fault [encoding-invalid] §: entity 5 (Id \"4\"): byte 0xFF is not UTF-8; in Windows-1252 it would be 'ÿ'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252\nentity Id=\"4\"\nend\n" +
			one("5", "q")},
	{Name: "a header with a byte that is no character", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query,Stra§\xDFe", "1,q,x"),
		Want: "fault [encoding-invalid] §: byte 0xDF is not UTF-8; in Windows-1252 it would be 'ß'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252 (fatal)\n"},
	{Name: "a first line with a byte that is no character", Format: feed.CSV, Input: "Stra§\xDFe\n",
		Want: "fault [encoding-invalid] §: byte 0xDF is not UTF-8; in Windows-1252 it would be 'ß'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252 (fatal)\n"},
	{Name: "quirk 8: latitude and longitude exchanged", Format: feed.Pipe, Input: text("Id|GeocodeResponse/GeocodePoints", `1|[{"Longitude":"47.64","Latitude":"-122.13","UsageTypes":"Display","Type":"Point","CalculationMethod":"Rooftop"}]`),
		Want: "entity Id=\"1\"\n  GeocodeResponse\n    GeocodePoint CalculationMethod=\"Rooftop\" Latitude=\"-122.13\" Longitude=\"47.64\" Type=\"Point\" UsageTypes=\"Display\"\nend\n"},
	{Name: "quirk 9: pipes in a TraceId", Format: feed.Pipe, Input: text("Id|TraceId", `1|"3201|LT01|02.00.82, LT78"`), Want: "entity Id=\"1\" TraceId=\"3201|LT01|02.00.82, LT78\"\nend\n"},
	{Name: "quirk 9: pipes in a TraceId without quotes", Format: feed.Pipe, Input: text("Id|TraceId", `1|3201|§LT01`), Want: "fault [row-too-long] §: entity 1 (Id \"1\"): 3 cells where the header has 2 columns, usually because of an unquoted pipe in a value; put the value with the pipe in quotes\nentity Id=\"1\"\nend\n"},
	{Name: "quirk 10: failed output", Format: feed.CSV, Input: text("Id,GeocodeRequest/Culture,GeocodeRequest/Query,StatusCode,FaultReason", `1,en-US,,BadRequest,"To geocode a location, you must specify at least one address field."`),
		Want: "entity Id=\"1\"\n  GeocodeRequest Culture=\"en-US\"\n  StatusCode=\"BadRequest\" FaultReason=\"To geocode a location, you must specify at least one address field.\"\nend\n"},
	{Name: "quirk 13: odd values are kept as they are", Format: feed.Tab, Input: text("Id\tGeocodeRequest/Culture\tReverseGeocodeRequest/Location/Latitude\tReverseGeocodeRequest/Location/Longitude\tGeocodeResponse/Confidence", "QUJD+/8=\tfi_FI\t47,64\t-122,13\t0"),
		Want: "entity Id=\"QUJD+/8=\"\n  ReverseGeocodeRequest Culture=\"fi_FI\" Location/Latitude=\"47,64\" Location/Longitude=\"-122,13\"\n  GeocodeResponse Confidence=\"0\"\nend\n"},
	{Name: "quirk 15: a JSON cell over two lines", Format: feed.Pipe, Input: text("Id|GeocodeResponse/QueryParseValues|TraceId", `1|§[{"Property":"p",`, `"Value"§:"v"}]|t`),
		Want: "fault [cell-json] §: entity 1 (Id \"1\"): GeocodeResponse/QueryParseValues: the end where a key in quotes is expected at character 18 of the cell; complete the array; a cell of several lines needs quotes around it\nentity Id=\"1\"\nend\nfault [text-syntax] §: entity 2: Id: \":\" after the quote that closes the value; double a quote inside a quoted value\nentity Id=\"\"\nend\n"},
}

// textHeaders show what is read, and what refused, as first line and header.
var textHeaders = append(versionLines(
	"Bing Spatial Data Services, 2.0", "Bing Spatial Data Services,2.0", "  bing spatial data SERVICES ,  2.00  ", `"Bing Spatial Data Services, 2.0"`, `"Bing Spatial Data Services", "2.0"`,
	"Bing Spatial Data Services, 2.0, GeocodeData", "Bing Spatial Data Services, 2.0,,,,,", "Bing Spatial Data Services|2.0", "Bing Spatial Data Services\t2", "\n \nBing Spatial Data Services, 2.0\n\n  ",
), []Case{
	{Name: "quirk 1: no version line", Format: feed.CSV, Input: "§Id,GeocodeRequest/Query\n1,q\n", Want: "notice [version-missing] §: the version line is missing; begin the file with Bing Spatial Data Services, 2.0\n" + one("1", "q")},
	{Name: "quirk 1: no version", Format: feed.CSV, Input: "§Bing Spatial Data Services\nId,GeocodeRequest/Query\n1,q\n", Want: "notice [version-missing] §: the version line has no version; write Bing Spatial Data Services, 2.0\n" + one("1", "q")},
	{Name: "quirk 1: the version line twice", Format: feed.CSV, Input: versionLine + "§" + versionLine + "Id\n1\n", Want: "fault [text-header] §: the version line is repeated; remove the second one\nentity Id=\"1\"\nend\n"},
	{Name: "quirk 1: the version line twice and no header", Format: feed.CSV, Input: versionLine + "§" + versionLine + "1,2\n", Want: "fault [text-header] §: the version line is repeated; remove the second one (fatal)\n"},
	{Name: "quirk 1: version 1.0 with the columns of 2.0", Format: feed.CSV, Input: "Bing Spatial Data Services, §1.0\nId\n1\n", Want: "fault [version-unsupported] §: this is a feed of version 1.0, which has other columns; write it again with the columns of version 2.0\nentity Id=\"1\"\nend\n"},
	{Name: "quirk 1: version 1.0", Format: feed.CSV, Input: "Bing Spatial Data Services, §1.0\nId,GeocodeRequest/Address/County\n1,a\n", Want: "fault [version-unsupported] §: this is a feed of version 1.0, which has other columns; write it again with the columns of version 2.0 (fatal)\n"},
	{Name: "quirk 1: version 3.0, and further faults", Format: feed.Pipe, Input: "Bing Spatial Data Services| §3.0\nId|GeocodeRequest/Query\n1|a|§b\n2|q\n", Want: "fault [version-unsupported] §: version \"3.0\" is not supported; write Bing Spatial Data Services, 2.0\nfault [row-too-long] §: entity 1 (Id \"1\"): 3 cells where the header has 2 columns, usually because of an unquoted pipe in a value; put the value with the pipe in quotes\nentity Id=\"1\"\nend\n" + one("2", "q")},
	{Name: "quirk 1: an open quote in the version line", Format: feed.CSV, Input: "§\"Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n2,q\n", Want: "fault [text-syntax] §: the version line has a quote that is not closed; write Bing Spatial Data Services, 2.0\n" + one("2", "q")},
	{Name: "quirk 1: quotes around the parts of the version line", Format: feed.CSV, Input: "\"Bing Spatial Data Services\",\"2.0\"\nId,GeocodeRequest/Query\n2,q\n", Want: one("2", "q")},
	{Name: "quirk 1: a data source", Format: feed.Pipe, Input: "§Bing Spatial Data Services, 1.0, Shops\nEntityID(Edm.String,primaryKey)|Name(Edm.String)\n1|a\n", Want: "fault [version-unsupported] §: this is a file for the data source loader, not a feed to geocode; make a feed that begins with Bing Spatial Data Services, 2.0 (fatal)\n"},
	{Name: "quirk 2: names with spaces, quotes and another case", Format: feed.CSV, Input: text(`id, "GeocodeRequest/Query" , GEOCODEREQUEST/CULTURE `, "1, q, c"), Want: "entity Id=\"1\"\n  GeocodeRequest Culture=\"c\" Query=\"q\"\nend\n"},
	{Name: "quirk 2: names that are empty", Format: feed.CSV, Input: text(`Id,,GeocodeRequest/Query,,`, "1,,q,,", "2,§x,r"), Want: one("1", "q") + "fault [row-too-long] §: entity 2 (Id \"2\"): a value in column 2, which has no name, usually because of an unquoted comma in a value; put the value with the comma in quotes\nentity Id=\"2\"\nend\n"},
	{Name: "quirk 2: a repeated column", Format: feed.CSV, Input: text(`Id,GeocodeRequest/Query,§geocoderequest/query`, "1,q,r", "2,,r"), Want: "notice [column-duplicate] §: GeocodeRequest/Query: the header repeats this column; remove one of the two; the first is read\n" + one("1", "q") + "entity Id=\"2\"\nend\n"},
	{Name: "an unknown column", Format: feed.CSV, Input: text(`Id,§GeocodeRequest/Adress/Locality,GeocodeRequest/Query`, "1,x,q"), Want: "fault [column-unknown] §: the column \"GeocodeRequest/Adress/Locality\" is unknown; write GeocodeRequest/Address/Locality\n" + one("1", "q")},
	{Name: "no Id column", Format: feed.CSV, Input: text(`§GeocodeRequest/Query,TraceId`, "q"), Want: "notice [column-missing] §: Id: the header has no column Id; add it, so that results can be told apart\n" + one("", "q")},
	{Name: "extension columns", Format: feed.CSV, Input: text(`Id,§GeocodeRequest/MaxResults,§GeocodeRequest/IncludeQueryParse`, "1,5,true"), Want: "notice [column-extension] §: GeocodeRequest/MaxResults: the service does not know this column; remove it, or convert the feed to XML\nnotice [column-extension] §: GeocodeRequest/IncludeQueryParse: the service does not know this column; remove it, or convert the feed to XML\nentity Id=\"1\"\n  GeocodeRequest IncludeQueryParse=\"true\" MaxResults=\"5\"\nend\n"},
	{Name: "an empty file", Format: feed.CSV, Input: "§", Want: "fault [text-header] §: the file is empty; begin it with Bing Spatial Data Services, 2.0 (fatal)\n"},
	{Name: "only the first line", Format: feed.CSV, Input: "Bing Spatial Data Services, 2.0§", Want: "fault [text-header] §: the header is missing: the file ends after the version line; write the names of the columns after it (fatal)\n"},
	{Name: "XML read as text", Format: feed.CSV, Input: "§<?xml version=\"1.0\"?>\n<GeocodeFeed/>\n", Want: "fault [text-header] §: this looks like XML, not like delimited text; read it as xml (fatal)\n"},
	{Name: "a plain table", Format: feed.Pipe, Input: "§Id|RequestQuery|Latitude|StatusCode\n1|q|2|\n", Want: "fault [text-header] §: this looks like a plain table, which is no feed; convert the feed that it was made from, or read it with -map (fatal)\n"},
	{Name: "names that only look like those of a plain table", Format: feed.CSV, Input: "§Id,AddressLine\n1,a\n", Want: "fault [text-header] §: the version line is missing, and the first line has names that are not columns: \"AddressLine\"; begin the file with Bing Spatial Data Services, 2.0, and write GeocodeRequest/Address/AddressLine for \"AddressLine\" (fatal)\n"},
	{Name: "JSON Lines read as text", Format: feed.CSV, Input: "\n§{\"id\":\"1\"}\n", Want: "fault [text-header] §: this looks like JSON, not like delimited text; read it as jsonl (fatal)\n"},
	{Name: "another delimiter", Format: feed.CSV, Input: versionLine + "§Id|GeocodeRequest/Query\n1|q\n", Want: "fault [text-header] §: the header is delimited by pipes, not by commas; read it as pipe (fatal)\n"},
	{Name: "semicolons", Format: feed.CSV, Input: versionLine + "§Id;GeocodeRequest/Query\n1;q\n", Want: "fault [text-header] §: the header is delimited by semicolons; the service takes comma, tab or pipe, and a table of your own is read with -map (fatal)\n"},
}...)

// versionLines are the forms of line 1 that are read, each in every format.
func versionLines(lines ...string) []Case {
	var cases []Case
	for _, line := range lines {
		for _, f := range []feed.Format{feed.CSV, feed.Tab, feed.Pipe} {
			row := strings.ReplaceAll("Id,GeocodeRequest/Query\n1,q\n", ",", string(f.Delimiter()))
			cases = append(cases, Case{Name: "quirk 1: " + line, Format: f, Input: line + "\n" + row, Want: one("1", "q")})
		}
	}
	return cases
}

var textFaults = []Case{
	{Name: "control characters are read", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,a\x00\x1bb\ufffe"), Want: one("1", `a\x00\x1bb\ufffe`)},
	{Name: "text that ends within a character", Format: feed.CSV, Input: text("Id,GeocodeRequest/Query", "1,q") + "2,M§\xC3", Want: one("1", "q") + "fault [encoding-invalid] §: entity 2 (Id \"2\"): the text ends within a character (byte 0xC3); the file is cut; make it again\nentity Id=\"2\"\nend\n"},
	{Name: "several faults in one feed", Format: feed.Pipe, Input: text("Id|§Foo|GeocodeResponse/GeocodePoints|§Bar", "1|x||y", "2||§[{]|", "3||||§z", "4|\"a\"§b", "5"),
		Want: "fault [column-unknown] §: the column \"Foo\" is unknown; remove the column\nfault [column-unknown] §: the column \"Bar\" is unknown; remove the column\nentity Id=\"1\"\nend\nfault [cell-json] §: entity 2 (Id \"2\"): GeocodeResponse/GeocodePoints: \"]\" where a key in quotes is expected at character 3 of the cell; write an array such as [{\"Key\":\"value\"}]\nentity Id=\"2\"\nend\nfault [row-too-long] §: entity 3 (Id \"3\"): 5 cells where the header has 4 columns, usually because of an unquoted pipe in a value; put the value with the pipe in quotes\nentity Id=\"3\"\nend\nfault [text-syntax] §: entity 4 (Id \"4\"): \"b\" after the quote that closes the value; double a quote inside a quoted value\nentity Id=\"4\"\nend\nentity Id=\"5\"\nend\n"},
}
