package xmlfeed

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// Entities are read in two ways. Those that are written as others before them are read by
// literals (read_literal.go), which is several times as fast. All others are read here,
// straight from the scanner's events into the record, with all faults and notices; the
// literals are learned from them.
//
// A fault that is not fatal interrupts the reading at any point, and the next call goes
// on there. So what has been read so far is kept in the Reader, and where it is in a
// state:
//
//	fresh --> outside <--------------------------- ended
//	             |                                   ^
//	             | <GeocodeEntity>                   | </GeocodeEntity>
//	             v                                   |
//	           inside -----------------------------> |
//	             |-- the tag has no content -> ending|
//	             '-- a byte is no character -> lost -'
//
// Each call begins with the attributes of the tag at hand that have not been read, and
// then goes from event to event.

// A state is where the Reader is.
type state uint8

const (
	fresh   state = iota // nothing has been read
	outside              // not in an entity
	inside               // in an entity, whose tag has been read
	ending               // in an entity of which only the end is to come: its last event has been read
	lost                 // in an entity whose rest is passed over, because of a byte that is no character
	ended                // an entity has just ended: its text is still in view
)

// nextEntity reads the next entity, or what is left of the record's, in one of the two ways.
func (r *Reader) nextEntity(rec *feed.Record) error {
	l := &r.literals
	if l.budget > 0 && r.betweenEntities() && !rec.Open() {
		switch r.readByLiterals(rec) {
		case readWhole:
			l.budget = min(l.budget+1, maxBudget)
			return nil
		case unknown:
			l.budget--
		}
	}
	learns := l.budget > 0 && !rec.Open()
	l.trace.begin(learns)
	if err := r.readEntity(rec); err != nil {
		return err
	}
	if learns {
		l.learn(r.Source(), rec.Entity().Offset())
	}
	return nil
}

// betweenEntities reports whether an entity has just ended and reading goes on after it.
func (r *Reader) betweenEntities() bool { return r.err == nil && r.state == ended }

// readEntity reads, event by event, up to the end of the entity or to a fault.
func (r *Reader) readEntity(rec *feed.Record) error {
	for {
		for r.next < len(r.attrs) {
			a := &r.attrs[r.next]
			r.next++
			field := r.element.fieldOf[a.Symbol&(xmlscan.MaxSymbols-1)]
			if field == feed.NoField || r.got.Has(field) {
				var err error
				if field, err = r.unusualAttr(a); err != nil {
					return err
				}
				if field == feed.NoField {
					continue
				}
			}
			r.got = r.got.With(field)
			text := r.scanner.AttrValue(a)
			if len(text) > r.limit {
				return r.tooLarge(field, len(text), r.scanner.AttrOffset(a))
			}
			if len(text) > 0 || r.element.required.Has(field) {
				if err := r.addValue(rec, field, text, r.scanner.AttrOffset(a)); err != nil {
					return err
				}
			}
		}
		for missing := r.missing &^ r.got; missing != 0; missing = r.missing &^ r.got {
			var field feed.Field
			field, r.missing = missing.Next()
			if err := r.addValue(rec, field, nil, r.scanner.Offset); err != nil {
				return err
			}
		}

		switch {
		case r.state == ending:
			return r.endEntity(rec)
		case r.err != nil:
			return r.err
		case r.scanner == nil:
			return errNew
		case r.state == lost:
			if err := r.skipToEnd(); err != nil {
				return err
			}
			return r.endEntity(rec)
		}
		event, err := r.nextEvent()
		if broken, ok := r.scanner.Broken(); ok {
			return r.readBroken(rec, broken, event, err)
		}
		if err != nil {
			return r.fail(err)
		}
		switch event {
		case xmlscan.Declaration:
			err = r.checkDeclaration()
		case xmlscan.Doctype:
			err = r.fault(feed.XMLDoctype, r.scanner.Offset, xmlscan.DoctypeMessage, xmlscan.DoctypeRemedy)
		case xmlscan.Start, xmlscan.Empty:
			err = r.startElement(rec, event == xmlscan.Empty, true)
		case xmlscan.End:
			e := r.open[r.top].element
			if e == entity {
				return r.endEntity(rec)
			}
			if r.top--; e.text != feed.NoField {
				err = r.endText(rec, e)
			}
		default:
			err = r.unknownText()
		}
		if err != nil {
			return err
		}
	}
}

// nextEvent returns the next event outside of unknown elements.
func (r *Reader) nextEvent() (xmlscan.Event, error) {
	if r.state == ended {
		r.state = outside
		r.scanner.Unpin()
	}
	event, err := r.scanner.Next()
	if r.state == fresh {
		r.state = outside
		r.noticeEncoding()
	}
	for r.skip > 0 && err == nil {
		if r.state < inside {
			if f, ok := r.scanner.Broken(); ok {
				f.Fatal = true
				return xmlscan.NoEvent, f
			}
		}
		if event == xmlscan.End && r.scanner.Depth() == r.skip {
			r.endSkip()
		}
		event, err = r.scanner.Next()
	}
	return event, err
}

// endSkip goes back to the known element around the unknown one.
func (r *Reader) endSkip() {
	r.skip = 0
	if r.top >= 0 && r.open[r.top].text != feed.NoField {
		r.scanner.Resume()
	}
}

