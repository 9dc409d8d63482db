package delimfeed

import (
	"bytes"
	"strings"
)

// VersionLine is the first line of a feed, as it is written.
const VersionLine = "Bing Spatial Data Services, 2.0"

// A versionLine is what a first line says.
type versionLine struct {
	version, third string // without spaces and quotes
	at             int    // of the version, or of the line's first byte if it is absent
	semicolon      int    // the place of the first semicolon that delimits it; -1 if none does
	quote          int    // the place of the last quote, if they are not in pairs; -1 if they are
}

// parseVersionLine reads a line, without its end. Its parts may be delimited by
// any delimiter, and spaces and quotes may be around them.
func parseVersionLine(line []byte) (v versionLine, ok bool) {
	parts := make([]string, 0, 3)
	v.semicolon = -1
	for at := 0; at <= len(line) && len(parts) < 3; {
		n := bytes.IndexAny(line[at:], ",\t|;")
		if n < 0 {
			n = len(line) - at
		}
		part := strings.Trim(string(line[at:at+n]), ` "`)
		if len(parts) == 1 && part != "" {
			v.at = at + strings.Index(string(line[at:]), part)
		}
		parts = append(parts, part)
		if at += n; at < len(line) && line[at] == ';' && v.semicolon < 0 {
			v.semicolon = at
		}
		at++
	}
	title, _, _ := strings.Cut(VersionLine, ",")
	if !strings.EqualFold(strings.Join(strings.Fields(parts[0]), " "), title) {
		return v, false
	}
	parts = append(parts, "", "")
	v.version, v.third = parts[1], parts[2]
	if v.quote = -1; bytes.Count(line, []byte{'"'})%2 != 0 {
		v.quote = bytes.LastIndexByte(line, '"')
	}
	return v, true
}

// isVersion reports whether a version is n.0, however it is written.
func isVersion(version, n string) bool {
	whole, fraction, _ := strings.Cut(version, ".")
	return strings.TrimLeft(whole, "0") == n && strings.Trim(fraction, "0") == ""
}

// isDataSourceHeader reports whether a header is one of the service's data
// source loader, whose names carry types: EntityID(Edm.String,primaryKey).
func isDataSourceHeader(line []byte) bool { return bytes.Contains(line, []byte("(Edm.")) }
