package dataflow

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// parseDate reads a date in the form that JSON answers have or in that of XML
// answers; without a zone it is UTC. An empty one is the zero Time.
func parseDate(what, text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := http.ParseTime(text); err == nil {
		return t, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("the job's %s date is %q, which is no date", what, oneLine(text))
}
