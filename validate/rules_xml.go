package validate

var xmlRules = []Rule{
	{
		Code: "xml-syntax", Severity: Error, Kinds: both,
		Title: "XML that is not well-formed",
		Text: `A conforming XML parser, the service's too, refuses the whole document at the
first place that breaks the rules of XML 1.0 or of its namespaces: an ampersand
printed without escaping, a tag that is not closed, a prefix that is not
declared, a document without a root element. Nothing after it is checked.`,
		Bad:  `<Address Locality="Trinidad & Tobago" />`,
		Good: `<Address Locality="Trinidad &amp; Tobago" />`,
	},
	{
		Code: "xml-doctype", Severity: Error, Kinds: both,
		Title: "a document type declaration",
		Text: `The schema has none, and the entities that it may declare are a known way to
make a parser fetch files or fill its memory; it is refused, as services do.
After one that declares something itself, in brackets, nothing is checked.`,
		Bad:  `<!DOCTYPE GeocodeFeed SYSTEM "feed.dtd"><GeocodeFeed …>`,
		Good: `<GeocodeFeed …>`,
	},
	{
		Code: "xml-namespace", Severity: Error, Kinds: both,
		Title: "an element of the schema in no namespace, or in the https one",
		Text: `The schema's elements belong to the namespace
http://schemas.microsoft.com/search/local/2010/5/geocode, which is a name and
not an address: with https it is another one. To the service an element outside
of it is no element of the feed. It is reported once, where it differs from the
namespace of the element around it.`,
		Bad:  `<GeocodeFeed Version="2.0">`,
		Good: `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">`,
	},
	{
		Code: "attribute-case", Severity: Warning, Kinds: both,
		Title: "an attribute whose name is written in another case",
		Text: `In XML the case of a name counts: to a strict reader ID is not Id, and Version
in small letters is no version. Some products write their feeds so; here the
values are read all the same. It is reported once for each attribute, where it
is first written so.`,
		Bad:  `<GeocodeEntity ID="1">`,
		Good: `<GeocodeEntity Id="1">`,
	},
	{
		Code: "xml-unknown", Severity: Error, Kinds: both,
		Title: "an element, attribute or text that the schema does not have",
		Text: `The service checks a feed against its schema, in which every name has its case
and its place, and much may appear only once. What is not in it is refused, or
ignored together with the value in it.`,
		Bad:  `<Address Adressline="1 Main Street" />`,
		Good: `<Address AddressLine="1 Main Street" />`,
	},
}
