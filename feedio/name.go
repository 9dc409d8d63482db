package feedio

import (
	"path/filepath"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// extensions are those of the names of files, with the formats that they say.
var extensions = map[string]feed.Format{
	".xml":    feed.XML,
	".csv":    feed.CSV,
	".tsv":    feed.Tab,
	".tab":    feed.Tab,
	".psv":    feed.Pipe,
	".pipe":   feed.Pipe,
	".jsonl":  feed.JSONLines,
	".ndjson": feed.JSONLines,
}

// FormatOf returns the format that the name of a file says, and whether it says that the
// file is gzip data: .xml .csv .tsv .tab .psv .pipe .jsonl .ndjson, each also with .gz, in
// any case. The format is NoFormat where the name does not say it.
func FormatOf(name string) (f feed.Format, gzip bool) {
	name = strings.ToLower(filepath.Base(name))
	name, gzip = strings.CutSuffix(name, ".gz")
	return extensions[filepath.Ext(name)], gzip
}
