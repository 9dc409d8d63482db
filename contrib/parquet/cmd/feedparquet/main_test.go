package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestRun writes and reads a file, and gives each kind of error its status.
func TestRun(t *testing.T) {
	const examples = "../../../../testdata/"
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("text.parquet"), []byte("this is no Parquet"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		status int
		args   []string
	}{
		{statusOK, []string{"write", examples + "results.xml", in("nested.parquet")}},
		{statusOK, []string{"write", "-flat", "-text", examples + "results.xml", in("flat.parquet")}},
		{statusOK, []string{"read", in("nested.parquet"), in("nested.jsonl.gz")}},
		{statusOK, []string{"read", in("nested.parquet"), in("nested.csv")}},
		{statusOK, []string{"read", in("flat.parquet"), in("flat.csv")}},
		{statusUsage, []string{"read", in("flat.parquet"), in("flat.csv")}},
		{statusUsage, []string{"write", examples + "results.xml", in("flat.parquet")}},
		{statusInput, []string{"write", examples + "broken/ampersand.xml", in("broken.parquet")}},
		{statusInput, []string{"read", in("text.parquet"), in("text.csv")}},
		{statusMachine, []string{"read", in("none.parquet"), in("none.csv")}},
		{statusUsage, []string{"read", in("flat.parquet"), in("out.unknown")}},
		{statusUsage, []string{"read", "-", in("out.csv")}},
		{statusUsage, []string{"read", "-x", "a", "b"}},
		{statusUsage, []string{"write", "a"}},
		{statusUsage, []string{"convert"}},
		{statusUsage, nil},
	} {
		if err := run(c.args); status(err) != c.status {
			t.Errorf("%q: %v, want status %d", c.args, err, c.status)
		}
	}
	nested, err := os.ReadFile(in("nested.csv"))
	if err != nil {
		t.Fatal(err)
	}
	flat, err := os.ReadFile(in("flat.csv"))
	if err != nil || !bytes.Equal(nested, flat) || len(nested) < 1000 {
		t.Errorf("%v, from a nested file:\n%s\nfrom a flat one:\n%s", err, nested, flat)
	}
	if _, err := os.Stat(in("broken.parquet")); err == nil {
		t.Error("a file is left of a feed that is at fault")
	}
}