// startElement takes a start tag, or the tag of an empty element. Valid is false where
// the tag has bytes that are no characters: then an entity's Id is read as far as it has
// none, and no other attribute.
func (r *Reader) startElement(rec *feed.Record, empty, valid bool) error {
	e, err := r.findElement()
	if err != nil {
		if !empty {
			r.skip = r.scanner.Depth()
			r.scanner.Collect(false)
		}
		return err
	}
	r.element, r.attrs, r.next, r.got, r.missing = e, r.scanner.Attrs, 0, 0, e.required
	if e == root {
		r.begin = r.scanner.Position(r.scanner.Offset)
		r.noticeVersion()
	}
	if !empty || e == entity {
		r.top++
		r.open[r.top] = openElement{element: e, namespace: r.scanner.Namespace}
		r.scanner.Collect(e.text != feed.NoField)
	}
	switch {
	case e == entity:
		return r.startEntity(rec, empty, valid)
	case e.starts:
		return r.addStep(rec, e.group.Start())
	}
	return nil
}

// startEntity takes an entity's tag, and reads its Id.
func (r *Reader) startEntity(rec *feed.Record, empty, valid bool) error {
	r.scanner.Pin()
	r.number++
	if r.state = inside; empty {
		r.state = ending
	}
	if err := r.addStep(rec, feed.EntityStart); err != nil {
		return err
	}
	var text []byte
	offset := r.scanner.Offset
	r.got = feed.SetOf(feed.ID)
	a := r.first(feed.ID)
	if a != nil {
		offset = r.scanner.AttrOffset(a)
		if value := r.scanner.AttrValue(a); len(value) <= r.limit && (valid || utf8.Valid(value)) {
			text = value
		}
	}
	r.id, r.idText = append(r.id[:0], text...), ""
	if a != nil {
		r.noticeCase(a, feed.ID.Info().Attr, feed.ID)
	}
	if !valid {
		r.attrs, r.next, r.missing = nil, 0, 0
	}
	return r.addValue(rec, feed.ID, text, offset)
}

// endEntity takes the end of the entity at the event at hand.
func (r *Reader) endEntity(rec *feed.Record) error {
	r.top, r.state = root.depth, ended
	return r.addStep(rec, feed.EntityEnd)
}

// endText takes the end tag of a text element.
func (r *Reader) endText(rec *feed.Record, e *element) error {
	r.element = e
	text, offset := r.scanner.Collected()
	r.scanner.Collect(false)
	switch {
	case len(text) == 0:
		return nil
	case len(text) > r.limit:
		return r.tooLarge(e.text, len(text), offset)
	}
	return r.addValue(rec, e.text, text, offset)
}

// findElement finds the element of the start tag at hand in the schema. The error is the
// fault of an element that is unknown there.
func (r *Reader) findElement() (*element, error) {
	if r.top < 0 {
		return root, r.checkRoot()
	}
	parent := &r.open[r.top]
	e := parent.childOf[r.scanner.Symbol&(xmlscan.MaxSymbols-1)]
	if e == nil || !known(r.scanner.Namespace, parent.namespace) {
		return nil, r.unknownElement(e)
	}
	bit := uint64(1) << e.index
	if parent.seen&bit != 0 && !e.many {
		return nil, r.secondElement(e)
	}
	parent.seen |= bit
	r.noticeNamespace(parent.namespace)
	return e, nil
}

// known reports whether an element in namespace ns, within one in parent, is read.
func known(ns, parent string) bool {
	return ns == parent || ns == namespace || ns == "" || ns == httpsNamespace
}

// addStep adds a token that is no value, at the event at hand, to the record.
func (r *Reader) addStep(rec *feed.Record, kind feed.Kind) error {
	if t := &r.literals.trace; t.on {
		t.add(step{kind: kind, offset: r.scanner.Offset}, 0)
	}
	return records.Locate(records.AddStep(rec, kind, r.scanner.Offset), r)
}

// addValue adds a value to the record.
func (r *Reader) addValue(rec *feed.Record, field feed.Field, text []byte, offset int64) error {
	if t := &r.literals.trace; t.on {
		t.add(step{feed.FieldValue, field, offset}, len(text))
		if len(text) > 0 {
			t.keys = append(t.keys, r.nodeKey())
		}
	}
	return records.Locate(records.AddValue(rec, field, text, offset), r)
}

// An entity with bytes that are no characters, letters of Windows-1252 say, must be
// well-formed like all others. What comes before the first of them is read, the rest is
// passed over. In the root element's tag or between entities such a byte ends the
// reading.

// readBroken takes the fault of a byte in what has just been scanned, up to an event or an
// error.
func (r *Reader) readBroken(rec *feed.Record, f *feed.Fault, event xmlscan.Event, err error) error {
	if r.state < inside { // a tag within the root element, or there would be no event
		tagErr := r.startElement(rec, event == xmlscan.Empty, false)
		if r.state < inside {
			f.Fatal = true
			return r.fail(f)
		}
		if tagErr != nil {
			return tagErr
		}
	}
	switch {
	case err != nil:
		r.err = r.completed(err)
	case event == xmlscan.End && r.scanner.Depth() == entity.depth+1:
		r.state = ending
	}
	if r.state == inside {
		r.state = lost
	}
	r.scanner.Collect(false)
	r.nameEntity(f)
	return f
}

// skipToEnd passes over the rest of the entity.
func (r *Reader) skipToEnd() error {
	event, err := r.scanner.Next()
	for err == nil && !(event == xmlscan.End && r.scanner.Depth() == entity.depth+1) {
		event, err = r.scanner.Next()
	}
	r.scanner.Broken() // one for each entity is enough
	if err != nil {
		return r.fail(err)
	}
	r.skip = 0
	return nil
}

// fail ends the reading with an error.
func (r *Reader) fail(err error) error {
	r.err = r.completed(err)
	return r.err
}
