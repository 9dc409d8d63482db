package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSessions runs the sessions in testdata/script: each file holds files and,
// last, a session at a terminal, commands after "$ " and what they print.
// With -update the session is written again.
func TestSessions(t *testing.T) {
	needCommand(t)
	scripts, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no sessions", err)
	}
	for _, script := range scripts {
		name, err := filepath.Abs(script)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(script), ".txt"), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			head, session := unpack(t, name, dir)
			got := play(t, dir, session)
			if got != session && *update {
				if err := os.WriteFile(name, []byte(head+got), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != session {
				t.Errorf("the session is\n%s\n--- want\n%s", got, session)
			}
		})
	}
}

const sessionMark = "-- session --\n"

// unpack writes a script's files into dir and returns the script as far as its
// session, and the session. In a file's text \r and \x00 to \xff, written so,
// stand for the byte, and a \ at the end of the last line for no line end.
func unpack(t *testing.T, script, dir string) (head, session string) {
	t.Helper()
	data, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	head, session, ok := strings.Cut(string(data), sessionMark)
	if !ok {
		t.Fatal("no session in", script)
	}
	for i, file := range strings.Split("\n"+head, "\n-- ") {
		name, text, _ := strings.Cut(file, " --\n")
		if i == 0 {
			continue
		}
		if !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		if err := os.WriteFile(filepath.Join(dir, name), unescape(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return head + sessionMark, session
}

func unescape(text string) []byte {
	text = strings.TrimSuffix(text, "\\\n")
	var b []byte
	for i := 0; i < len(text); i++ {
		var c byte
		switch {
		case strings.HasPrefix(text[i:], `\r`):
			c, i = '\r', i+1
		case strings.HasPrefix(text[i:], `\x`) && len(text) >= i+4:
			if _, err := fmt.Sscanf(text[i+2:i+4], "%02x", &c); err != nil {
				c = text[i]
			} else {
				i += 3
			}
		default:
			c = text[i]
		}
		b = append(b, c)
	}
	return b
}

// play runs the commands of a session in dir and returns the session as it went.
// Comments and blank lines stay.
func play(t *testing.T, dir, session string) string {
	t.Helper()
	var got strings.Builder
	status := "0"
	output := false // the line may be a command's output
	for _, line := range strings.SplitAfter(session, "\n") {
		command, ok := strings.CutPrefix(line, "$ ")
		switch {
		case !ok && output && line != "\n":
			continue
		case !ok:
			got.WriteString(line)
			output = false
			continue
		}
		got.WriteString(line)
		output = true
		command = strings.ReplaceAll(strings.TrimSpace(command), "go run ./cmd/feedconv", "feedconv")
		printed, s := shell(t, dir, "st() { return "+status+"; }; st; "+command)
		status = s
		if printed != "" && !strings.HasSuffix(printed, "\n") {
			printed += "\n"
		}
		got.WriteString(strings.ReplaceAll(printed, "\n\n", "\n\\\n"))
	}
	return got.String()
}

// raceOptions let a command that was built with the race detector end at once.
const raceOptions = "GORACE=atexit_sleep_ms=0"

// shell runs a command line and returns what it prints on both streams and its
// exit status.
func shell(t *testing.T, dir, command string) (printed, status string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+commandDir+string(os.PathListSeparator)+os.Getenv("PATH"), "LC_ALL=C", raceOptions)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	return out.String(), fmt.Sprint(cmd.ProcessState.ExitCode())
}
