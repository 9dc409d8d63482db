package batch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
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

// hasNoPoint reports whether the service found no place.
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

// keeps reports whether an entity keeps its result and is not sent.
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

// ErrAnswered is wrapped by Do's error if the feed has results and neither Options.Retry
// nor Options.Force says what to do with them. Nothing was sent.
var ErrAnswered = errors.New("the feed has results already")

// An answeredError names the first entity that has a result.
type answeredError struct {
	entity int64
	id     string
	field  feed.Field
	value  string
}

func (e *answeredError) Error() string {
	return fmt.Sprintf("entity %d (Id %s) has a result already, %v %s", e.entity, quote.Text(e.id), e.field, quote.Text(e.value))
}

func (e *answeredError) Unwrap() error { return ErrAnswered }

// checkUnanswered refuses an entity that has a result, or a part of one.
func (r *Run) checkUnanswered(rec *feed.Record) error {
	if r.o.Retry || r.o.Force {
		return nil
	}
	for _, f := range []feed.Field{feed.StatusCode, feed.FaultReason} {
		if err := checkEmpty(rec, rec.Entity(), f); err != nil {
			return err
		}
	}
	for _, g := range []feed.Group{feed.ResponseGroup, feed.PointGroup, feed.QueryParseGroup} {
		for p := range rec.Parts(g) {
			for _, f := range g.Fields() {
				if err := checkEmpty(rec, p, f); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkEmpty lets a 0 pass: some producers fill their columns for responses with it.
func checkEmpty(rec *feed.Record, p feed.Part, f feed.Field) error {
	value := string(p.Text(f))
	if value == "" || value == "0" {
		return nil
	}
	return &answeredError{rec.Number(), string(rec.Entity().Text(feed.ID)), f, value}
}
