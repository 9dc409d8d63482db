package main

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHelpOfFlags shows that what a flag takes is in capitals in every help, and that the
// description of the flag has the same word.
func TestHelpOfFlags(t *testing.T) {
	takes := regexp.MustCompile(`(?m)^\t-([a-z-]+) (.*)\n\t\t(.*)$`)
	found := 0
	for _, c := range commands {
		for _, m := range takes.FindAllStringSubmatch(c.text(), -1) {
			found++
			if value := m[2]; value != strings.ToUpper(value) || !strings.Contains(m[3], value) {
				t.Errorf("%s: -%s takes %s: %s", c.name, m[1], value, m[3])
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d flags that take something", found)
	}
}

// TestHelpFits shows that the lines of all help texts fit a terminal of 100 columns, but for
// the descriptions of flags, and that paragraphs are apart: no line begins or ends in spaces.
func TestHelpFits(t *testing.T) {
	const columns = 100
	texts := map[string]string{"": overview(), tablesTopic: tablesHelp}
	for _, c := range commands {
		texts[c.name] = c.text()
	}
	for name, text := range texts {
		if text != "" && !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: the last line has no end", name)
		}
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "\t") {
				continue
			}
			if utf8.RuneCountInString(line) > columns || strings.Trim(line, " ") != line && !strings.HasPrefix(line, "  ") {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
}
