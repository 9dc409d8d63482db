package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// setting returns the value of a key in a file of YAML, where the key is on a line of its own.
func setting(t *testing.T, file, key string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^ *` + key + `: *(.*)$`).FindStringSubmatch(document(t, file))
	if m == nil {
		t.Fatalf("%s has no %s", file, key)
	}
	return strings.Trim(m[1], "'")
}

// TestPreCommitHook runs what the hook says on the example feeds, and finds them by the
// pattern that it has.
func TestPreCommitHook(t *testing.T) {
	needCommand(t)
	const hooks = ".pre-commit-hooks.yaml"
	pattern := regexp.MustCompile(setting(t, hooks, "files"))
	for name, want := range map[string]bool{"feeds/a.XML": true, "a.csv.gz": true, "a.jsonl": true, "xml": false, "a.csv.txt": false} {
		if got := pattern.MatchString(name); got != want {
			t.Errorf("the pattern matches %s: %v", name, got)
		}
	}
	names, err := filepath.Abs(root + "/testdata")
	if err != nil {
		t.Fatal(err)
	}
	entry := setting(t, hooks, "entry")
	if printed, status := shell(t, names, entry+" requests.xml requests.csv"); status != "0" {
		t.Errorf("status %s: %s", status, printed)
	}
	if printed, status := shell(t, names, entry+" requests.xml broken/ampersand.xml"); status != "1" || !strings.Contains(printed, "broken/ampersand.xml:15:34: error") {
		t.Errorf("status %s: %s", status, printed)
	}
}

// runAction runs the last step of action.yml in a folder with feeds.
func runAction(t *testing.T, env ...string) (printed string, status int) {
	t.Helper()
	program, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	script, err := filepath.Abs(root + "/.ci/action")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, source := range map[string]string{"one.xml": "requests.xml", "a b.csv": "requests.csv", "deep/er/bad.xml": "broken/ampersand.xml", "deep/warned.xml": "walkthrough/requests.xml"} {
		text, err := os.ReadFile(filepath.Join(root, "testdata", source))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, script, filepath.Join(commandDir, "feedconv"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), raceOptions, "INPUT_KIND=upload", "INPUT_PROFILE=enterprise", "INPUT_WERROR=false", "INPUT_SARIF=")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// TestAction runs the action as a workflow does.
func TestAction(t *testing.T) {
	needCommand(t)
	for _, c := range []struct {
		env    []string
		status int
		says   string
	}{
		{[]string{"INPUT_FILES=one.xml\n*.csv\n"}, 0, ""},
		{[]string{"INPUT_FILES=a b.csv\r\n"}, 0, ""},
		{[]string{"INPUT_FILES=**/*.xml"}, 1, "::error file=deep/er/bad.xml,line=15,col=34,"},
		{[]string{"INPUT_FILES=deep/*.xml", "INPUT_WERROR=true", "INPUT_PROFILE=basic"}, 1, "file=deep/warned.xml,line="},
		{[]string{"INPUT_FILES=one.xml\nnone/*.xml"}, 2, "::error::no file matches none/*.xml\n"},
		{[]string{"INPUT_FILES=-q"}, 3, "::error file=-q::"},
		{[]string{"INPUT_FILES=one.xml; touch made $(touch made)"}, 3, "::error file=one.xml; touch made $(touch made)::"},
		{[]string{"INPUT_FILES="}, 2, "which file?"},
		{[]string{"INPUT_FILES=one.xml", "INPUT_KIND=other"}, 2, "-kind: no kind \"other\""},
	} {
		printed, status := runAction(t, c.env...)
		if status != c.status || !strings.Contains(printed, c.says) || c.says == "" && strings.Contains(printed, "::error") {
			t.Errorf("%q: status %d, want %d with %q:\n%s", c.env, status, c.status, c.says, printed)
		}
	}
}

// TestActionReport shows that the action writes the report for code scanning.
func TestActionReport(t *testing.T) {
	needCommand(t)
	report := filepath.Join(t.TempDir(), "feeds.sarif")
	if printed, status := runAction(t, "INPUT_FILES=**/*.xml", "INPUT_SARIF="+report); status != 1 {
		t.Errorf("status %d: %s", status, printed)
	}
	text, err := os.ReadFile(report)
	if err != nil || !strings.Contains(string(text), `"deep/er/bad.xml"`) {
		t.Errorf("%v, %s", err, text)
	}
}

// TestActionInputs shows that the step gets each input of the action, and uses it.
func TestActionInputs(t *testing.T) {
	action, script := document(t, "action.yml"), document(t, ".ci/action")
	_, inputs, _ := strings.Cut(action, "\ninputs:\n")
	inputs, _, _ = strings.Cut(inputs, "\nruns:\n")
	found := 0
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+):$`).FindAllStringSubmatch(inputs, -1) {
		found++
		variable := "INPUT_" + strings.ToUpper(m[1])
		if !strings.Contains(action, variable+": ${{ inputs."+m[1]+" }}\n") || !strings.Contains(script, variable) {
			t.Errorf("the input %s comes to nothing", m[1])
		}
	}
	if found < 5 {
		t.Errorf("only %d inputs", found)
	}
}

// TestDockerfile shows that the image is built with a version of Go that is new enough, and
// that nothing in it runs as root.
func TestDockerfile(t *testing.T) {
	dockerfile := document(t, "Dockerfile")
	m := regexp.MustCompile(`(?m)^go ([0-9]+\.[0-9]+)`).FindStringSubmatch(document(t, "go.mod"))
	if m == nil || !strings.Contains(dockerfile, "FROM golang:"+m[1]+" AS build\n") {
		t.Errorf("the image is not built with the version of go.mod, %v", m)
	}
	_, image, _ := strings.Cut(dockerfile, "FROM scratch\n")
	if !regexp.MustCompile(`(?m)^USER [1-9][0-9]*:[1-9][0-9]*$`).MatchString(image) {
		t.Error("the image has no user of its own")
	}
}

// TestParallel runs the command of docs/integration.md that needs GNU parallel.
func TestParallel(t *testing.T) {
	needCommand(t)
	if version, err := exec.Command("parallel", "--version").Output(); err != nil || !strings.Contains(string(version), "GNU") {
		t.Skip("there is no GNU parallel")
	}
	m := regexp.MustCompile("```sh\n(.*parallel.*)\n```").FindStringSubmatch(document(t, "docs/integration.md"))
	if m == nil {
		t.Fatal("the command is not in the document")
	}
	dir := t.TempDir()
	examples, err := filepath.Abs(root + "/testdata")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(examples, filepath.Join(dir, "testdata")); err != nil {
		t.Fatal(err)
	}
	printed, status := shell(t, dir, "HOME=. "+m[1])
	entities := regexp.MustCompile(`"entities":(\d)`).FindAllString(printed, -1)
	if want := `"entities":2 "entities":2 "entities":2 "entities":1`; status != "0" || strings.Join(entities, " ") != want {
		t.Errorf("status %s, %s", status, printed)
	}
}
