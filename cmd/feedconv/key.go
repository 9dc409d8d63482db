package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// key returns the key that the flags or the environment name; empty if none.
func (o *serviceFlags) key() (string, error) {
	const variable = "BING_MAPS_KEY"
	text, where := os.Getenv(variable), "the variable "+variable
	if o.keyFile != "" {
		data, err := os.ReadFile(o.keyFile)
		if err != nil {
			return "", err
		}
		text, where = string(data), o.keyFile
		if strings.TrimSpace(text) == "" {
			return "", usagef("%s: the file is empty; put the key into it", where)
		}
	}
	key, err := cleanKey(text)
	if err != nil {
		return "", usagef("%s: %v; put the key alone there, on one line", where, err)
	}
	return key, nil
}

// assignment is a line of a shell or of a configuration.
var assignment = regexp.MustCompile(`^(?:(?:export|set|SET|setx)\s+|\$env:)?([A-Za-z_][A-Za-z0-9_.]*)\s*[=:]\s*\S`)

// cleanKey returns the key that a text is. The error says what else is there, and
// never shows it: the service would answer that the key is wrong.
func cleanKey(text string) (string, error) {
	if strings.HasPrefix(text, "\uFEFF") {
		return "", errors.New("the key begins with a byte order mark; save the file as UTF-8 without one")
	}
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") || strings.Contains(text, "\x00") {
		return "", errors.New("the text is UTF-16; save the file as UTF-8")
	}
	key := strings.TrimSpace(text)
	if n := strings.Count(strings.ReplaceAll(key, "\r\n", "\n"), "\n") + strings.Count(strings.ReplaceAll(key, "\r\n", ""), "\r"); n > 0 {
		return "", fmt.Errorf("there are %d lines, and a key is one", n+1)
	}
	if key == "" {
		return "", nil
	}
	if strings.IndexAny(key, "{[<") == 0 || strings.ContainsAny(key, "\"'`“”‘’") {
		return "", errors.New("the key is in quotes or brackets, which are not part of it")
	}
	if m := assignment.FindStringSubmatch(key); m != nil && isName(m[1]) {
		return "", fmt.Errorf("the text is an assignment to %s, not the key itself", m[1])
	}
	for _, r := range key {
		if r <= ' ' || r >= 0x7F {
			return "", errors.New("there is a space or another character that no key has")
		}
	}
	return key, nil
}

// isName reports whether a word before an equals sign is a name, and not the
// beginning of a key.
func isName(word string) bool {
	return strings.Contains(strings.ToLower(word), "key") || word == strings.ToUpper(word) && len(word) < 32 && strings.Contains(word, "_")
}
