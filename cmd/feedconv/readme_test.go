package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme runs the console blocks of README.md, one after the other in one
// folder that has testdata in it, and compares what they print. With -update
// the blocks are written anew. The table of rules is held against the rules.
func TestReadme(t *testing.T) {
	needCommand(t)
	t.Parallel()
	const readme = "../../README.md"
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(examples, filepath.Join(dir, "testdata")); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	const open, end = "```console\n", "```\n"
	var got strings.Builder
	rest := string(data)
	for {
		before, after, ok := strings.Cut(rest, open)
		got.WriteString(before)
		if !ok {
			break
		}
		block, after, ok := strings.Cut(after, end)
		if !ok {
			t.Fatal("a console block is not closed")
		}
		block = strings.ReplaceAll(block, readmePort, port)
		got.WriteString(open + strings.ReplaceAll(play(t, dir, block), port, readmePort) + end)
		rest = after
	}
	document, err := withRuleTable(got.String())
	if err != nil {
		t.Fatal(err)
	}
	if document == string(data) {
		return
	}
	if !*update {
		t.Errorf("README.md shows other output than the commands print; run the test with -update and look at the difference")
		return
	}
	if err := os.WriteFile(readme, []byte(document), 0o666); err != nil {
		t.Fatal(err)
	}
}

// readmePort is the port that the README's server listens on; the test takes
// another, as that one may be in use.
const readmePort = "127.0.0.1:8080"

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

// TestReadmeProgram shows that the README's program is the one that compiles.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("readme_program_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(readme), "```go\n")
	block, _, ok := strings.Cut(block, "```\n")
	if !ok || !strings.Contains(string(program), block) {
		t.Errorf("readme_program_test.go does not hold the README's program")
	}
}
