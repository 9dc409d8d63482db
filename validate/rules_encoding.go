package validate

var encodingRules = []Rule{
	{
		Code: "encoding-invalid", Severity: Error, Kinds: both,
		Title: "bytes that are not UTF-8",
		Text: `The service takes input as UTF-8. A byte that is not part of a UTF-8 character is
usually a letter such as ü that a spreadsheet saved in another code page, such as
Windows-1252. The rest of the entity is not checked. In a header, or in XML
outside of entities, it ends the checking. The flag -encoding reads a file in
the code page that it was saved in.`,
		Bad:  `AddressLine="Hauptstra\xDFe 1"   (with the one byte 0xDF)`,
		Good: `AddressLine="Hauptstraße 1"   (with the two bytes 0xC3 0x9F)`,
	},
	{
		Code: "encoding-not-utf8", Severity: Error, Kinds: both,
		Title: "UTF-16, or XML that declares another encoding than UTF-8",
		Text: `The service takes input as UTF-8. Spreadsheets save "Unicode text" as UTF-16, and
XML may declare an encoding that its bytes do not have; the service would
misread both.`,
		Bad:  `<?xml version="1.0" encoding="iso-8859-1"?>`,
		Good: `<?xml version="1.0" encoding="utf-8"?>`,
	},
	{
		Code: "encoding-bom", Severity: Warning, Kinds: both,
		Title: "a byte order mark in UTF-8",
		Text: `Many Windows programs put the bytes EF BB BF before UTF-8. They are not part of
the text; in delimited text a program that does not know them reads them as
part of the first line, which then is not the version line. Where something was
put before such a text, line 1 for example, the mark is in the middle, and
becomes part of the first name of the header, or of the first Id.`,
		Bad:  `\uFEFFBing Spatial Data Services, 2.0`,
		Good: `Bing Spatial Data Services, 2.0`,
	},
	{
		Code: "compression-invalid", Severity: Error, Kinds: both,
		Title: "gzip or zip data that is broken, cut or not one feed",
		Text: `Compressed uploads are taken, but only whole ones: data that is cut or fails its
checksum ends the job, and an archive has to hold exactly one file.`,
		Bad:  `a zip archive with two feeds`,
		Good: `a zip archive, or gzip data, with one feed`,
	},
}
