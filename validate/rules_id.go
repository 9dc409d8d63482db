package validate

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var idRules = []Rule{
	{
		Code: "id-missing", Severity: Error, InResults: Warning, Kinds: both,
		Title: "an entity without an Id",
		Text: `The schema requires the Id. The service returns entities in an order of its own,
and a result without an Id leads back to nothing.`,
		Bad:    `<GeocodeEntity>`,
		Good:   `<GeocodeEntity Id="001">`,
		check:  checkIDMissing,
		unless: []feed.Field{feed.ID},
	},
	{
		Code: "id-duplicate", Severity: Error, InResults: Warning, Kinds: both,
		Title: "an Id that another entity has already",
		Text: `Two entities with one Id cannot be told apart in the results, which come in an
order of their own. Ids are compared as they are written, case included: many
are hashes or base64 text. To bound memory the first 800,000 Ids, or four times
the entities that the profile allows if that is more (up to 16 million), are
remembered; a note says so where a feed has more.`,
		Bad: `<GeocodeEntity Id="7">…</GeocodeEntity>
<GeocodeEntity Id="7">…</GeocodeEntity>`,
		Good: `<GeocodeEntity Id="7">…</GeocodeEntity>
<GeocodeEntity Id="8">…</GeocodeEntity>`,
		check:   checkIDDuplicate,
		repeats: true,
	},
}

func checkIDMissing(e *entity) {
	if len(e.text(feed.ID)) == 0 && !e.v.marks.has(hiddenID) && !e.v.known.has(noIDColumn|unreadColumn) {
		e.report(feed.ID, "the entity has no Id", "give it one, so that its result can be found")
	}
}

// takeID remembers the Id of the entity, and reports whether it is known to be new.
func (e *entity) takeID() bool {
	v, line := e.v, e.idLine()
	start, end := records.Spans(e.Record, 0).Of(feed.ID)
	id := records.Values(e.Record)[start:end]
	if v.piece != nil {
		v.piece.ids.add(v.ids, id, line)
		return true
	}
	e.first = v.ids.add(id, line)
	return e.first == 0 && !v.ids.full()
}

func checkIDDuplicate(e *entity) {
	if e.first != 0 {
		where := "on line"
		if e.inMemory() {
			where = "by entity"
		}
		e.report(feed.ID, fmt.Sprintf("the Id %s is already used %s %d", quote.Text(e.text(feed.ID)), where, e.first), "give every entity an Id of its own")
		return
	}
	if !e.v.known.has(saidIDsFull) {
		e.v.known |= saidIDsFull
		e.v.noteIDs(e)
	}
}

// A liner is a reader that knows the line of its last entity, and so of the Id, without
// counting. EntityLine returns 0 if it does not know.
type liner interface{ EntityLine() int }

// idLine returns the line of the Id, or the number of an entity in memory, which has none.
func (e *entity) idLine() int {
	if e.inMemory() {
		return int(e.number)
	}
	if e.v.liner != nil {
		if line := e.v.liner.EntityLine(); line > 0 {
			return line
		}
	}
	return e.v.reader.Position(e.Entity().Place(feed.ID)).Line
}

// noteIDs reports that the set of Ids is full.
func (v *Validator) noteIDs(e *entity) {
	f := e.Entity().Fault("", feed.ID, fmt.Sprintf("from here on Ids are only compared with the first %d", v.ids.count), "")
	p := v.problem(f, e.rule)
	p.Severity = Note
	v.report(p, e.rule, true)
}
