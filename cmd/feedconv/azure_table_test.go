package main

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
)

// azureDocument is the document that has the tables of what becomes of fields.
const azureDocument = "docs/migrating-to-azure-maps.md"

// withAzureTables returns the document with its tables written again.
func withAzureTables(document string) (string, error) {
	var fields, losses strings.Builder
	fields.WriteString("| feed | Azure Maps | |\n|---|---|---|\n")
	for _, row := range azuremaps.Mapping() {
		member := "–"
		if row.Azure != "" {
			member = "`" + row.Azure + "`"
		}
		fmt.Fprintf(&fields, "| %v | %s | %s |\n", row.Field, member, row.Note)
	}
	losses.WriteString("| what | |\n|---|---|\n")
	for _, l := range azuremaps.Losses() {
		fmt.Fprintf(&losses, "| %s | %s |\n", l.Name, l.Text)
	}
	document, err := between(document, "<!-- azure: begin -->\n", "<!-- azure: end -->", fields.String())
	if err != nil {
		return "", err
	}
	return between(document, "<!-- azure losses: begin -->\n", "<!-- azure losses: end -->", losses.String())
}

// between returns a document with another text between two markers.
func between(document, begin, end, text string) (string, error) {
	before, rest, ok1 := strings.Cut(document, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		return "", fmt.Errorf("the document has no lines %q and %q", strings.TrimSpace(begin), end)
	}
	return before + begin + text + end + after, nil
}
