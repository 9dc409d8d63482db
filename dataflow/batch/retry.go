package batch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A condition is one of Options.RetryIf.
type condition func(*feed.Entity) bool

// ParseRetryIf checks a condition of Options.RetryIf: "no-point", or NAME=VALUE
// where NAME is StatusCode, or Confidence, MatchCodes or EntityType of the first
// response. Neither names nor values depend on case; one of a list of match codes is
// enough. An empty value asks for entities without one.
func ParseRetryIf(text string) error {
	_, err := parseCondition(text)
	return err
}

func parseCondition(text string) (condition, error) {
	if strings.EqualFold(text, "no-point") {
		return hasNoPoint, nil
	}
	name, value, _ := strings.Cut(text, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	get, ok := map[string]func(*feed.Entity) string{
		"statuscode": func(e *feed.Entity) string { return e.StatusCode },
		"confidence": func(e *feed.Entity) string { return firstResponse(e).Confidence },
		"matchcodes": func(e *feed.Entity) string { return firstResponse(e).MatchCodes },
		"entitytype": func(e *feed.Entity) string { return firstResponse(e).EntityType },
	}[strings.ToLower(name)]
	if !ok || !strings.Contains(text, "=") {
		return nil, fmt.Errorf("%q is no condition; write no-point, or StatusCode, Confidence, MatchCodes or EntityType with = and a value", text)
	}
	if known := conditionValues[strings.ToLower(name)]; known != nil && value != "" && !slices.ContainsFunc(known, func(v string) bool { return strings.EqualFold(v, value) }) {
		return nil, fmt.Errorf("no %s is %q; there are %s", name, value, strings.Join(known, ", "))
	}
	return func(e *feed.Entity) bool {
		return slices.ContainsFunc(strings.Split(get(e), ","), func(code string) bool {
			return strings.EqualFold(strings.TrimSpace(code), value)
		})
	}, nil
}

// conditionValues are the values of those fields that have no others.
var conditionValues = map[string][]string{
	"confidence": {"Low", "Medium", "High"},
	"matchcodes": {"Good", "Ambiguous", "UpHierarchy"},
}

func firstResponse(e *feed.Entity) *feed.GeocodeResponse {
	if len(e.Responses) == 0 {
		return new(feed.GeocodeResponse)
	}
	return &e.Responses[0]
}

// hasNoPoint reports whether the service has found no place.
func hasNoPoint(e *feed.Entity) bool {
	first := firstResponse(e)
	return first.Point == feed.Location{} && len(first.GeocodePoints) == 0
}

// parseConditions parses all of RetryIf.
func parseConditions(texts []string) (list []condition, err error) {
	for _, text := range texts {
		c, err := parseCondition(text)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// keeps reports whether an entity stays as it is and is not sent.
func (r *Run) keeps(rec *feed.Record) bool {
	switch {
	case !r.o.Retry:
		return false
	case len(r.retryIf) == 0:
		return string(rec.Entity().Text(feed.StatusCode)) == "Success"
	}
	e := rec.Struct()
	return !slices.ContainsFunc(r.retryIf, func(c condition) bool { return c(e) })
}
