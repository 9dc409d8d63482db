package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the repository.
const root = "../.."

// documents returns the names of the documents for users, from the root.
func documents(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(root + "/docs/*.md")
	if err != nil || len(names) == 0 {
		t.Fatal("no documents", err)
	}
	for i, name := range names {
		names[i] = "docs/" + filepath.Base(name)
	}
	return append(names, "README.md")
}

// document returns the text of a document.
func document(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestDocuments runs the console blocks of each document, one after the other in one
// folder that has testdata in it, and compares what they print. It compares the table of
// rules with the rules. With -update it writes the output and the table.
func TestDocuments(t *testing.T) {
	needCommand(t)
	examples, err := filepath.Abs(filepath.Join(root, "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range documents(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			text := document(t, name)
			dir := t.TempDir()
			if err := os.Symlink(examples, filepath.Join(dir, "testdata")); err != nil {
				t.Fatal(err)
			}
			got := playBlocks(t, dir, text)
			if name == rulesDocument {
				if got, err = withRuleTable(got); err != nil {
					t.Fatal(err)
				}
			}
			if name == azureDocument {
				if got, err = withAzureTables(got); err != nil {
					t.Fatal(err)
				}
			}
			switch {
			case got == text:
			case !*update:
				t.Errorf("%s does not show what the commands print, or what the rules are; run the test with -update and look at the difference", name)
			default:
				if err := os.WriteFile(filepath.Join(root, name), []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// playBlocks runs the console blocks of a document in dir and returns the document with
// what they print.
func playBlocks(t *testing.T, dir, text string) string {
	t.Helper()
	const begin, end = "```console\n", "```\n"
	port := freePort(t)
	var got strings.Builder
	for {
		before, after, ok := strings.Cut(text, begin)
		got.WriteString(before)
		if !ok {
			return got.String()
		}
		block, after, ok := strings.Cut(after, end)
		if !ok {
			t.Fatal("a console block is not closed")
		}
		block = strings.ReplaceAll(block, documentsPort, port)
		got.WriteString(begin + strings.ReplaceAll(play(t, dir, block), port, documentsPort) + end)
		text = after
	}
}

// documentsPort is the port that the emulator of the documents listens on; the test takes
// another, as that one may be in use.
const documentsPort = "127.0.0.1:8080"

// freePort returns an address that nobody listens on. It is below the ports that systems
// give to whoever asks for any, as the server that will listen on it is yet to start.
func freePort(t *testing.T) string {
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
	t.Fatal("no port is free")
	return ""
}

// TestDocumentsPrograms shows that the programs of the documents compile, and that the
// README is no longer than what somebody reads at once.
func TestDocumentsPrograms(t *testing.T) {
	program, err := os.ReadFile("documents_program_test.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range documents(t) {
		for _, part := range strings.Split(document(t, name), "```go\n")[1:] {
			found++
			block, _, ok := strings.Cut(part, "```\n")
			if !ok || !strings.Contains(string(program), block) {
				t.Errorf("documents_program_test.go does not have this program of %s:\n%s", name, block)
			}
		}
	}
	if found == 0 {
		t.Error("no program")
	}
	if n := strings.Count(document(t, "README.md"), "\n"); n > 200 {
		t.Errorf("README.md has %d lines, more than 200", n)
	}
}

// TestDocumentsFlags shows that the flags that documents name exist.
func TestDocumentsFlags(t *testing.T) {
	var all strings.Builder
	for _, c := range commands {
		all.WriteString(c.text())
	}
	inText := regexp.MustCompile("`(?:feedconv [^`]*? )?(-[a-z][a-z-]*)[^`]*`")
	inCommand := regexp.MustCompile(`(?m)^\$ (?:go run ./cmd/)?feedconv ([^|>;\n]*)`)
	flagName := regexp.MustCompile(`(?:^| )(-[a-z][a-z-]*)`)
	for _, name := range documents(t) {
		text := document(t, name)
		var flags []string
		for _, m := range inText.FindAllStringSubmatch(text, -1) {
			flags = append(flags, m[1])
		}
		for _, m := range inCommand.FindAllStringSubmatch(text, -1) {
			for _, f := range flagName.FindAllStringSubmatch(m[1], -1) {
				flags = append(flags, f[1])
			}
		}
		if name == "README.md" && len(flags) < 10 {
			t.Errorf("%s names only %d flags", name, len(flags))
		}
		for _, f := range flags {
			if !regexp.MustCompile(`(?m)^\t` + f + `( |$)`).MatchString(all.String()) {
				t.Errorf("%s: no command has the flag %s", name, f)
			}
		}
	}
}

// TestSpeedTable shows that each row of docs/speed.md has a benchmark that measures what
// the row says: of the row's format, against the same library. A ratio without one
// would be a claim.
func TestSpeedTable(t *testing.T) {
	units := make(map[string]string)
	for _, m := range measurements {
		units[m.path()] = m.unit()
	}
	for _, p := range pairs {
		units[p.path()] = "×" + p.unit
	}
	row := regexp.MustCompile("(?m)^\\| (.*) \\| `(.*)` \\| [0-9.]+ × (\\w+) \\| (?:[0-9.]+ × )?\\|$")
	text := document(t, "docs/speed.md")
	rows := row.FindAllStringSubmatch(text, -1)
	if lines := strings.Count(text, "\n| ") - 1; len(rows) == 0 || len(rows) != lines {
		t.Errorf("%d rows of the form %s, of %d", len(rows), row, lines)
	}
	for _, m := range rows {
		if units[m[2]] != "×"+m[3] {
			t.Errorf("%s: the benchmark %s measures %q, not %s", m[1], m[2], units[m[2]], m[3])
		}
	}
}
