package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file takes the faults that the reader finds, and decides what each hides from the
// rules.

// Notice reports what a reader tolerates: set it as Notice in the reader's options.
func (v *Validator) Notice(f *feed.Fault) {
	if f == nil || v.rules == nil {
		return
	}
	if f.Cause == feed.ColumnMissing {
		v.known |= noIDColumn
	}
	if r := v.rules[f.Cause.Error()]; r != nil && r.Kinds&v.options.Kind != 0 {
		v.report(v.problem(f, r), r, v.concerns(f))
	}
	if f.Cause == feed.RowShort && v.concerns(f) {
		v.marks |= hides(feed.GeocodeGroup) // its values are in two rows
	}
}

// fault takes a fault of the reader and returns it as a problem.
func (v *Validator) fault(f *feed.Fault) Problem {
	r := v.rules[f.Cause.Error()]
	p := v.problem(f, r)
	if v.known.has(converting) || f.Fatal {
		p.Severity = Error // what cannot be read cannot be converted, or judged
	}
	concerns := v.concerns(f) && !f.Fatal
	v.report(p, r, concerns)
	if f.Cause == feed.ColumnUnknown && mayHoldMissing(f) {
		v.known |= unreadColumn
	}
	if concerns && v.format == feed.Table {
		v.marks |= faulty | unjudged // nothing of the row is read
	} else if concerns {
		v.marks |= faulty | hiddenBy(f, v.entity.Len() == 1)
	} else if f.Cause == feed.XMLUnknown || f.Cause == feed.RowIndex {
		v.known |= notUnderstood
	}
	return p
}

// mayHoldMissing reports whether an unknown column may hold what an entity lacks: it is near
// the Id or a column of a request, has no name, or has one that is about places.
func mayHoldMissing(f *feed.Fault) bool {
	name := strings.ToLower(f.Value)
	return name == "" || f.Remedy == "write "+feed.ID.String() || strings.Contains(f.Remedy, feed.GeocodeGroup.Element()+"/") ||
		slices.Contains(shortPlaceWords, name) ||
		slices.ContainsFunc(placeWords, func(word string) bool { return strings.Contains(name, word) })
}

// placeWords are parts of typical names of address columns in user tables.
var placeWords = []string{
	"addr", "adres", "street", "road", "avenue", "house", "building", "line1", "line2",
	"city", "town", "village", "local", "place", "municip", "suburb", "state", "provinc", "region", "district", "county", "country", "nation",
	"zip", "postal", "postcode", "query", "search", "location", "geocode", "site", "destination", "origin",
	"stadt", "straße", "strasse", "ville", "calle", "ciudad", "direcci", "indirizzo",
}

// shortPlaceWords are such names, too short to look for as parts.
var shortPlaceWords = []string{"adr", "str", "ort", "plz", "land", "rue", "pays", "via", "città", "citta", "post", "cp", "cap"}

// concerns reports whether a fault belongs to the open entity or to the one about to
// begin. A reader may find a fault in a start tag before it yields the tag.
func (v *Validator) concerns(f *feed.Fault) bool {
	if v.inEntity() {
		return f.Entity == 0 || f.Entity == v.entity.Number()
	}
	return f.Entity == v.entity.Number()+1
}

// hiddenBy returns what a fault hides from the rules, so that they do not report its
// consequences, such as a missing response that is there but could not be read. Bare says
// that nothing but the entity itself was read before the fault.
func hiddenBy(f *feed.Fault, bare bool) marks {
	switch f.Cause {
	case feed.RowTooLong, feed.TextSyntax, feed.JSONSyntax, feed.EncodingInvalid:
		return unjudged // nothing of the row or line is read
	case feed.RowIndex:
		if bare {
			return unjudged
		}
	case feed.ValueTooLarge:
		if f.Path == "" && bare {
			return unjudged // a line that is too large or too deep, of which at most the Id is read
		}
	}
	path := strings.TrimPrefix(f.Path, feed.EntityGroup.Element()+"/")
	element, _, _ := strings.Cut(path, "/")
	switch {
	case strings.EqualFold(element, feed.ID.String()):
		return hiddenID
	case element == feed.GeocodeGroup.Element():
		return hides(feed.GeocodeGroup)
	case element == feed.ReverseGroup.Element():
		return hides(feed.ReverseGroup)
	case element == feed.ResponseGroup.Element():
		return hides(feed.ResponseGroup)
	case isStatus(element):
		return hides(feed.EntityGroup)
	case f.Value != "" && path == element: // text or an attribute, neither of which is a request
		return 0
	case element == "Address":
		return hides(feed.EntityGroup) | hiddenRequest | hides(feed.GeocodeGroup)
	}
	return hides(feed.EntityGroup) | hiddenRequest // an element that may be anything under a wrong name
}

// progress says how far the validation got before a fault ended it.
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
