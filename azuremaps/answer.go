package azuremaps

import (
	"fmt"
	"strconv"
)

// An Answer is the answer to a batch: one item for each item of the batch, in the same
// order. The next Parse reuses its memory.
type Answer struct {
	items    []answerItem
	features []feature
	points   []point
	decoded  []byte
	codes    []byte // match codes and usage types, joined
	unknown  Tally  // members that are not known
}

// An answerItem is the answer to one item.
type answerItem struct {
	id                         []byte
	hasID, hasFeatures, failed bool
	first, end                 int // of its features in Answer.features
	fault                      fault
}

// A fault is the error of an item.
type fault struct{ code, message, target, detail []byte }

// A feature is one result.
type feature struct {
	entityType, confidence, matchCodes                         []byte
	addressLine, locality, neighborhood, postalCode, formatted []byte
	country, iso                                               []byte
	districts                                                  [2]district
	longitude, latitude                                        []byte
	box                                                        [4][]byte // west, south, east, north
	hasBox                                                     bool
	firstPoint, endPoint                                       int // in Answer.points
	lost                                                       uint32
}

// A district is one of the adminDistricts.
type district struct{ name, short []byte }

// text returns what the feed gets of a district.
func (d district) text() []byte {
	if len(d.short) > 0 {
		return d.short
	}
	return d.name
}

// A point is one of the geocodePoints.
type point struct{ longitude, latitude, method, usage []byte }

// An AnswerError says what is wrong with an answer. No item of such an answer is used.
type AnswerError struct {
	Offset  int // in the answer; -1 where the answer is well-formed but not what was asked for
	Item    int // from 1; 0 where it is of none
	Message string
}

// Error returns the message.
func (e *AnswerError) Error() string {
	switch {
	case e.Item > 0:
		return fmt.Sprintf("item %d of the answer: %s", e.Item, e.Message)
	case e.Offset >= 0:
		return fmt.Sprintf("the answer is broken at byte %d: %s", e.Offset, e.Message)
	}
	return "the answer: " + e.Message
}

// Len returns the number of items.
func (a *Answer) Len() int { return len(a.items) }

// ID returns the optionalId of an item; ok is false if it has none.
func (a *Answer) ID(i int) (id []byte, ok bool) { return a.items[i].id, a.items[i].hasID }

// Failed reports whether the answer to an item is an error.
func (a *Answer) Failed(i int) bool { return a.items[i].failed }

// Unknown returns the unknown members of the answer, counted by name.
func (a *Answer) Unknown() *Tally { return &a.unknown }

// Check makes sure that the answer has n items with the ids that id returns, 0 if none was
// sent. Items are matched by position; the ids only confirm it.
func (a *Answer) Check(n int, id func(i int) int64) error {
	if len(a.items) != n {
		return &AnswerError{Offset: -1, Message: fmt.Sprintf("it has %d items instead of %d", len(a.items), n)}
	}
	var text []byte
	for i := range a.items {
		item := &a.items[i]
		if text = text[:0]; id(i) != 0 {
			text = strconv.AppendInt(text, id(i), 10)
		}
		switch {
		case !item.hasID && len(text) > 0:
			return &AnswerError{Offset: -1, Item: i + 1, Message: fmt.Sprintf("it has no optionalId, where %s was sent", text)}
		case string(item.id) != string(text):
			return &AnswerError{Offset: -1, Item: i + 1, Message: fmt.Sprintf("its optionalId is %.40q, where %s was sent", item.id, text)}
		case item.failed && item.hasFeatures:
			return &AnswerError{Offset: -1, Item: i + 1, Message: "it has both features and an error"}
		case !item.failed && !item.hasFeatures:
			return &AnswerError{Offset: -1, Item: i + 1, Message: "it has neither features nor an error"}
		}
	}
	return nil
}
