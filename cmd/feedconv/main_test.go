package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
)

var update = flag.Bool("update", false, "write the output of the sessions into their files")

// commandDir holds the command under the name feedconv: a link to this test
// binary, which is the command when called so.
var commandDir string

func TestMain(m *testing.M) {
	backoff = dataflow.Pace{First: 30 * time.Millisecond, Max: time.Second}
	if strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == "feedconv" {
		main()
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "feedconv-test")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "feedconv")); err == nil {
		commandDir = dir
	}
	benchDir = dir
	return m.Run()
}

// needCommand skips a test where the command cannot be run in a shell.
func needCommand(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil || commandDir == "" {
		t.Skip("no shell")
	}
}
