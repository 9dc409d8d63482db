package main

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// manPages returns the manual pages by their names, the program's own under "".
func manPages(t *testing.T) map[string]string {
	t.Helper()
	pages := make(map[string]string)
	add := func(args ...string) {
		text, err := helpText(args)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.Join(args, " ")
		pages[name] = manPage(name, helpSummary(args), text)
	}
	add()
	for _, c := range commands {
		add(c.name)
	}
	add(tablesTopic)
	for _, v := range jobVerbs {
		add(jobCommandName, v.name)
	}
	return pages
}

// squeezed returns the words of a text without what programs make of signs between them.
func squeezed(text string) string {
	text = regexp.MustCompile(`\x1b\[[0-9;]*m|.\x08`).ReplaceAllString(text, "")
	text = strings.NewReplacer("‐", "-", "−", "-", "’", "'", "‘", "`").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

// TestManPages shows that each word of the help is on its manual page, by the programs
// that format such pages, and that they have nothing to say against them.
func TestManPages(t *testing.T) {
	for _, f := range []struct{ name, command string }{
		{"groff", "groff -man -Tutf8 -ww -rLL=20000n -P-cbou"},
		{"mandoc", "mandoc -Tutf8 -Wwarning -Owidth=900"},
	} {
		t.Run(f.name, func(t *testing.T) {
			args := strings.Fields(f.command)
			if _, err := exec.LookPath(args[0]); err != nil {
				t.Skip("there is no " + f.name)
			}
			for name, page := range manPages(t) {
				cmd := exec.Command(args[0], args[1:]...)
				var out, said strings.Builder
				cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(page), &out, &said
				err := cmd.Run()
				for line := range strings.Lines(said.String()) {
					if !strings.Contains(line, "missing date") && !strings.Contains(line, "see above the output") {
						t.Errorf("page %q: %s", name, line)
					}
				}
				if err != nil && f.name != "mandoc" { // whose status is that of the date
					t.Errorf("page %q: %v", name, err)
				}
				formatted := squeezed(out.String())
				help, _ := helpText(strings.Fields(name))
				for _, block := range strings.Split(help, "\n\n") {
					if isTitle(block) {
						block = strings.ToUpper(strings.TrimSuffix(block, ":"))
					}
					for line := range strings.Lines(strings.TrimPrefix(block, usagePrefix)) {
						if !strings.Contains(formatted, squeezed(line)) {
							t.Errorf("page %q does not have the line %q:\n%s", name, line, out.String())
							return
						}
					}
				}
			}
		})
	}
}

// TestVersion shows how the commit is named.
func TestVersion(t *testing.T) {
	for _, c := range [][4]string{
		{"", "", "", ""},
		{"1a2b", "2026-11-27T18:00:00Z", "false", " commit 1a2b of 2026-11-27T18:00:00Z"},
		{"1a2b", "", "true", " commit 1a2b, with changes"},
	} {
		if got := commitText(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%q, want %q", got, c[3])
		}
	}
}
