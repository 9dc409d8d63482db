package validate

var textRules = []Rule{
	{
		Code: "text-syntax", Severity: Error, Kinds: both,
		Title: "a cell whose quotes are wrong",
		Text: `A cell that begins with a quote ends with the next one that is not doubled. A
quote within must be written twice, and none may be left open: an open quote
takes the rows after it, so it is reported where it opened. Checking goes on with
the first line after it that looks like a row, by the number of its cells above
all; if there is none, nothing after an open quote is checked.`,
		Bad:  `1,"The \"Old\" Mill",Leeds`,
		Good: `1,"The ""Old"" Mill",Leeds`,
	},
	{
		Code: "quote-swallows-rows", Severity: Warning, Kinds: both,
		Title: "a quoted value with lines that look like rows",
		Text: `A quote at the beginning of a cell that is not closed where it should be takes
all up to the next quote, whole rows included: the text is still well-formed, and
the rows are gone. It is reported where lines within a value have as many cells as
rows have, or begin like an Id. An address of several lines does neither.`,
		Bad: `2,en-US,"13 Elm St
3,en-US,14 Elm St
4,en-US,15 Elm St"`,
		Good: `2,en-US,13 Elm St
3,en-US,14 Elm St
4,en-US,15 Elm St`,
	},
	{
		Code: "text-header", Severity: Error, Kinds: both,
		Title: "no header line",
		Text: `Delimited text begins with the version line and the line of column names, by
which the service finds the values.`,
		Bad: `Bing Spatial Data Services, 2.0
1,1 Main Street,Leeds`,
		Good: `Bing Spatial Data Services, 2.0
Id,GeocodeRequest/Address/AddressLine,GeocodeRequest/Address/Locality
1,1 Main Street,Leeds`,
	},
	{
		Code: "column-missing", Severity: Error, InResults: Warning, Kinds: both,
		Title: "a header without Id",
		Text: `The service returns entities in an order of its own; the Id is what leads from a
result to the row that asked for it, and the schema requires it.`,
		Bad:  `GeocodeRequest/Query`,
		Good: `Id,GeocodeRequest/Query`,
	},
	{
		Code: "column-unknown", Severity: Error, Kinds: both,
		Title: "a column that the schema does not have",
		Text: `Columns are found by their names, which are paths. The service does not look at
a column that it does not know, or refuses the file. A column whose name is about
an address may hold what an entity lacks: then nothing is reported as missing.`,
		Bad:  `Id,GeocodeRequest/Adress/AddressLine`,
		Good: `Id,GeocodeRequest/Address/AddressLine`,
	},
	{
		Code: "column-duplicate", Severity: Error, Kinds: both,
		Title: "a column named twice",
		Text: `Of two columns of the same name only one can be meant. Here the first one is
read; the service need not do the same.`,
		Bad:  `Id,GeocodeRequest/Query,GeocodeRequest/Query`,
		Good: `Id,GeocodeRequest/Query`,
	},
	{
		Code: "column-extension", Severity: Error, Kinds: Upload,
		Title: "a column that this project added and the service does not know",
		Text: `The extended layout has columns for values that the documented layout cannot
hold, so that XML can become delimited text and XML again. The service does not
know them: upload such a feed as XML.`,
		Bad:  `Id,GeocodeRequest/Query,GeocodeRequest/MaxResults`,
		Good: `Id,GeocodeRequest/Query`,
	},
	{
		Code: "row-too-long", Severity: Error, Kinds: both,
		Title: "more cells than columns",
		Text: `Usually a delimiter in a value that is not quoted pushes the cells after it to
the right: the service would read the rest of an address as its city. The row's
values are not checked any further.`,
		Bad:  `1,One Main Street, Leeds,West Yorkshire`,
		Good: `1,"One Main Street, Leeds",West Yorkshire`,
	},
	{
		Code: "row-short", Severity: Warning, Kinds: both,
		Title: "a row that a line break seems to have cut",
		Text: `A row may have fewer cells than the header: those that are missing are empty.
Where such a row and the next line make one row, and the next line does not begin
like an Id, a line break in a value that is not quoted has probably cut the row:
the service would read two entities, each with a half.`,
		Bad: `2,Mill House
3 River Rd,Dayton,45403`,
		Good: `2,"Mill House
3 River Rd",Dayton,45403`,
	},
	{
		Code: "cell-json", Severity: Error, Kinds: both,
		Title: "a malformed JSON cell",
		Text: `The columns GeocodePoints and QueryParseValues hold JSON arrays, objects with
the names of the schema and strings for values. In a quoted cell their quotes
are doubled; in one that is not, they are written as they are.`,
		Bad:  `1|[{""Property"":""Locality"",""Value"":""Leeds""}]`,
		Good: `1|[{"Property":"Locality","Value":"Leeds"}]`,
	},
	{
		Code: "row-index", Severity: Error, Kinds: both,
		Title: "a response index that does not continue the row before",
		Text: `In the extended layout a row with an Index of 2 or more carries a further
response of the entity before it: it has the same Id, the next number, and no
request or status of its own.`,
		Bad: `7,Leeds,
7,Leeds (Alabama),3`,
		Good: `7,Leeds,
7,Leeds (Alabama),2`,
	},
}
