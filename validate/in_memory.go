package validate

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// CheckRecord checks an entity in memory as the next one of a feed in the Validator's
// format. It returns the problems in the order of their offsets; where there are thousands,
// only the first ones. They are valid until the next call. Handle gets them too. A problem
// has the offset that the record gives, and no line.
//
// CheckRecord also finds what a reader or writer would find in the entity's text: bytes that
// are not UTF-8 (the rest of the entity is then not checked), characters that XML cannot
// hold, and values, entities and lists of responses over the limits of readers.
//
// Each call is for the next entity of the feed: entities are numbered by call, an Id is a
// duplicate if an earlier entity has it, and too-many-entities is reported once. Problems
// that only show at the end of a feed (feed-empty, too-large and field-fill) are not
// reported, nor are those of a file's text, such as unknown columns or rows that a quote
// swallows. A request or point without any value is judged as in XML; delimited text cannot
// hold one.
//
// The error is Handle's, or says that the record is incomplete. A Validator cannot both
// read a feed and check entities in memory.
func (v *Validator) CheckRecord(r *feed.Record) ([]Problem, error) {
	return v.check(r, false)
}

// CheckEntity is CheckRecord for a struct. The error may also be a *feed.Fault whose cause
// is feed.Unwritable: a field of the struct has a value that no feed has a place for.
func (v *Validator) CheckEntity(e *feed.Entity) ([]Problem, error) {
	var r feed.Record
	src := feed.NewEntityReader(func() (*feed.Entity, error) { return e, nil })
	err := src.ReadRecord(&r)
	large := errors.Is(err, feed.ValueTooLarge)
	if large {
		part := *e
		part.Responses = nil
		e = &part
		err = src.ReadRecord(&r)
	}
	if err != nil {
		return nil, err
	}
	return v.check(&r, large)
}

// check is CheckRecord of a record that may not hold all of a large entity.
func (v *Validator) check(r *feed.Record, large bool) ([]Problem, error) {
	switch {
	case v.rules == nil:
		return nil, errZero
	case v.err != nil:
		return nil, v.err
	case v.reader != nil:
		return nil, errReads
	case r == nil || !r.Whole():
		return nil, errNotWhole
	}
	if v.stage == judged {
		v.reset()
	}
	v.entity.Record, v.entity.number, v.entity.id = r, v.entities+1, ""
	v.stage = judging
	v.checkText(large || r.Truncated())
	v.judgeEntity()
	return v.problems, v.err
}

var (
	errReads    = errors.New("validate: the Validator reads a feed; make another one for entities in memory")
	errInMemory = errors.New("validate: the Validator checks entities in memory; make another one for a feed that is read")
	errNotWhole = fmt.Errorf("validate: %w: there is no record that holds a whole entity", feed.ErrGrammar)
)

// checkText reports what readers and writers would find in the values of an entity in memory.
// Large says that the record may not hold all of the entity.
func (v *Validator) checkText(large bool) {
	e, limits, size := &v.entity, feed.Limits{}.WithDefaults(), 0
	tooLarge := func(t feed.Token, message string) {
		e.reportText("value-too-large", t, message, "shorten it")
	}
	for t := range e.Tokens() {
		size += len(t.Text)
		switch {
		case t.Kind != feed.FieldValue:
		case len(t.Text) > limits.Value:
			tooLarge(t, fmt.Sprintf("the value is larger than the limit of %d bytes", limits.Value))
		case !utf8.Valid(t.Text):
			e.reportText("encoding-invalid", t, fmt.Sprintf("byte 0x%02X is not UTF-8", t.Text[invalidAt(t.Text)]), "make the text UTF-8")
			v.marks |= unjudged
		case !isClean(t.Text) && v.format == feed.XML:
			e.rule = v.rules["control-character"]
			e.reportControl(t)
		}
	}
	if start := (feed.Token{Offset: e.Entity().Offset()}); large {
		v.marks |= unjudged
		tooLarge(start, "the entity has more responses, points and pairs than readers take")
	} else if size > limits.Entity {
		tooLarge(start, fmt.Sprintf("the values of the entity are larger than the limit of %d bytes", limits.Entity))
	}
}

// checkEdited is checkText for an entity that was read and possibly edited: the reader
// vouches for the values it read, nobody for those that replaced them.
func (v *Validator) checkEdited() {
	r := v.entity.Record
	limit := feed.Limits{}.WithDefaults().Value
	if !records.Valid(r) || !records.Tidy(r) || len(records.Values(r)) > limit {
		v.entity.id = "" // is that of the entity before
		v.checkText(false)
	}
}

// reportText reports on a value of an entity in memory, or on the entity itself.
func (e *entity) reportText(code string, t feed.Token, message, remedy string) {
	if e.rule = e.v.rules[code]; !e.count() {
		return
	}
	found := Problem{Offset: t.Offset, Value: clip(string(t.Text)), Message: message, Remedy: remedy}
	if t.Field != feed.NoField {
		found.Field = e.path(t.Field)
	}
	e.queue(found)
}

// inMemory reports whether the entity came from CheckRecord.
func (e *entity) inMemory() bool { return e.number > 0 }

// Number returns the number of the entity in the feed.
func (e *entity) Number() int64 {
	if e.inMemory() {
		return e.number
	}
	return e.Record.Number()
}
