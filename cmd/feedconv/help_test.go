package main

import (
	"regexp"
	"strings"
	"testing"
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
