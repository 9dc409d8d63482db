package validate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// maxListed bounds the problems that are held, of one entity and of the feed before
// it. Further ones are handed on as they are found.
const maxListed = 4096

// Notice takes what a reader mends: give it to the reader as the Notice of its
// options.
func (v *Validator) Notice(f *feed.Fault) {
	if f == nil || v.rules == nil {
		return
	}
	if f.Cause == feed.ColumnMissing {
		v.noIDs = true
	}
	if r := v.rules[f.Cause.Error()]; r != nil && r.Kinds&v.options.Kind != 0 {
		v.add(v.problem(f, r), r, v.concerns(f))
	}
	if f.Cause == feed.RowShort && v.concerns(f) {
		v.hidden[feed.GeocodeGroup] = true // its values are in two rows
	}
}

// fault takes a fault that a reader found.
func (v *Validator) fault(f *feed.Fault) {
	r := v.rules[f.Cause.Error()]
	p := v.problem(f, r)
	if v.converting || f.Fatal {
		p.Severity = Error // what cannot be read cannot be converted, or judged
	}
	concerns := v.concerns(f) && !f.Fatal
	v.add(p, r, concerns)
	v.unread = v.unread || f.Cause == feed.ColumnUnknown && mayHoldMissing(f)
	if concerns {
		v.faulty = true
		v.hide(f)
	} else if f.Cause == feed.XMLUnknown || f.Cause == feed.RowIndex {
		v.notUnderstood = true
	}
}

// mayHoldMissing reports whether an unknown column may hold what an entity lacks: it is near
// the Id or a column of a request, has no name, or has one that is about places.
func mayHoldMissing(f *feed.Fault) bool {
	name := strings.ToLower(f.Value)
	return name == "" || f.Remedy == "write "+feed.ID.String() || strings.Contains(f.Remedy, feed.GeocodeGroup.Element()+"/") ||
		slices.Contains(shortPlaceWords, name) ||
		slices.ContainsFunc(placeWords, func(word string) bool { return strings.Contains(name, word) })
}

// placeWords are parts of the names that columns of addresses have in people's tables.
var placeWords = []string{
	"addr", "adres", "street", "road", "avenue", "house", "building", "line1", "line2",
	"city", "town", "village", "local", "place", "municip", "suburb", "state", "provinc", "region", "district", "county", "country", "nation",
	"zip", "postal", "postcode", "query", "search", "location", "geocode", "site", "destination", "origin",
	"stadt", "straße", "strasse", "ville", "calle", "ciudad", "direcci", "indirizzo",
}

// shortPlaceWords are such names, too short to look for as parts.
var shortPlaceWords = []string{"adr", "str", "ort", "plz", "land", "rue", "pays", "via", "città", "citta", "post", "cp", "cap"}

// concerns reports whether a fault is the open entity's, or that of the entity
// about to begin. Readers may find what is wrong in a start tag before they
// yield it.
func (v *Validator) concerns(f *feed.Fault) bool {
	if v.inEntity() {
		return f.Entity == 0 || f.Entity == v.entity.Number()
	}
	return f.Entity == v.entity.Number()+1
}

// inEntity reports whether an entity has begun and not been judged.
func (v *Validator) inEntity() bool { return v.open || v.entity.Open() }

// hide notes what a fault keeps from the rules, so that they do not report what
// follows from it: that a response is missing, say, which stands there but
// could not be read.
func (v *Validator) hide(f *feed.Fault) {
	if f.Cause == feed.RowTooLong || f.Cause == feed.TextSyntax || f.Cause == feed.EncodingInvalid || f.Cause == feed.RowIndex && v.entity.Len() == 1 {
		v.unjudged = true // nothing of the row is read
		return
	}
	path := strings.TrimPrefix(f.Path, feed.EntityGroup.Element()+"/")
	element, _, _ := strings.Cut(path, "/")
	isID := strings.EqualFold(element, feed.ID.String())
	v.hiddenID = v.hiddenID || isID
	switch {
	case element == feed.GeocodeGroup.Element():
		v.hidden[feed.GeocodeGroup] = true
	case element == feed.ReverseGroup.Element():
		v.hidden[feed.ReverseGroup] = true
	case element == feed.ResponseGroup.Element():
		v.hidden[feed.ResponseGroup] = true
	case isStatus(element):
		v.hidden[feed.EntityGroup] = true
	case f.Value != "" && path == element: // text or an attribute, neither of which is a request
	case !isID: // an element that may be anything under a wrong name
		v.hidden[feed.EntityGroup], v.hiddenRequest = true, true
		v.hidden[feed.GeocodeGroup] = v.hidden[feed.GeocodeGroup] || element == "Address"
	}
}

// add takes a problem of a rule, of the entity at hand or of the feed itself.
func (v *Validator) add(p Problem, r *Rule, ofEntity bool) {
	if v.count(r, p.Severity, ofEntity) {
		v.list(p, ofEntity)
	}
}

// list takes a problem that is not only counted. Those of an entity are held, to be
// put in order, and handed on at once where there are too many. One that is found
// outside of entities waits, as what is found later may stand before it: a feed that is empty,
// say, or a CDATA section that is not closed.
func (v *Validator) list(p Problem, ofEntity bool) {
	switch {
	case ofEntity || v.inEntity():
		if len(v.problems) < maxListed {
			v.problems = append(v.problems, p)
			return
		}
		v.more++
	case v.piece == nil && !v.converting: // a conversion ends at an error of the feed
		if len(v.waiting) == maxListed {
			v.hand()
		}
		v.waiting = append(v.waiting, p)
		return
	}
	v.hand()
	v.handle(p)
}

// hand hands on what waits and then the problems of the entity, both in the order of
// their places.
func (v *Validator) hand() {
	v.handAll(v.waiting)
	v.waiting = v.waiting[:0]
	v.handAll(v.problems[v.handed:])
	v.handed = len(v.problems)
}

func (v *Validator) handAll(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	for i := range problems {
		v.place(&problems[i])
		v.handle(problems[i])
	}
}

func (v *Validator) handle(p Problem) {
	if v.err == nil && v.options.Handle != nil {
		v.place(&p)
		v.err = v.options.Handle(p)
		v.handedOn(p.Rule)
	}
}

// place gives a problem that a rule found its line and column.
func (v *Validator) place(p *Problem) {
	if p.Line == 0 && v.reader != nil {
		at := v.reader.Position(p.Offset)
		p.Line, p.Column = at.Line, at.Column
	}
}

// progress says how far a fault that ended the reading let the validation come.
func (v *Validator) progress(cause feed.Cause) string {
	switch {
	case cause == feed.TextHeader:
		return "" // there are no entities yet
	case cause == feed.VersionUnsupported:
		return " (nothing after it was checked)"
	case v.entities == 0:
		return " (no entity before it was checked)"
	case v.entities == 1:
		return " (1 entity before it was checked)"
	}
	return fmt.Sprintf(" (%d entities before it were checked)", v.entities)
}
