package dataflowtest

import (
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// records has the functions of feed.Record that are for this module only.
var records = feed.Internal.Records(&private.Granted)

// A question is an entity that was sent. Its values are parts of one string.
type question struct {
	*feed.Record
	texts string
}

func questionOf(r *feed.Record) question { return question{r, string(records.Values(r))} }

// A request is a part of a question: the entity itself or what it asks for.
type request struct {
	feed.Part
	texts string
}

// request returns the request of a group, if there is one.
func (q question) request(g feed.Group) (request, bool) {
	p, ok := q.Request(g)
	return request{p, q.texts}, ok
}

// text returns a value, "" if there is none.
func (r request) text(f feed.Field) string {
	if !r.NonEmpty().Has(f) {
		return ""
	}
	start, end := records.Span(r.Part, f)
	return r.texts[start:end]
}

// trimmed is text without the spaces around it.
func (r request) trimmed(f feed.Field) string { return strings.TrimSpace(r.text(f)) }

// isTrue reports whether a value is a boolean that is true.
func (r request) isTrue(f feed.Field) bool {
	text := r.text(f)
	if text == "" {
		return false
	}
	yes, err := value.ParseBool(text)
	return err == nil && yes
}

// A requestGroup is a group of requests with its fields.
type requestGroup struct {
	feed.Group
	fields []feed.Field
}

// requestGroups are both, in the order of results.
var requestGroups = []requestGroup{
	{feed.ReverseGroup, feed.ReverseGroup.Fields()},
	{feed.GeocodeGroup, feed.GeocodeGroup.Fields()},
}
