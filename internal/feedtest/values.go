package feedtest

import "strings"

// XMLValues are values that have tripped readers and writers of some format, all
// of characters that XML can hold.
var XMLValues = []string{
	// What is in real feeds.
	"1", "0", "true", "en-US", "fi_FI", "High", "Good, Ambiguous", "47.640049", "-122,1297", "Rooftop",
	"Zoë's Café & Bar", "Straße des 17. Juni 135", "東京都千代田区丸の内1-9-1", "مكتبة الإسكندرية", "١٢٣",
	"3201a9|LT001|02.00.82|LTNODE06, LTNODE78",

	// Ids: hashes, base64 text, formulas of spreadsheets.
	"d41d8cd98f00b204e9800998ecf8427e", "QUJD+/8=", "==", "=1+1", "+1", "-1", "@x", "0001",

	// Delimiters, quotes and line ends.
	",", "\t", "|", ";", "a,b", "a\tb", "a|b", `"`, `""`, `"a"`, `a"b`, `"a`, `a"`, `","`, `\"`, `\`, "'",
	"\n", "\r", "\r\n", "a\nb", "a\rb", "a\r\nb", "\n\r", "a\n", "\ra", "a\n\nb",

	// Padding.
	" ", "  ", " a", "a ", " a ", ` "a"`, `"a" `, "\ta\t", "\u00a0", "\u00a0a\u00a0", "\u2028", "\u2029", "\u0085", "\u3000",

	// Markup.
	"&", "<", ">", "]]>", "&amp;", "&#38;", "&#x9;", "<!--", "-->", "<![CDATA[x]]>", "<?x?>", "<GeocodeEntity>", "a<b>c", "AT&T",

	// JSON and what looks like it.
	"[]", "{}", "[{}]", "null", `[{"Latitude":"1"}]`, `[{""Latitude"":""1""}]`, `\u0041`, `\n`, "/", `\/`,

	// What looks like the first lines of delimited text.
	"Bing Spatial Data Services", "Bing Spatial Data Services, 2.0", "Id", "GeocodeRequest/Culture",

	// Characters of all lengths, and the borders of XML's Char.
	"ß", "€", "𝄞", "👩‍👩‍👧", "e\u0301", "\u007f", "\u0080", "\u009f", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0010ffff", "\ufeff", "a\ufeff",

	// Longer than the pieces in which files are read.
	strings.Repeat("long ", 100), strings.Repeat(`"`, 300), strings.Repeat("ü&<\t", 500),
}

// OtherValues are values with a character that XML cannot hold.
var OtherValues = []string{"\x00", "\x01", "a\x0bb", "\x1f", "\x1b[31m", "\ufffe", "a\uffff"}
