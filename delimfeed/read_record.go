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
			records.MarkValid(rec, r.tidy, r.unquoted)
			return records.AddStep(rec, feed.EntityEnd, r.end)
		}
		r.addText(rec)
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
	r.record, r.tidy, r.unquoted = nil, true, true
	if err := records.AddStep(rec, feed.EntityStart, r.row.offset); err != nil {
		return err
	}
	r.record = rec
	r.addText(rec)
	if c := &r.row.cells[feed.ID]; r.left != 0 && r.fault == nil && r.row.filled.Has(feed.ID) && !c.Doubled {
		return records.AddSpan(rec, feed.ID, r.base+c.Start, r.base+c.End, r.idOffset)
	}
	return records.AddValue(rec, feed.ID, r.id, r.idOffset)
}

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

// addText adds the text of the current row, unless no value of it is read.
func (r *Reader) addText(rec *feed.Record) {
	if r.left != 0 {
		r.base = records.AddText(rec, r.rowText[:r.row.used])
	}
	r.tidy, r.unquoted = r.tidy && r.row.tidy, r.unquoted && !r.row.quotes
}

// addNext adds the next of the slots that are left, or several at once.
func (r *Reader) addNext(rec *feed.Record) error {
	at, rest := r.left.Next()
	if schema.json.Has(at) {
		r.left = rest
		return r.addCell(rec, at)
	}
	if err := r.enter(rec, at); err != nil {
		return err
	}
	if easy := r.left & schema.values[schema.group[at]] &^ r.row.doubled; easy.Has(at) && r.row.size <= r.limits.Value {
		if r.put(rec, schema.group[at], easy) {
			r.left &^= easy
			return nil
		}
	}
	r.left = rest
	return r.addValue(rec, at)
}

// put sets values of group g to parts of the text of the row. It reports whether it could.
func (r *Reader) put(rec *feed.Record, g feed.Group, fields feed.FieldSet) bool {
	places, ok := records.Places(rec, g)
	if !ok {
		return false
	}
	cells, base, offset := &r.row.cells, r.base, r.row.offset
	for left := fields; left != 0; {
		var at feed.Field
		at, left = left.Next()
		c := &cells[at]
		places.Set(at, base+c.Start, base+c.End, offset+int64(c.Begin()))
	}
	places.Commit(fields)
	return true
}

// addValue adds a value that has doubled quotes, or may be too large.
func (r *Reader) addValue(rec *feed.Record, at feed.Field) error {
	c := &r.row.cells[at]
	offset := r.row.offset + int64(c.Begin())
	if !c.Doubled && c.End-c.Start <= r.limits.Value {
		return records.AddSpan(rec, at, r.base+c.Start, r.base+c.End, offset)
	}
	text := c.Value(r.rowText, &r.value)
	if len(text) > r.limits.Value {
		return r.valueTooLarge(at, *c)
	}
	return records.AddValue(rec, at, text, offset)
}

// enter starts the group of a slot, unless it is open.
func (r *Reader) enter(rec *feed.Record, at feed.Field) error {
	g := schema.group[at]
	if g == r.group || g == feed.EntityGroup {
		return nil
	}
	r.group = g
	return records.AddStep(rec, g.Start(), r.row.offset)
}

// addCell adds the objects of a JSON cell.
func (r *Reader) addCell(rec *feed.Record, at feed.Field) error {
	c := &r.row.cells[at]
	offset := r.row.offset + int64(c.Begin())
	if o := &r.row.json[schema.ordinal[at]]; o.known && c.End-c.Start <= r.limits.Value {
		return r.addKnown(rec, at, o, offset)
	}
	if err := r.parseCell(at); err != nil || r.array.Len() == 0 {
		return err
	}
	if err := r.enter(rec, at); err != nil {
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
	if err := r.enter(rec, at); err != nil {
		return err
	}
	group, base, values := jsonGroups[at], r.base, o.values
	for _, set := range o.sets[:o.count] {
		if err := group.put(rec, set, values, base, offset); err != nil {
			return err
		}
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

// put adds an object. Base is where the text of the row, in which its values are, begins in
// the record.
func (g *jsonGroup) put(rec *feed.Record, fields feed.FieldSet, values []valueSpan, base int, offset int64) error {
	places, ok := records.StartItem(rec, g.group, offset)
	if !ok {
		if err := records.AddStep(rec, g.start, offset); err != nil {
			return err
		}
		places, _ = records.Places(rec, g.group)
	}
	for left := fields; left != 0; {
		var f feed.Field
		f, left = left.Next()
		v := values[g.order[f]]
		places.Set(f, base+int(v.start), base+int(v.end), offset)
	}
	places.Commit(fields)
	return nil
}

// parseCell parses a JSON cell of the row.
func (r *Reader) parseCell(at feed.Field) error {
	c := r.row.cells[at]
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
