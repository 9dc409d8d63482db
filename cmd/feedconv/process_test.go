package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// feedconv returns the command, ready to start.
func feedconv(t *testing.T, args ...string) *exec.Cmd {
	needCommand(t)
	cmd := exec.Command(filepath.Join(commandDir, "feedconv"), args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), raceOptions)
	return cmd
}

// endless is a feed that does not end.
type endless struct {
	head string
	row  string
	rest string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		e.rest = e.row
	}
	if e.head != "" {
		e.rest, e.head = e.head, ""
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

const textHead = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n"

// TestInterrupt shows that Ctrl-C and SIGTERM leave no file and end with
// the shell's statuses, while data flows and while the command waits for it.
func TestInterrupt(t *testing.T) {
	for _, c := range []struct {
		signal os.Signal
		status int
	}{{os.Interrupt, 130}, {syscall.SIGTERM, 143}} {
		for name, input := range map[string]io.Reader{
			"while data flows": &endless{head: textHead, row: "1,Berlin\n"},
			"while it waits":   nil,
		} {
			t.Run(fmt.Sprint(c.signal, " ", name), func(t *testing.T) {
				cmd := feedconv(t, "convert", "-from", "csv", "-", "out.xml")
				stdin, err := cmd.StdinPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				if input == nil {
					input = strings.NewReader(textHead + strings.Repeat("1,Berlin\n", 10))
				}
				go io.Copy(stdin, input)
				waitFor(t, func() bool { return len(files(t, cmd.Dir)) == 1 })
				cmd.Process.Signal(c.signal)
				cmd.Wait()
				if got := cmd.ProcessState.ExitCode(); got != c.status {
					t.Errorf("status %d, want %d", got, c.status)
				}
				if left := files(t, cmd.Dir); len(left) > 0 {
					t.Errorf("still there: %v", left)
				}
			})
		}
	}
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for range 6000 { // a minute, for a machine that has much else to do
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("waited in vain")
}

// TestClosedPipe shows that the command ends, without a word, when nobody reads
// its output any more.
func TestClosedPipe(t *testing.T) {
	cmd := feedconv(t, "convert", "-from", "csv", "-to", "xml")
	cmd.Stdin = &endless{head: textHead, row: "1,Berlin\n"}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || !strings.HasPrefix(line, "<?xml") {
		t.Errorf("first line %q, %v", line, err)
	}
	stdout.Close()
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != statusMachine || stderr.Len() > 0 {
		t.Errorf("status %d, printed %q", got, stderr.String())
	}
}

// TestEmulateInterrupted shows that Ctrl-C leaves no file of the emulator's jobs.
func TestEmulateInterrupted(t *testing.T) {
	cmd := feedconv(t, "emulate", "-addr", "127.0.0.1:0", "-delay", "1h")
	cmd.Env = append(cmd.Env, "TMPDIR="+cmd.Dir)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var url string
	for said := bufio.NewScanner(stderr); url == "" && said.Scan(); {
		url = regexp.MustCompile(`http://[0-9.:]*`).FindString(said.Text())
	}
	go io.Copy(io.Discard, stderr)
	submit := feedconv(t, "job", "submit", "-endpoint", url, "-")
	submit.Stdin = strings.NewReader(textHead + "1,Berlin\n")
	if said, err := submit.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if left := files(t, cmd.Dir); len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
}

// TestSplitInterrupted shows that Ctrl-C leaves no part, however many are complete.
func TestSplitInterrupted(t *testing.T) {
	cmd := feedconv(t, "split", "-n", "1000", "-o", "part.csv", "-")
	cmd.Stdin = &endless{head: textHead, row: "1,Berlin\n"}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return len(files(t, cmd.Dir)) > 3 })
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 {
		t.Errorf("status %d", got)
	}
	if left := files(t, cmd.Dir); len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
}

// TestHeadOfEndless shows that head ends when it has what it wants, and that sample, which
// does not, ends when its input does.
func TestHeadOfEndless(t *testing.T) {
	head := feedconv(t, "head", "-n", "100000", "-from", "csv")
	head.Stdin = &endless{head: textHead, row: "1,Berlin\n"}
	text, err := head.Output()
	if err != nil || string(text) != textHead+strings.Repeat("1,Berlin\n", 100000) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	sample := feedconv(t, "sample", "-n", "3")
	sample.Stdin = strings.NewReader(string(text))
	if text, err := sample.Output(); err != nil || string(text) != textHead+strings.Repeat("1,Berlin\n", 3) {
		t.Errorf("%q, %v", text, err)
	}
}

// TestSampleScratch shows that nothing remains of a sample that is larger than memory.
func TestSampleScratch(t *testing.T) {
	cmd := feedconv(t, "sample", "-n", "15", "-")
	cmd.Env = append(cmd.Env, "TMPDIR="+cmd.Dir)
	row := "1," + strings.Repeat("x", 1<<20-1) + "\n"
	cmd.Stdin = strings.NewReader(textHead + strings.Repeat(row, 20))
	if text, err := cmd.Output(); err != nil || string(text) != textHead+strings.Repeat(row, 15) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	if left := files(t, cmd.Dir); len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
}
