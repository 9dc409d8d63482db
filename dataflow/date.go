package dataflow

import (
	"net/http"
	"strings"
	"time"
)

// parseDate reads a date in the form that JSON answers have or in that of XML
// answers; without a zone it is UTC. What is none is the zero Time: no run fails for
// a date, which is only shown.
func parseDate(text string) time.Time {
	text = strings.TrimSpace(text)
	if t, err := http.ParseTime(text); err == nil {
		return t
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}
