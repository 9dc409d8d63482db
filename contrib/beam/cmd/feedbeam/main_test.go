package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain is the command where a test runs it.
func TestMain(m *testing.M) {
	if os.Getenv("FEEDBEAM") != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// command runs the command in a folder, and returns what it says and its status.
func command(t *testing.T, dir string, args ...string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "FEEDBEAM=1")
	said, err := cmd.CombinedOutput()
	if e := new(exec.ExitError); err != nil && !errors.As(err, &e) {
		t.Fatal(err)
	}
	return string(said), cmd.ProcessState.ExitCode()
}

// TestCommand checks a feed, writes what is good and what is not, and refuses to do so again.
func TestCommand(t *testing.T) {
	dir := t.TempDir()
	const feed = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,Bonn\n2,Kiel,Berlin\n1,Jena\n3,Ulm\n"
	if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(feed), 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"-input", "in.csv", "-output", "good.jsonl", "-rejects", "bad.jsonl", "-problems", "problems.jsonl", "-range-bytes", "20"}
	if said, status := command(t, dir, args...); status != 0 {
		t.Fatalf("status %d: %s", status, said)
	}
	for name, want := range map[string]string{
		"good.jsonl":     "Bonn,Ulm",
		"bad.jsonl":      "Berlin,Jena",
		"problems.jsonl": "row-too-long,id-duplicate",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		first, second, _ := strings.Cut(want, ",")
		lines := strings.Split(string(text), "\n")
		if err != nil || len(lines) != 3 || !strings.Contains(lines[0], first) || !strings.Contains(lines[1], second) {
			t.Errorf("%s: %v %s", name, err, text)
		}
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"jsonl exists already", args},
		{"in.csv:4:8: ", []string{"-input", "in.csv", "-output", "other.xml"}},
		{"no file matches none*", []string{"-input", "none*", "-output", "other.xml"}},
		{"feedbeam: it takes -input and -output", nil},
		{`feedbeam: there is no profile "x"`, []string{"-input", "in.csv", "-output", "other.xml", "-profile", "x"}},
	} {
		if said, status := command(t, dir, c.args...); status != 1 || !strings.Contains(said, c.want) {
			t.Errorf("%v: status %d, want %s: %s", c.args, status, c.want, said[max(0, len(said)-800):])
		}
	}
}
