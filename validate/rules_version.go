package validate

var versionRules = []Rule{
	{
		Code: "version-missing", Severity: Error, Kinds: both,
		Title: "no Version attribute, or no first line with the version",
		Text: `Without a version the service takes a feed for version 1.0, which has other
names. XML says it at its root, delimited text in its first line.`,
		Bad:  `<GeocodeFeed xmlns="…">`,
		Good: `<GeocodeFeed xmlns="…" Version="2.0">`,
	},
	{
		Code: "version-unsupported", Severity: Error, Kinds: both,
		Title: "a version other than 2.0, or a file for another service",
		Text: `Version 1.0 has other names in other places. Files for the data source loader
begin much like a feed, but are not one.`,
		Bad:  `Bing Spatial Data Services, 1.0, Shops`,
		Good: `Bing Spatial Data Services, 2.0`,
	},
}
