package validate

import (
	"bytes"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// An entity is what the rules check: one complete entity, with methods to report
// problems.
type entity struct {
	*feed.Record
	v    *Validator
	rule *Rule // that looks

	answered     bool // it has a response
	exchangeable bool // latitude and longitude of a point may be exchanged
	longitude    int  // the whole degrees of the last response's, or unknownDegrees

	has  [feed.ResponseGroup]bool          // the entity itself and its requests
	sets [feed.ResponseGroup]feed.FieldSet // of their values that are not empty
	// failed is set in results where the service refused the entity. The request is then the
	// service's echo, often empty, and the rules do not see it.
	failed bool
	// results is set where there is a response with values or a status.
	results   bool
	swapped   bool       // a point is
	responses []response // those with values
	points    []point    // of all responses
	end       int64      // offset of its EntityEnd
	first     int        // where its Id was before, or 0
	id        string     // as problems have it, once there is one
	number    int64      // of one in memory; else 0
}

type response struct {
	feed.Part
	points []point
}

type point struct {
	feed.Part
	swapped bool
}

// lookAtResponses collects the responses that have values.
func (e *entity) lookAtResponses() {
	judged := e.v.options.Kind == Results && e.exchangeable
	for i := records.NextIndex(e.Record, 1, feed.ResponseGroup); i < e.Len(); i = records.NextIndex(e.Record, i+1, feed.ResponseGroup) {
		r, first := e.At(i), len(e.points)
		for j := records.NextIndex(e.Record, i+1, feed.PointGroup); j < e.Len(); j = records.NextIndex(e.Record, j+1, feed.PointGroup) {
			p := e.At(j)
			swapped := judged && isSwapped(p, r)
			e.points = append(e.points, point{p, swapped})
			e.swapped = e.swapped || swapped
		}
		pairs := records.NextIndex(e.Record, i+1, feed.QueryParseGroup) < e.Len()
		if points := e.points[first:]; pairs || len(points) > 0 || !r.Empty() {
			e.responses = append(e.responses, response{r, points})
		}
	}
}

// statusFields are the entity's own fields but its Id.
var (
	statusFields = []feed.Field{feed.StatusCode, feed.FaultReason, feed.TraceID}
	statusSet    = feed.SetOf(statusFields...)
)

// isStatus reports whether an element holds one of the status fields.
func isStatus(element string) bool {
	return slices.ContainsFunc(statusFields, func(f feed.Field) bool { return f.Info().Element == element })
}

// firstResult returns the first value that the service fills in, in schema order.
func (e *entity) firstResult() (feed.Part, feed.Field) {
	if len(e.responses) == 0 {
		return e.Entity(), e.given(statusFields...)
	}
	r := e.responses[0]
	for _, f := range feed.ResponseGroup.Fields() {
		if len(r.Text(f)) > 0 {
			return r.Part, f
		}
	}
	return r.Part, feed.NoField
}

// success is the StatusCode of an entity that the service could serve.
const success = "Success"

func isSuccess(status []byte) bool { return isWord(trim(status), success) }

// isWord reports whether text is a word of ASCII, in any case.
func isWord(text []byte, word string) bool {
	return len(text) == len(word) && (string(text) == word || bytes.EqualFold(text, []byte(word)))
}

// inText reports whether the feed is delimited text.
func (e *entity) inText() bool { return e.v.format != feed.XML && e.v.format != feed.JSONLines }

// text returns a value of the entity itself or of one of its requests; empty
// where there is none.
func (e *entity) text(f feed.Field) []byte {
	g := groupOf[f]
	if !e.sets[g].Has(f) {
		return nil
	}
	return e.part(g).Text(f)
}

// part returns the part of a group: the entity itself or one of its requests.
func (e *entity) part(g feed.Group) feed.Part {
	if g == feed.EntityGroup {
		return e.Entity()
	}
	p, _ := e.Request(g)
	return p
}

// groupOf caches the group of each field.
var groupOf = func() (groups [feed.NumFields]feed.Group) {
	for f := range feed.NumFields {
		groups[f] = f.Info().Group
	}
	return groups
}()

// given returns the first of the fields that has a value, or NoField.
func (e *entity) given(fields ...feed.Field) feed.Field {
	for _, f := range fields {
		if e.sets[groupOf[f]].Has(f) {
			return f
		}
	}
	return feed.NoField
}

// report reports on a value of the entity itself or of one of its requests.
func (e *entity) report(f feed.Field, message, remedy string) {
	e.reportPart(e.part(f.Info().Group), f, message, remedy)
}

// reportPart reports on a value of a part, or on the part itself (NoField). A missing
// value is reported at the position of the part; in delimited text that is its row.
func (e *entity) reportPart(p feed.Part, f feed.Field, message, remedy string) {
	if e.count() {
		e.queuePart(p, f, message, remedy)
	}
}

// reportEntity reports that the entity lacks something, named by path.
func (e *entity) reportEntity(path, message, remedy string) {
	if e.count() {
		e.queue(Problem{Offset: e.Entity().Offset(), Field: path, Message: message, Remedy: remedy})
	}
}

// checkOwn runs the user's own rules on the entity.
func (e *entity) checkOwn(rules []*Rule) {
	for _, r := range rules {
		e.rule = r
		r.Check(e.Record, e.v.reportOwn)
	}
}

// reportOwn is reportPart for the user's own rules. A part that does not exist is taken
// for the entity itself.
func (e *entity) reportOwn(p feed.Part, f feed.Field, message, remedy string) {
	switch g := p.Group(); {
	case f == feed.NoField && (g == feed.EntityGroup || g >= feed.NumGroups):
		e.reportEntity("", message, remedy)
	case g >= feed.NumGroups:
		e.reportPart(e.Entity(), f, message, remedy)
	default:
		e.reportPart(p, f, message, remedy)
	}
}

// count is that of the Validator, for the rule that looks at the entity.
func (e *entity) count() bool {
	return e.v.count(e.rule, e.v.tallies[e.rule.index].severity, !e.rule.ofFeed)
}

// queuePart is queue of a problem of a part.
func (e *entity) queuePart(p feed.Part, f feed.Field, message, remedy string) {
	found := Problem{Offset: p.Place(f), Field: p.Group().Element(), Message: message, Remedy: remedy}
	if f != feed.NoField {
		found.Field = e.path(f)
		found.Value = clip(e.v.values.string(p.Text(f)))
	}
	e.queue(found)
}

// queue is that of the Validator, for a problem with its place, field and message.
func (e *entity) queue(p Problem) {
	if e.id == "" {
		e.id = clip(string(e.Entity().Text(feed.ID)))
	}
	p.File, p.Entity, p.ID = e.v.options.File, e.Number(), e.id
	p.Rule, p.Severity = e.rule.Code, e.v.tallies[e.rule.index].severity
	p.Message, p.Remedy = oneLine(p.Message), oneLine(p.Remedy)
	if e.rule.ofFeed && p.Severity == Error {
		e.v.keepFirst(p)
	}
	e.v.queue(p, !e.rule.ofFeed)
}

// A namer is a reader of a table. ColumnOf returns the column that the values of a field
// come from; it is empty for a field without a column, and for other feeds.
type namer interface{ ColumnOf(feed.Field) string }

// path returns the column or path of a field. In delimited text the fields of points and
// pairs share the cell of one column; in a table the columns have other names.
func (e *entity) path(f feed.Field) string {
	if e.v.namer != nil {
		if column := e.v.namer.ColumnOf(f); column != "" {
			return column
		}
	}
	if cell := f.Info().Cell; cell != feed.NoField && e.inText() {
		return cell.String()
	}
	return f.String()
}

// knows reports whether all of the group's values are known: neither a fault of the
// reader nor an unknown column hides any.
func (e *entity) knows(g feed.Group) bool {
	return !e.v.marks.has(hides(g)) && !e.v.known.has(unreadColumn)
}

// trim removes the white space around a value. The service's types collapse
// it, and space-padded reports it.
func trim(text []byte) []byte {
	if n := len(text); n > 0 && (text[0] <= ' ' || text[n-1] <= ' ') {
		return bytes.Trim(text, " \t\r\n")
	}
	return text
}
