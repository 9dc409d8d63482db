package feedtest

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// xmlCases show the structure of section 2.
var xmlCases = []Case{
	{Name: "every element and attribute", Format: feed.XML, Input: document(`<GeocodeEntity Id="r">
  <ReverseGeocodeRequest Culture="pl" IncludeEntityTypes="Address" IncludeNeighborhood="1" MaxResults="3">
    <Location Latitude="51.7" Longitude="19.4" /><ConfidenceFilter MinimumConfidence="Low" />
  </ReverseGeocodeRequest>
  <GeocodeRequest Culture="de" Query="q" IncludeNeighborhood="0" IncludeQueryParse="true" MaxResults="5" StrictMatch="false">
    <Address AddressLine="a" AdminDistrict="b" CountryRegion="c" AdminDistrict2="d" FormattedAddress="e" Locality="f" PostalCode="g" PostalTown="h" />
    <ConfidenceFilter MinimumConfidence="High" />
  </GeocodeRequest>
  <GeocodeResponse Name="n" EntityType="t" Confidence="Medium" MatchCodes="Good">
    <Address AddressLine="i" AdminDistrict="j" CountryRegion="k" AdminDistrict2="l" FormattedAddress="m" Locality="n" PostalCode="o" PostalTown="p" Neighborhood="r" Landmark="s" />
    <GeocodePoint CalculationMethod="Rooftop" Latitude="1" Longitude="2" Type="Point" UsageTypes="Display" />
    <GeocodePoint CalculationMethod="Parcel" Latitude="3" Longitude="4" Type="Point" UsageTypes="Route" />
    <QueryParseValue Property="Locality" Value="v" />
    <BoundingBox SouthLatitude="5" WestLongitude="6" NorthLatitude="7" EastLongitude="8" />
    <Point Latitude="9" Longitude="10" />
  </GeocodeResponse>
  <StatusCode>Success</StatusCode>
  <FaultReason>none</FaultReason>
  <TraceId>a|b</TraceId>
</GeocodeEntity>`), Want: `entity Id="r"
  ReverseGeocodeRequest Culture="pl" IncludeEntityTypes="Address" IncludeNeighborhood="1" MaxResults="3" Location/Latitude="51.7" Location/Longitude="19.4" ConfidenceFilter/MinimumConfidence="Low"
  GeocodeRequest Culture="de" Query="q" IncludeNeighborhood="0" IncludeQueryParse="true" MaxResults="5" StrictMatch="false" Address/AddressLine="a" Address/AdminDistrict="b" Address/CountryRegion="c" Address/AdminDistrict2="d" Address/FormattedAddress="e" Address/Locality="f" Address/PostalCode="g" Address/PostalTown="h" ConfidenceFilter/MinimumConfidence="High"
  GeocodeResponse Name="n" EntityType="t" Confidence="Medium" MatchCodes="Good" Address/AddressLine="i" Address/AdminDistrict="j" Address/CountryRegion="k" Address/AdminDistrict2="l" Address/FormattedAddress="m" Address/Locality="n" Address/PostalCode="o" Address/PostalTown="p" Address/Neighborhood="r" Address/Landmark="s" BoundingBox/SouthLatitude="5" BoundingBox/WestLongitude="6" BoundingBox/NorthLatitude="7" BoundingBox/EastLongitude="8" Point/Latitude="9" Point/Longitude="10"
    GeocodePoint CalculationMethod="Rooftop" Latitude="1" Longitude="2" Type="Point" UsageTypes="Display"
    GeocodePoint CalculationMethod="Parcel" Latitude="3" Longitude="4" Type="Point" UsageTypes="Route"
    QueryParseValue Property="Locality" Value="v"
  StatusCode="Success" FaultReason="none" TraceId="a|b"
end
`},
	{Name: "any order of elements and attributes", Format: feed.XML, Input: document(`<GeocodeEntity Id="1"><StatusCode>s</StatusCode><GeocodeResponse MatchCodes="m" Name="n"><Point Longitude="1" Latitude="2"/><Address Locality="l"/><GeocodePoint UsageTypes="u" Type="t" Longitude="3" Latitude="4" CalculationMethod="c"/></GeocodeResponse>` +
		`<GeocodeRequest Query="q" Culture="c"><ConfidenceFilter MinimumConfidence="High"/><Address PostalCode="p" AddressLine="a"/></GeocodeRequest><ReverseGeocodeRequest><ConfidenceFilter MinimumConfidence="Low"/><Location Longitude="5" Latitude="6"/></ReverseGeocodeRequest></GeocodeEntity>`),
		Want: `entity Id="1"
  GeocodeResponse Name="n" MatchCodes="m" Address/Locality="l" Point/Latitude="2" Point/Longitude="1"
    GeocodePoint CalculationMethod="c" Latitude="4" Longitude="3" Type="t" UsageTypes="u"
  GeocodeRequest Culture="c" Query="q" Address/AddressLine="a" Address/PostalCode="p" ConfidenceFilter/MinimumConfidence="High"
  ReverseGeocodeRequest Location/Latitude="6" Location/Longitude="5" ConfidenceFilter/MinimumConfidence="Low"
  StatusCode="s"
end
`},
	{Name: "District is read as AdminDistrict2", Format: feed.XML, Input: entity(`<GeocodeRequest><Address District="King"/></GeocodeRequest><GeocodeResponse><Address District="Queen"/></GeocodeResponse>`),
		Want: `entity Id="1"
  GeocodeRequest Address/AdminDistrict2="King"
  GeocodeResponse Address/AdminDistrict2="Queen"
end
`},
	{Name: "a feed without entities", Format: feed.XML, Input: document("")},
	{Name: "a feed that is closed at once", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" Version="2.0"/>`},
	{Name: "an entity without Id or content", Format: feed.XML, Input: document(`<GeocodeEntity/><GeocodeEntity Id=""></GeocodeEntity>`),
		Want: "entity Id=\"\"\nend\nentity Id=\"\"\nend\n"},
	{Name: "empty values are absent", Format: feed.XML, Input: entity(`<GeocodeRequest Culture="en-US" Query=""><Address AddressLine="" AdminDistrict=""/></GeocodeRequest><StatusCode></StatusCode><FaultReason/><TraceId><!-- none --></TraceId>`),
		Want: `entity Id="1"
  GeocodeRequest Culture="en-US"
end
`},
	{Name: "elements without values still stand", Format: feed.XML, Input: entity(`<GeocodeRequest/><ReverseGeocodeRequest></ReverseGeocodeRequest><GeocodeResponse/><GeocodeResponse><Address/></GeocodeResponse>`),
		Want: `entity Id="1"
  GeocodeRequest
  ReverseGeocodeRequest
  GeocodeResponse
  GeocodeResponse
end
`},
	{Name: "required attributes that are missing show as empty", Format: feed.XML,
		Input: entity(`<ReverseGeocodeRequest><Location Latitude="1"/><ConfidenceFilter/></ReverseGeocodeRequest><GeocodeResponse><GeocodePoint Latitude="2" Longitude=""/><QueryParseValue Property="p"/></GeocodeResponse>`),
		Want: `entity Id="1"
  ReverseGeocodeRequest Location/Latitude="1" Location/Longitude="" ConfidenceFilter/MinimumConfidence=""
  GeocodeResponse
    GeocodePoint CalculationMethod="" Latitude="2" Longitude="" Type="" UsageTypes=""
    QueryParseValue Property="p" Value=""
end
`},
	{Name: "white space in attributes is normalised, references are not", Format: feed.XML,
		Input: entity("<GeocodeRequest Query=\"a\tb\nc\rd\r\ne&#9;f&#10;g&#13;h &#x1D11E;\"/>"),
		Want:  "entity Id=\"1\"\n  GeocodeRequest Query=\"a b c d e\\tf\\ng\\rh 𝄞\"\nend\n"},
	{Name: "line ends in text become LF, references do not", Format: feed.XML,
		Input: entity("<FaultReason> a\r\nb\rc\n&#13;&#10;d\t</FaultReason>"),
		Want:  "entity Id=\"1\" FaultReason=\" a\\nb\\nc\\n\\r\\nd\\t\"\nend\n"},
	{Name: "text is joined over comments, CDATA and instructions", Format: feed.XML,
		Input: entity(`<StatusCode>a<!-- x -->b<![CDATA[<c>&amp;]]]]><![CDATA[>]]><?x y?>&lt;d&gt;&amp;&quot;&apos;</StatusCode>`),
		Want:  "entity Id=\"1\" StatusCode=\"ab<c>&amp;]]><d>&\\\"'\"\nend\n"},
	{Name: "white space alone is a text", Format: feed.XML, Input: entity(`<StatusCode> </StatusCode>`),
		Want: "entity Id=\"1\" StatusCode=\" \"\nend\n"},
	{Name: "attributes of XML and of schema instances are passed over", Format: feed.XML,
		Input: document(`<GeocodeEntity xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Id="1" xml:lang="en" xsi:type="x"><TraceId xsi:nil="false" xml:space="preserve">t</TraceId></GeocodeEntity>`),
		Want:  "entity Id=\"1\" TraceId=\"t\"\nend\n"},
}

// xmlQuirks show the quirks of section 4 that concern XML.
var xmlQuirks = []Case{
	{Name: "quirk 7: a byte order mark", Format: feed.XML, Input: "§\uFEFF" + `<?xml version="1.0" encoding="UTF-8"?>` + entity(""),
		Want: "notice [encoding-bom] §: the text is UTF-8 with a byte order mark; save the file as UTF-8 without a byte order mark\nentity Id=\"1\"\nend\n"},
	{Name: "quirk 7: UTF-16", Format: feed.XML, UTF16: true, Input: `§<?xml version="1.0" encoding="utf-16"?>` + entity(`<StatusCode>ü𝄞</StatusCode>`),
		Want: "notice [encoding-not-utf8] §: the text is UTF-16 (little endian); save the file as UTF-8 without a byte order mark\nentity Id=\"1\" StatusCode=\"ü𝄞\"\nend\n"},
	{Name: "quirk 7: Windows-1252", Format: feed.XML, Input: "<GeocodeFeed xmlns=\"" + xmlNamespace + "\" Version=\"2.0\"><GeocodeEntity Id=\"M§\xFCnchen\"/></GeocodeFeed>",
		Want: `fault [encoding-invalid] §: entity 1: byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity Id=""
end
`},
	{Name: "entities with bytes that are no characters", Format: feed.XML, Input: document("<GeocodeEntity TraceId='§\xE4' Id='1'/>" +
		"<GeocodeEntity Id='2'><GeocodeRequest Culture='de' Query='§\xFC'/><GeocodeResponse Name='\xFC'/><StatusCode>\xFC</StatusCode></GeocodeEntity>" +
		"<GeocodeEntity Id='3'><StatusCode>a§\x80</StatusCode><TraceId>t</TraceId></GeocodeEntity>" +
		"<GeocodeEntity Id='4'><TraceId>t</TraceId><!-- §\xDF --></GeocodeEntity>" +
		"<GeocodeEntity Id='5'><![CDATA[ ]]><?p §\xDF?><Stra\xDFe><b/></Stra\xDFe></GeocodeEntity>" +
		"<GeocodeEntity Id='6'><Stra§\xDFe/></GeocodeEntity>" +
		"<GeocodeEntity Id='7'><GeocodeRequest Query='q'/></GeocodeEntity>"),
		Want: `fault [encoding-invalid] §: entity 1 (Id "1"): byte 0xE4 is not UTF-8; in Windows-1252 it would be 'ä'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity Id="1"
end
fault [encoding-invalid] §: entity 2 (Id "2"): byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity Id="2"
end
fault [encoding-invalid] §: entity 3 (Id "3"): byte 0x80 is not UTF-8; in Windows-1252 it would be '€'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity Id="3"
end
fault [encoding-invalid] §: entity 4 (Id "4"): byte 0xDF is not UTF-8; in Windows-1252 it would be 'ß'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity Id="4" TraceId="t"
end
fault [encoding-invalid] §: entity 5 (Id "5"): byte 0xDF is not UTF-8; in Windows-1252 it would be 'ß'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity Id="5"
end
fault [encoding-invalid] §: entity 6 (Id "6"): byte 0xDF is not UTF-8; in Windows-1252 it would be 'ß'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity Id="6"
end
entity Id="7"
  GeocodeRequest Query="q"
end
`},
	{Name: "a byte that is no character between entities", Format: feed.XML, Input: document("<GeocodeEntity Id='1'/><!-- §\xFC --><GeocodeEntity Id='2'/>"),
		Want: "entity Id=\"1\"\nend\nfault [encoding-invalid] §: " + windows1252('\xFC', 'ü') + " (fatal)\n"},
	{Name: "a byte that is no character in a tag beside entities", Format: feed.XML, Input: document("<GeocodeEntity Id='1'/><Foo a='§\xFC'/>"),
		Want: "entity Id=\"1\"\nend\nfault [encoding-invalid] §: " + windows1252('\xFC', 'ü') + " (fatal)\n"},
	{Name: "a byte that is no character in the root element's tag", Format: feed.XML, Input: "<GeocodeFeed xmlns=\"" + xmlNamespace + "\" Version=\"2.0\" a='§\xFC'/>",
		Want: "fault [encoding-invalid] §: " + windows1252('\xFC', 'ü') + " (fatal)\n"},
	{Name: "a byte that is no character, in an unknown root element", Format: feed.XML, Input: "§<Feed><a/><a b='§\xFC'/><a/></Feed>",
		Want: "fault [xml-unknown] §: the root element is Feed, not GeocodeFeed; a feed begins with <GeocodeFeed xmlns=\"http://schemas.microsoft.com/search/local/2010/5/geocode\" Version=\"2.0\">\n" +
			"fault [encoding-invalid] §: " + windows1252('\xFC', 'ü') + " (fatal)\n"},
	{Name: "an entity with a byte that is no character, and more that is wrong", Format: feed.XML, Input: document("<GeocodeEntity Id='1'><StatusCode>§\xFC</StatusCode>§&</GeocodeEntity>"),
		Want: `fault [encoding-invalid] §: entity 1 (Id "1"): byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
fault [xml-syntax] §: entity 1 (Id "1"): "&" stands alone; write it as &amp; (fatal)
`},
	{Name: "quirk 10: failed output", Format: feed.XML,
		Input: entity(`<GeocodeRequest Culture="en-US"><Address /></GeocodeRequest><StatusCode>BadRequest</StatusCode><FaultReason>To geocode a location, you must specify at least one address field.</FaultReason>`),
		Want: `entity Id="1"
  GeocodeRequest Culture="en-US"
  StatusCode="BadRequest" FaultReason="To geocode a location, you must specify at least one address field."
end
`},
	{Name: "quirk 11: the namespace again on every entity", Format: feed.XML, Input: document(`<GeocodeEntity Id="1" xmlns="` + xmlNamespace + `" ><GeocodeRequest Query="q" /></GeocodeEntity>`),
		Want: "entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	{Name: "quirk 11: a prefix on every element", Format: feed.XML,
		Input: `<g:GeocodeFeed xmlns:g="` + xmlNamespace + `" Version="2.0"><g:GeocodeEntity Id="1"><g:GeocodeRequest Query="q"><g:Address Locality="l"/></g:GeocodeRequest></g:GeocodeEntity></g:GeocodeFeed>`,
		Want:  "entity Id=\"1\"\n  GeocodeRequest Query=\"q\" Address/Locality=\"l\"\nend\n"},
	{Name: "quirk 11: the root lacks the namespace", Format: feed.XML, Input: `§<GeocodeFeed Version="2.0"><GeocodeEntity Id="1" xmlns="` + xmlNamespace + `"><TraceId>t</TraceId></GeocodeEntity></GeocodeFeed>`,
		Want: "notice [xml-namespace] §: GeocodeFeed: element GeocodeFeed is in no namespace; the feed's namespace is \"http://schemas.microsoft.com/search/local/2010/5/geocode\"\nentity Id=\"1\" TraceId=\"t\"\nend\n"},
	{Name: "quirk 11: no namespace at all is one notice", Format: feed.XML, Input: `§<GeocodeFeed Version="2.0"><GeocodeEntity Id="1"><TraceId>t</TraceId></GeocodeEntity></GeocodeFeed>`,
		Want: "notice [xml-namespace] §: GeocodeFeed: element GeocodeFeed is in no namespace; the feed's namespace is \"http://schemas.microsoft.com/search/local/2010/5/geocode\"\nentity Id=\"1\" TraceId=\"t\"\nend\n"},
	{Name: "quirk 11: a child put back into no namespace", Format: feed.XML, Input: entity(`§<GeocodeRequest xmlns=""><Address Locality="l"/></GeocodeRequest>`),
		Want: `notice [xml-namespace] §: entity 1 (Id "1"): GeocodeRequest: element GeocodeRequest is in no namespace; the feed's namespace is "http://schemas.microsoft.com/search/local/2010/5/geocode"
entity Id="1"
  GeocodeRequest Address/Locality="l"
end
`},
	{Name: "quirk 11: the https namespace", Format: feed.XML, Input: `§<GeocodeFeed Version="2.0" xmlns="https` + xmlNamespace[4:] + `"><GeocodeEntity Id="1"/></GeocodeFeed>`,
		Want: "notice [xml-namespace] §: GeocodeFeed: element GeocodeFeed is in namespace \"https://schemas.microsoft.com/search/local/2010/5/geocode\"; the feed's namespace is \"http://schemas.microsoft.com/search/local/2010/5/geocode\"\nentity Id=\"1\"\nend\n"},
	{Name: "quirk 11: the Version on the entity", Format: feed.XML, Input: `§<GeocodeFeed xmlns="` + xmlNamespace + `"><GeocodeEntity Version="2.0" Id="1"/></GeocodeFeed>`,
		Want: "notice [version-missing] §: the feed has no Version, which means 1.0; write Version=\"2.0\" in the GeocodeFeed tag\nentity Id=\"1\"\nend\n"},
	{Name: "quirk 11: no Version", Format: feed.XML, Input: "\n §" + `<GeocodeFeed xmlns="` + xmlNamespace + `"><GeocodeEntity Id="1"/></GeocodeFeed>`,
		Want: "notice [version-missing] §: the feed has no Version, which means 1.0; write Version=\"2.0\" in the GeocodeFeed tag\nentity Id=\"1\"\nend\n"},
	{Name: "quirk 11: attributes in any case, told of once", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" §version="2.0"><GeocodeEntity §ID="1"><GeocodeRequest §QUERY="q"><Address §locality="l" District="d"/></GeocodeRequest></GeocodeEntity><GeocodeEntity id="2"><GeocodeRequest query="r"/></GeocodeEntity></GeocodeFeed>`,
		Want: `notice [attribute-case] §: GeocodeFeed/version: the attribute Version is written version; write Version
notice [attribute-case] §: entity 1 (Id "1"): ID: the attribute Id is written ID; write Id
notice [attribute-case] §: entity 1 (Id "1"): GeocodeRequest/QUERY: the attribute Query is written QUERY; write Query
notice [attribute-case] §: entity 1 (Id "1"): GeocodeRequest/Address/locality: the attribute Locality is written locality; write Locality
entity Id="1"
  GeocodeRequest Query="q" Address/AdminDistrict2="d" Address/Locality="l"
end
entity Id="2"
  GeocodeRequest Query="r"
end
`},
	{Name: "quirk 11: ConfidenceFilter before Address", Format: feed.XML, Input: entity(`<GeocodeRequest><ConfidenceFilter MinimumConfidence="High"/><Address Locality="l"/></GeocodeRequest>`),
		Want: `entity Id="1"
  GeocodeRequest Address/Locality="l" ConfidenceFilter/MinimumConfidence="High"
end
`},
	{Name: "quirk 11: an Address beside the request", Format: feed.XML, Input: entity(`<GeocodeRequest Culture="c"/>§<Address Locality="l"/><TraceId>t</TraceId>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): Address: Address does not belong here; it belongs inside GeocodeRequest or GeocodeResponse
entity Id="1"
  GeocodeRequest Culture="c"
  TraceId="t"
end
`},
	{Name: "quirk 11: single quotes, comments, instructions", Format: feed.XML,
		Input: "<?xml version='1.0'?><!-- a --><?b c?>" + document("<!-- <GeocodeEntity Id='no'/> --><GeocodeEntity Id='a\"b'><?x <y>?><GeocodeRequest Query='q'><!----></GeocodeRequest></GeocodeEntity>") + "<!-- end -->\n<?end?>",
		Want:  "entity Id=\"a\\\"b\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	{Name: "quirk 11: paired and white empty elements", Format: feed.XML, Input: entity("<GeocodeRequest Query=\"q\">  \n</GeocodeRequest>"),
		Want: "entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	{Name: "quirk 13: odd values are kept as they are", Format: feed.XML,
		Input: document(`<GeocodeEntity Id="QUJD+/8="><ReverseGeocodeRequest Culture="fi_FI"><Location Latitude="47,64" Longitude="-122,13"/></ReverseGeocodeRequest></GeocodeEntity>`),
		Want:  "entity Id=\"QUJD+/8=\"\n  ReverseGeocodeRequest Culture=\"fi_FI\" Location/Latitude=\"47,64\" Location/Longitude=\"-122,13\"\nend\n"},
	{Name: "quirk 13: a string printed without escaping", Format: feed.XML, Input: entity(`<GeocodeRequest Query="Trinidad §& Tobago"/>`),
		Want: "fault [xml-syntax] §: entity 1 (Id \"1\"): \"&\" stands alone; write it as &amp; (fatal)\n"},
	{Name: "versions equal to 2.0", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" Version=" 2.00"/>`},
}

// xmlFaults show what is refused.
var xmlFaults = []Case{
	{Name: "version 1.0", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" §Version="1.0"><GeocodeEntity Id="1"/></GeocodeFeed>`,
		Want: "fault [version-unsupported] §: GeocodeFeed: version \"1.0\" is not supported; make the feed in version 2.0 of the schema\nentity Id=\"1\"\nend\n"},
	{Name: "a Version on the entity that is another", Format: feed.XML, Input: `§<GeocodeFeed xmlns="` + xmlNamespace + `"><GeocodeEntity Id="1" §Version="1.0"/></GeocodeFeed>`,
		Want: `notice [version-missing] §: the feed has no Version, which means 1.0; write Version="2.0" in the GeocodeFeed tag
fault [version-unsupported] §: entity 1 (Id "1"): version "1.0" is not supported; make the feed in version 2.0 of the schema
entity Id="1"
end
`},
	{Name: "a document type", Format: feed.XML, Input: `<?xml version="1.0"?>§<!DOCTYPE GeocodeFeed [<!ENTITY a "b">]>` + document(""),
		Want: "fault [xml-doctype] §: a document type declaration (DOCTYPE); remove it; feeds have none, and it is not read (fatal)\n"},
	{Name: "a document type that declares nothing itself is passed over", Format: feed.XML, Input: "§<!DOCTYPE GeocodeFeed\nPUBLIC '-//a \"<[>' \"it's\" >\n" + entity(`<TraceId>t</TraceId>`),
		Want: "fault [xml-doctype] §: a document type declaration (DOCTYPE); remove it; feeds have none, and it is not read\nentity Id=\"1\" TraceId=\"t\"\nend\n"},
	{Name: "another root", Format: feed.XML, Input: `§<Response xmlns="http://schemas.microsoft.com/search/local/ws/rest/v1"><StatusCode>200</StatusCode></Response>`,
		Want: "fault [xml-unknown] §: the root element is Response: what the service says of a job, not a feed; download the job's output, and read that\n"},
	{Name: "unknown elements are passed over", Format: feed.XML, Input: entity(`§<Foo><GeocodeRequest Query="no"/></Foo><TraceId>t</TraceId>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): Foo: unknown element; remove it
entity Id="1" TraceId="t"
end
`},
	{Name: "names of elements are case-sensitive", Format: feed.XML, Input: entity(`§<traceid>no</traceid>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): traceid: unknown element; write TraceId
entity Id="1"
end
`},
	{Name: "attributes that differ in case only", Format: feed.XML, Input: document(`<GeocodeEntity §ID="a" §Id="b"><GeocodeRequest Query="q" §query="r"/><GeocodeResponse><Address §district="d" §AdminDistrict2="e" §DISTRICT="f"/></GeocodeResponse></GeocodeEntity>`),
		Want: `notice [attribute-case] §: entity 1 (Id "a"): ID: the attribute Id is written ID; write Id
fault [xml-unknown] §: entity 1 (Id "a"): Id: ID and Id stand for the same; remove one of them
fault [xml-unknown] §: entity 1 (Id "a"): GeocodeRequest/query: Query and query stand for the same; remove one of them
notice [attribute-case] §: entity 1 (Id "a"): GeocodeResponse/Address/district: the attribute AdminDistrict2 is written district; write AdminDistrict2
fault [xml-unknown] §: entity 1 (Id "a"): GeocodeResponse/Address/AdminDistrict2: district and AdminDistrict2 stand for the same; remove one of them
fault [xml-unknown] §: entity 1 (Id "a"): GeocodeResponse/Address/DISTRICT: district and DISTRICT stand for the same; remove one of them
entity Id="a"
  GeocodeRequest Query="q"
  GeocodeResponse Address/AdminDistrict2="d"
end
`},
	{Name: "two versions in one tag", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" Version="2.0" §version="1.0"><GeocodeEntity Id="1"/></GeocodeFeed>`,
		Want: `fault [xml-unknown] §: GeocodeFeed/version: Version and version stand for the same; remove one of them
entity Id="1"
end
`},
	{Name: "results of version 1.0", Format: feed.XML, Input: `§<GeocodeFeed xmlns="` + xmlNamespace + `"><GeocodeEntity Id="1"><GeocodeResponse §DisplayName="d" Confidence="High" §StatusCode="Success" §FaultReason="f"><Address Locality="l"/>§<RooftopLocation Latitude="1" Longitude="2"/>§<InterpolatedLocation Latitude="3" Longitude="4"/></GeocodeResponse></GeocodeEntity></GeocodeFeed>`,
		Want: `notice [version-unsupported] §: these are results of schema version 1.0, of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/DisplayName: DisplayName is of schema version 1.0: these are the results of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/StatusCode: StatusCode is of schema version 1.0: these are the results of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/FaultReason: FaultReason is of schema version 1.0: these are the results of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/RooftopLocation: RooftopLocation is of schema version 1.0: these are the results of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/InterpolatedLocation: InterpolatedLocation is of schema version 1.0: these are the results of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
entity Id="1"
  GeocodeResponse Confidence="High" Address/Locality="l"
end
`},
	{Name: "results of version 1.0 that say so", Format: feed.XML, Input: `<GeocodeFeed §Version="1.0" xmlns="` + xmlNamespace + `" §a="b"><GeocodeEntity Id="1"><GeocodeResponse>§<RooftopLocation Latitude="1" Longitude="2"/></GeocodeResponse></GeocodeEntity></GeocodeFeed>`,
		Want: `fault [version-unsupported] §: GeocodeFeed: these are results of schema version 1.0, of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
fault [xml-unknown] §: GeocodeFeed/a: unknown attribute; remove it
fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/RooftopLocation: RooftopLocation is of schema version 1.0: these are the results of a feed that was sent without Version="2.0"; send the feed again with Version="2.0" in its GeocodeFeed tag
entity Id="1"
  GeocodeResponse
end
`},
	{Name: "a coordinate in the wrong element", Format: feed.XML, Input: entity(`<GeocodeResponse §Latitude="1"/>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/Latitude: unknown attribute; a coordinate belongs to a GeocodePoint, Point, BoundingBox or Location element
entity Id="1"
  GeocodeResponse
end
`},
	{Name: "a known name in another namespace", Format: feed.XML, Input: entity(`§<GeocodeRequest xmlns="urn:other" Query="no"/>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): GeocodeRequest: element GeocodeRequest is in namespace "urn:other"; the feed's namespace is "http://schemas.microsoft.com/search/local/2010/5/geocode"
entity Id="1"
end
`},
	{Name: "IncludeEntityTypes is of reverse requests only", Format: feed.XML, Input: entity(`<GeocodeRequest §IncludeEntityTypes="no"/>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): GeocodeRequest/IncludeEntityTypes: unknown attribute; remove it
entity Id="1"
  GeocodeRequest
end
`},
	{Name: "text where none belongs", Format: feed.XML, Input: entity("<GeocodeRequest>\n  §no </GeocodeRequest>"),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): GeocodeRequest: text "no" in element GeocodeRequest; remove it
entity Id="1"
  GeocodeRequest
end
`},
	{Name: "a second request", Format: feed.XML, Input: entity(`<GeocodeRequest Query="a"/>§<GeocodeRequest Query="b"/>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): GeocodeRequest: a second GeocodeRequest; remove one of them
entity Id="1"
  GeocodeRequest Query="a"
end
`},
	{Name: "a second status", Format: feed.XML, Input: entity(`<StatusCode>a</StatusCode>§<StatusCode>b</StatusCode>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): StatusCode: a second StatusCode; remove one of them
entity Id="1" StatusCode="a"
end
`},
	{Name: "a second Address, Point and BoundingBox", Format: feed.XML,
		Input: entity(`<GeocodeResponse><Address Locality="a"/>§<Address/><Point Latitude="1" Longitude="2"/>§<Point Latitude="3" Longitude="4"/></GeocodeResponse>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/Address: a second Address; remove one of them
fault [xml-unknown] §: entity 1 (Id "1"): GeocodeResponse/Point: a second Point; remove one of them
entity Id="1"
  GeocodeResponse Address/Locality="a" Point/Latitude="1" Point/Longitude="2"
end
`},
	{Name: "District beside AdminDistrict2", Format: feed.XML, Input: entity(`<GeocodeRequest><Address AdminDistrict2="a" §District="b"/></GeocodeRequest>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): GeocodeRequest/Address/District: AdminDistrict2 and District stand for the same; remove one of them
entity Id="1"
  GeocodeRequest Address/AdminDistrict2="a"
end
`},
	{Name: "elements within text", Format: feed.XML, Input: entity(`<StatusCode>a§<b>c</b>d</StatusCode>`),
		Want: `fault [xml-unknown] §: entity 1 (Id "1"): StatusCode/b: unknown element; remove it
entity Id="1" StatusCode="ad"
end
`},
	{Name: "another encoding declared", Format: feed.XML, Input: `<?xml version="1.0" §encoding="iso-8859-1"?>` + entity(""),
		Want: "fault [encoding-not-utf8] §: the XML declaration says encoding \"iso-8859-1\"; save the file as UTF-8 and declare encoding=\"utf-8\", or use -encoding iso-8859-1\nentity Id=\"1\"\nend\n"},
	{Name: "an empty file", Format: feed.XML, Input: "§", Want: "fault [xml-syntax] §: the document is empty; XML has a root element (fatal)\n"},
	{Name: "a file of white space", Format: feed.XML, Input: " \n§", Want: "fault [xml-syntax] §: the document has no root element; the file is cut; make it again (fatal)\n"},
	{Name: "a file that is no XML", Format: feed.XML, Input: "§" + versionLine + "Id\n1\n", Want: "fault [xml-syntax] §: the text does not begin with \"<\": it is not XML; it looks like delimited text; read it as csv, tab or pipe (fatal)\n"},
	{Name: "a file of JSON", Format: feed.XML, Input: "\n§[{\"id\":\"1\"}]\n", Want: "fault [xml-syntax] §: the text does not begin with \"<\": it is not XML; it looks like JSON; read it as jsonl (fatal)\n"},
	{Name: "a cut document", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" Version="2.0"><GeocodeEntity Id="1"><TraceId>t§`,
		Want: "fault [xml-syntax] §: entity 1 (Id \"1\"): the document ends within element TraceId (opened at 1:115); the file is cut; make it again (fatal)\n"},
	{Name: "tags that do not match", Format: feed.XML, Input: document(`<GeocodeEntity Id="1"><GeocodeRequest>§</GeocodeEntity>`),
		Want: "fault [xml-syntax] §: entity 1 (Id \"1\"): </GeocodeEntity> where </GeocodeRequest> is due, for the element opened in line 2; end GeocodeRequest first (fatal)\n"},
	{Name: "an attribute twice", Format: feed.XML, Input: entity(`<GeocodeRequest Query="a" §Query="b"/>`),
		Want: "fault [xml-syntax] §: entity 1 (Id \"1\"): a second attribute Query in one tag; remove one of them (fatal)\n"},
	{Name: "a prefix that is not declared", Format: feed.XML, Input: entity(`§<x:Foo/>`),
		Want: "fault [xml-syntax] §: entity 1 (Id \"1\"): the prefix of x:Foo is bound to no namespace; declare it: xmlns:x=\"…\" (fatal)\n"},
	{Name: "an entity that is not declared", Format: feed.XML, Input: entity(`<TraceId>§&nbsp;</TraceId>`),
		Want: "fault [xml-syntax] §: entity 1 (Id \"1\"): the entity &nbsp; is not declared; write the character itself, or & as &amp; (fatal)\n"},
	{Name: "a control character", Format: feed.XML, Input: document("<GeocodeEntity Id=\"a§\x01\"/>"),
		Want: "fault [xml-syntax] §: XML cannot hold the character U+0001; remove it (fatal)\n"},
	{Name: "a reference to a control character", Format: feed.XML, Input: document(`<GeocodeEntity Id="a§&#1;"/>`),
		Want: "fault [xml-syntax] §: &#1; is no character that XML can hold; remove it (fatal)\n"},
	{Name: "a second root", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" Version="2.0"/>§<GeocodeFeed/>`,
		Want: "fault [xml-syntax] §: a second root element, GeocodeFeed; a document has one root element; remove the others (fatal)\n"},
	{Name: "text after the root", Format: feed.XML, Input: `<GeocodeFeed xmlns="` + xmlNamespace + `" Version="2.0"/>` + "\n§x",
		Want: "fault [xml-syntax] §: text outside of the root element; remove it (fatal)\n"},
}

// windows1252 returns the message of a byte that is a letter of Windows-1252.
func windows1252(b byte, letter rune) string {
	return fmt.Sprintf("byte 0x%02X is not UTF-8; in Windows-1252 it would be %q; save the file as UTF-8, or give its encoding, such as -encoding windows-1252", b, letter)
}
