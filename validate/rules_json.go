package validate

var jsonRules = []Rule{
	{
		Code: "json-syntax", Severity: Error, Kinds: both,
		Title: "a line that is no object of JSON",
		Text: `In JSON Lines every line that is not blank is an object, which is an entity. A
line that is not JSON, that holds more than an object, or that ends within one
cannot be read. Nothing but its Id is, and the next line is checked again.`,
		Bad:  `{"id":"1","geocodeRequest":{"query":"Leeds"}`,
		Good: `{"id":"1","geocodeRequest":{"query":"Leeds"}}`,
	},
	{
		Code: "json-key", Severity: Error, Kinds: both,
		Title: "a key that JSON Lines of a feed do not have, or have twice",
		Text: `The keys are the names of the XML with a small first letter, and their case
counts. A value under another key, or under a key that is there twice, is not
read, and would be lost.`,
		Bad:  `{"id":"1","geocodeRequest":{"Query":"Leeds"}}`,
		Good: `{"id":"1","geocodeRequest":{"query":"Leeds"}}`,
	},
	{
		Code: "json-value", Severity: Error, Kinds: both,
		Title: "a value in JSON Lines that cannot be that of its key",
		Text: `A value is a string. A number is taken as it is written, null means that there
is no value, and what the schema calls a boolean or a list may be one. An object
or array in place of a value, and half of a surrogate pair, have no text.`,
		Bad:  `{"id":"1","geocodeRequest":{"query":["Leeds"]}}`,
		Good: `{"id":"1","geocodeRequest":{"query":"Leeds"}}`,
	},
}
