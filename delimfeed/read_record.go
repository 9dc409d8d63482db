package delimfeed

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records has the functions of feed.Record that are for this module only.
var records = feed.Internal.Records(&private.Granted)

// This file puts rows into records. The text of a row is copied as a whole, and the values
// are parts of it:
//
//	row      0017,,"Main St, 1",Leeds,"[{""Latitude"":…
//	record   …0017,,"Main St, 1",Leeds,"[{""Latitude"":…
//	          ^ base            ^---^ base + c.Start, base + c.End
//
// Values with doubled quotes or escapes are added after it. After a fault, reading continues
// in the same row, with the slots that are left.

// readEntity fills a record with the next entity, or continues after a fault within one.
func (r *Reader) readEntity(rec *feed.Record) error {
	if r.state >= inEntity {
		if rec != r.record || !rec.Open() {
			return r.abandon()
		}
	} else if err := r.beginEntity(rec); err != nil {
		return err
	}
	for {
		if f := r.fault; f != nil {
			r.fault = nil
			return f
		}
		for r.left != 0 {
			if err := r.addNext(rec); err != nil {
				return records.Locate(err, r)
			}
		}
		further, err := r.furtherRow()
		if err != nil {
			return err
		}
		if !further {
			r.state = betweenEntities
			records.End(rec, r.end, r.tidy, r.unquoted)
			return nil
		}
		if r.left != 0 {
			r.base = records.AddText(rec, r.rowText[:r.row.used])
		}
		r.tidy, r.unquoted = r.tidy && r.row.tidy, r.unquoted && !r.row.quotes
	}
}

// beginEntity finds the next entity and adds its start and its Id.
func (r *Reader) beginEntity(rec *feed.Record) error {
	if r.state < betweenEntities {
		if err := r.readHeaderFaults(); err != nil {
			return err
		}
	}
	if err := r.startEntity(); err != nil {
		return err
	}
	w := r.row
	r.record, r.base, r.tidy, r.unquoted = nil, 0, w.tidy, !w.quotes
	var text []byte
	if r.left != 0 {
		text = r.rowText[:w.used]
	}
	places, ok := records.Begin(rec, w.offset, text)
	if !ok {
		return records.AddStep(rec, feed.EntityStart, w.offset)
	}
	r.record = rec
	if r.left == 0 || r.fault != nil || (w.filled&^w.doubled)&onlyID == 0 {
		return records.AddValue(rec, feed.ID, r.id, r.idOffset)
	}
	id := &w.spans[feed.ID]
	places.Set(feed.ID, int(id[0]), int(id[1]), r.idOffset)
	places.Commit(onlyID)
	return nil
}

// onlyID is the set of the Id.
var onlyID = feed.SetOf(feed.ID)

// abandon skips the rest of an entity, because its record was not given again.
func (r *Reader) abandon() error {
	for further := true; further; {
		r.fault, r.left = nil, 0
		var err error
		if further, err = r.furtherRow(); err != nil {
			return err
		}
	}
	r.state = betweenEntities
	return fmt.Errorf("%w: after a fault within an entity its record is to be given again", feed.ErrGrammar)
}

// addNext adds the next of the slots that are left, or usually, all of its group.
func (r *Reader) addNext(rec *feed.Record) error {
	at, rest := r.left.Next()
	w, g := r.row, schema.group[at]
	if easy := r.left & schema.values[g] &^ w.doubled; easy.Has(at) && w.size <= r.limits.Value {
		r.left &^= easy
		if r.isOpen(g) {
			places, _ := records.Places(rec, g)
			places.SetAll(easy, w.quoted, &w.spans, r.base, w.offset)
			return nil
		}
		r.group = g
		places, err := records.StartPart(rec, g, w.offset)
		places.SetAll(easy, w.quoted, &w.spans, r.base, w.offset)
		return err
	}
	r.left = rest
	if schema.json.Has(at) {
		return r.addCell(rec, at)
	}
	if err := r.enter(rec, g); err != nil {
		return err
	}
	return r.addValue(rec, at)
}

// isOpen reports whether values of a group can be added without its start.
func (r *Reader) isOpen(g feed.Group) bool { return g == r.group || g == feed.EntityGroup }

// enter starts a group, unless it is open.
func (r *Reader) enter(rec *feed.Record, g feed.Group) error {
	if r.isOpen(g) {
		return nil
	}
	r.group = g
	return records.AddStep(rec, g.Start(), r.row.offset)
}

// addValue adds a value that has doubled quotes, or may be too large.
func (r *Reader) addValue(rec *feed.Record, at feed.Field) error {
	c := r.row.cell(at)
	offset := r.row.offset + int64(c.Begin())
	if !c.Doubled && c.End-c.Start <= r.limits.Value {
		return records.AddSpan(rec, at, r.base+c.Start, r.base+c.End, offset)
	}
	text := c.Value(r.rowText, &r.value)
	if len(text) > r.limits.Value {
		return r.valueTooLarge(at, c)
	}
	return records.AddValue(rec, at, text, offset)
}

// addCell adds the objects of a JSON cell.
func (r *Reader) addCell(rec *feed.Record, at feed.Field) error {
	c := r.row.cell(at)
	offset := r.row.offset + int64(c.Begin())
	if r.row.known.Has(at) && c.End-c.Start <= r.limits.Value {
		return r.addKnown(rec, at, &r.row.json[schema.ordinal[at]], offset)
	}
	if err := r.parseCell(at); err != nil || r.array.Len() == 0 {
		return err
	}
	if err := r.enter(rec, schema.group[at]); err != nil {
		return err
	}
	r.tidy, r.unquoted = false, false // there may be escapes
	group := jsonGroups[at]
	for i := range r.array.Len() {
		if err := records.AddStep(rec, group.start, offset); err != nil {
			return err
		}
		for k, f := range group.fields {
			text := r.array.Value(i, k)
			if len(text) == 0 && !group.required.Has(f) {
				continue
			}
			if err := records.AddValue(rec, f, text, offset); err != nil {
				return err
			}
		}
	}
	return nil
}

// addKnown adds the objects of a JSON cell that the scan of the row has parsed.
func (r *Reader) addKnown(rec *feed.Record, at feed.Field, o *objects, offset int64) error {
	if err := r.enter(rec, schema.group[at]); err != nil {
		return err
	}
	group, base, values := jsonGroups[at], r.base, o.values
	for _, set := range o.sets[:o.count] {
		places, err := records.StartPart(rec, group.group, offset)
		if err != nil {
			return err
		}
		places.SetItem(set, values, base, offset)
		for missing := group.required &^ set; missing != 0; {
			var f feed.Field
			f, missing = missing.Next()
			if err := records.AddSpan(rec, f, base, base, offset); err != nil {
				return err
			}
		}
		values = values[len(group.fields):]
	}
	return nil
}

// parseCell parses a JSON cell of the row.
func (r *Reader) parseCell(at feed.Field) error {
	c := r.row.cell(at)
	text := r.rowText[c.Start:c.End]
	if len(text) > r.limits.Value && c.Size(r.rowText) > r.limits.Value {
		return r.valueTooLarge(at, c)
	}
	err := r.array.Parse(text, jsonGroups[at].keys, c.Doubled)
	if err == nil {
		return nil
	}
	before := text[:err.Offset]
	character := 1 + utf8.RuneCount(before)
	if c.Doubled {
		character -= bytes.Count(before, []byte{'"'}) / 2
	}
	return r.cellFault(feed.CellJSON, at, c, fmt.Sprintf("%s at character %d of the cell", err.Message, character), err.Remedy)
}
