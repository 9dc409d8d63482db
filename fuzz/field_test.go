package fuzz

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestFieldIsARow adds a field to a copy of the schema, one constant and one row, and lets
// the copy convert a feed that has it through all formats and judge it: nothing else of
// the module has to know of a field.
func TestFieldIsARow(t *testing.T) {
	if feedtest.Race || testing.Short() {
		t.Skip("builds most packages again")
	}
	dir := t.TempDir()
	copyModule(t, "..", dir)
	replace(t, filepath.Join(dir, "feed", "field.go"), "\tGeocodeQuery\n", "\tGeocodeQuery\n\tGeocodeNote\n")
	replace(t, filepath.Join(dir, "feed", "schema.go"), "\n\tGeocodeIncludeNeighborhood:",
		"\n\tGeocodeNote: {Name: \"GeocodeRequest/Note\", Group: GeocodeGroup, Attr: \"Note\", Type: BooleanType, Layout: Extended, Column: 50},\n\tGeocodeIncludeNeighborhood:")
	program := filepath.Join(dir, "fieldtest")
	if err := os.Mkdir(program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(program, "main.go"), []byte(fieldProgram), 0o644); err != nil {
		t.Fatal(err)
	}
	command := filepath.Join(program, "fieldtest")
	run(t, dir, nil, "go", "build", "-trimpath", "-o", command, "./fieldtest") // known from the last time, in any folder

	const in = `<?xml version="1.0" encoding="utf-8"?>
<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
  <GeocodeEntity Id="1">
    <GeocodeRequest Query="Rathaus, Bremen" Note="a, &quot;b&quot;&#x9;|" MaxResults="3" />
  </GeocodeEntity>
</GeocodeFeed>
`
	text := []byte(in)
	for _, to := range []string{"csv", "tab", "pipe", "jsonl", "xml"} {
		text = run(t, dir, text, command, to)
		name := map[string]string{"xml": " Note=", "jsonl": `"note":`}[to]
		if !bytes.Contains(text, []byte(cmp.Or(name, "GeocodeRequest/Note"))) {
			t.Errorf("%s does not have the field:\n%s", to, text)
		}
	}
	if string(text) != in {
		t.Errorf("%s\nwant\n%s", text, in)
	}
	if problems := run(t, dir, text, command, "problems"); !bytes.Contains(problems, []byte("GeocodeRequest/Note")) {
		t.Errorf("the validator does not judge the field:\n%s", problems)
	}
}

// fieldProgram converts standard input to a format, or says which fields have problems. It
// has less to build than the command.
const fieldProgram = `package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func main() {
	r, err := feedio.Open(os.Stdin, nil)
	if err != nil {
		log.Fatal(err)
	}
	if os.Args[1] == "problems" {
		v := validate.New(r.Format(), &validate.Options{Handle: func(p validate.Problem) error {
			_, err := fmt.Println(p.Field)
			return err
		}})
		if err := v.Run(context.Background(), r); err != nil {
			log.Fatal(err)
		}
		return
	}
	formats := map[string]feed.Format{"csv": feed.CSV, "tab": feed.Tab, "pipe": feed.Pipe, "jsonl": feed.JSONLines, "xml": feed.XML}
	w := feedio.NewWriter(os.Stdout, formats[os.Args[1]], &feedio.WriterOptions{Columns: feed.Columns(feed.Extended)})
	if _, err := feedio.Copy(context.Background(), w, r); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
}
`

// copyModule copies what the packages are built from, files that are embedded too.
func copyModule(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(from, path)
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		if strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), text, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// replace replaces the one place in a file where old is.
func replace(t *testing.T, file, old, new string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), old); n != 1 {
		t.Fatalf("%s has %q %d times", file, old, n)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run runs a command and returns its output.
func run(t *testing.T, dir string, in []byte, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(in)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, errs.String())
	}
	return out.Bytes()
}
