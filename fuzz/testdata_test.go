package fuzz

import (
	"bytes"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

var update = flag.Bool("update", false, "write the generated files of testdata")

const testdata = "../testdata"

// described returns the files that the README of testdata lists, with what it
// says of them.
func described(t testing.TB) map[string]string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(testdata, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(readme)) {
		if rest, ok := strings.CutPrefix(line, "| `"); ok {
			name, text, _ := strings.Cut(rest, "` | ")
			files[name] = strings.TrimSuffix(text, " |\n")
		}
	}
	return files
}

// TestEveryFileIsDescribed holds the README of testdata against the files.
func TestEveryFileIsDescribed(t *testing.T) {
	files := described(t)
	found := 0
	err := filepath.WalkDir(testdata, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(testdata, path)
		if err != nil || d.IsDir() || name == "README.md" {
			return err
		}
		found++
		if files[filepath.ToSlash(name)] == "" {
			t.Errorf("the README does not describe %s", name)
		}
		return nil
	})
	if err != nil || found != len(files) {
		t.Errorf("%d files, %d described (%v)", found, len(files), err)
	}
}

// file returns the text of a file of testdata, uncompressed, and its format.
func file(t testing.TB, name string) (io.Reader, feed.Format) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, name))
	if err != nil {
		t.Fatal(err)
	}
	format, gzip := feedio.FormatOf(strings.TrimSuffix(name, ".zip"))
	r := bytes.NewReader(data)
	switch {
	case gzip:
		return textbuf.Gunzip(r), format
	case textbuf.IsZip(data):
		content, err := textbuf.OpenZip(r, r.Size())
		if err != nil {
			return errorReader{err}, format
		}
		return content, format
	}
	return r, format
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

func fileContent(t *testing.T, name string) (string, error) {
	t.Helper()
	r, format := file(t, name)
	return feedtest.Content(feedtest.Expire(open(r, format, nil)))
}

// TestFilesAreRead reads all files but the broken ones; the delimited forms, and
// the quirks, have the content of the XML that their names begin with.
func TestFilesAreRead(t *testing.T) {
	for name := range described(t) {
		if strings.HasPrefix(name, "broken/") || strings.HasPrefix(name, "tables/") {
			continue
		}
		got, err := fileContent(t, name)
		if err != nil || got == "" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		stem, _, _ := strings.Cut(strings.TrimPrefix(name, "quirks/"), ".")
		if stem != "requests" && stem != "results" {
			continue
		}
		if want, _ := fileContent(t, stem+".xml"); got != want {
			t.Errorf("%s has the content\n%s\nwant\n%s", name, got, want)
		}
	}
}

// TestTablesAreRead shows that the tables have the same customers.
func TestTablesAreRead(t *testing.T) {
	mapping := tablefeed.Mapping{Map: map[string]string{"Id": "#1", "Query": "{#2} {#8}", "AddressLine": "#3", "Locality": "#4", "AdminDistrict": "#5", "PostalCode": "#6", "CountryRegion": "#7"}}
	contents := make(map[string][]string)
	for name := range described(t) {
		if !strings.HasPrefix(name, "tables/") {
			continue
		}
		o := &tablefeed.Options{NoHeader: strings.Contains(name, "noheader")}
		if strings.Contains(name, "semicolon") {
			o.Encoding = feed.Windows1252
		}
		r, _ := file(t, name)
		got, err := feedtest.Content(tablefeed.NewReader(r, mapping, o))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		contents[got] = append(contents[got], name)
	}
	if len(contents) != 1 {
		for content, names := range contents {
			t.Errorf("%s:\n%s", names, content)
		}
	}
}

// TestBrokenFiles shows the messages of the README.
func TestBrokenFiles(t *testing.T) {
	files := described(t)
	for name, want := range files {
		if !strings.HasPrefix(name, "broken/") {
			continue
		}
		_, err := fileContent(t, name)
		if err == nil || err.Error() != want {
			t.Errorf("| `%s` | %v |\nwant %s", name, err, want)
		}
	}
}

// TestQuirksAreTold shows that what reading mends is reported for validation.
func TestQuirksAreTold(t *testing.T) {
	for name, want := range map[string][]feed.Cause{
		"requests.xml":                                   nil,
		"requests.csv":                                   nil,
		"results.csv":                                    {feed.ColumnExtension, feed.ColumnExtension, feed.ColumnExtension},
		"quirks/requests.no-version-line.csv":            {feed.VersionMissing},
		"quirks/requests.repeated-column.csv":            {feed.ColumnDuplicate},
		"quirks/requests.byte-order-mark.csv":            {feed.EncodingBOM},
		"quirks/requests.unicode-text.tsv":               {feed.EncodingNotUTF8},
		"quirks/requests.utf-16-big-endian.psv":          {feed.EncodingNotUTF8},
		"quirks/requests.utf-16.xml":                     {feed.EncodingNotUTF8},
		"quirks/requests.no-namespace.xml":               {feed.XMLNamespace},
		"quirks/requests.https-namespace.xml":            {feed.XMLNamespace},
		"quirks/requests.empty-namespace.xml":            slices.Repeat([]feed.Cause{feed.XMLNamespace}, 7),
		"quirks/requests.version-on-entity.xml":          {feed.VersionMissing, feed.XMLNamespace},
		"quirks/requests.prefixes.xml":                   nil,
		"quirks/requests.attributes-in-another-case.xml": slices.Repeat([]feed.Cause{feed.XMLAttributeCase}, 12),
		"quirks/requests.styles.xml":                     nil,
		"quirks/requests.third-cell.csv":                 nil,
		"quirks/requests.trailing-delimiters.csv":        nil,
		"quirks/requests.xml.gz":                         nil,
	} {
		var log feedtest.Log
		r, format := file(t, name)
		log.Read(open(r, format, &feed.ReaderOptions{Notice: log.Notice}))
		var got []feed.Cause
		for _, f := range log.Faults {
			got = append(got, f.Cause)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestFilesAcross takes what the service's walkthrough shows, and the other
// feeds, from XML to every delimited format and back: the content stays, and the
// XML is the same from the first pass on.
func TestFilesAcross(t *testing.T) {
	for _, name := range []string{
		"walkthrough/requests.xml", "walkthrough/succeeded.xml", "walkthrough/failed.xml",
		"requests.xml", "results.xml", "failed.xml", "larger.xml",
	} {
		r, _ := file(t, name)
		input, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		across(t, string(input), feed.XML)
		roundTrip(t, string(input), feed.XML)
	}
}

// TestXMLByWayOfText shows that XML of ours comes back from the other formats
// byte by byte.
func TestXMLByWayOfText(t *testing.T) {
	for _, name := range []string{"requests.xml", "larger.xml"} {
		want, err := os.ReadFile(filepath.Join(testdata, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range formats {
			text, err := write(read(string(want), feed.XML), f)
			if err != nil {
				t.Fatal(err)
			}
			back, err := write(read(text, f), feed.XML)
			if err != nil {
				t.Fatal(err)
			}
			same(t, name+" by way of "+f.String(), back, string(want))
		}
	}
}

// TestLargerExample shows that the larger example is what the generator makes.
func TestLargerExample(t *testing.T) {
	want, err := write(feedtest.Results(2010, 200), feed.XML)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(testdata, "larger.xml")
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "larger.xml", string(got), want)
}
