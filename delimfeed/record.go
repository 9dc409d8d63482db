package delimfeed

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

var _ feed.RecordReader = (*Reader)(nil)

// This file puts rows into records. A row's text is copied as a whole, and its
// values are parts of it:
//
//	row      0017,,"Main St, 1",Leeds,"[{""Latitude"":…
//	record   …0017,,"Main St, 1",Leeds,"[{""Latitude"":…
//	          ^ base            ^---^ base + c.start, base + c.end
//
// Values with doubled quotes or escapes are added after it. At what is not usual,
// a fault for example, the reading goes on token by token from where it is.

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error {
	if rec.Open() || r.state != atEntity {
		return records.ReadTokens(rec, r)
	}
	if err := r.startEntity(); err != nil {
		return err
	}
	r.state, r.tidy, r.unquoted = atID, true, true
	if err := records.AddStep(rec, feed.EntityStart, r.row.offset); err != nil {
		return err
	}
	if r.fault != nil {
		return records.ReadTokens(rec, r)
	}
	for r.fault == nil {
		if err := r.addRow(rec); err != nil {
			return records.Locate(err, r)
		}
		if err := r.endRow(); err != nil {
			return err
		}
		if r.state == atEnd {
			r.state = atEntity
			records.MarkValid(rec, r.tidy, r.unquoted)
			return records.AddStep(rec, feed.EntityEnd, r.end)
		}
	}
	return records.ReadTokens(rec, r)
}

// addRow adds what is left of the row to a record.
func (r *Reader) addRow(rec *feed.Record) error {
	base := records.AddText(rec, r.view[:r.row.used])
	if r.state == atID {
		r.state = inRow
		if err := r.addID(rec, base); err != nil {
			return err
		}
	}
	r.tidy, r.unquoted = r.tidy && r.row.tidy, r.unquoted && !r.row.quotes
	for r.left != 0 {
		at, rest := r.left.Next()
		if schema.json.Has(at) {
			if err := r.addCell(rec, at, base); err != nil {
				return err
			}
			continue
		}
		if err := r.enter(rec, at); err != nil {
			return err
		}
		if easy := r.left & schema.values[schema.group[at]] &^ r.row.doubled; easy.Has(at) && r.row.size <= r.limits.Value {
			if r.put(rec, schema.group[at], easy, base) {
				r.left &^= easy
				continue
			}
		}
		r.left = rest
		if err := r.addValue(rec, at, base); err != nil {
			return err
		}
	}
	return nil
}

// addID adds the Id, which is a part of the row unless it is decoded.
func (r *Reader) addID(rec *feed.Record, base int) error {
	if c := &r.row.cells[feed.ID]; r.row.filled.Has(feed.ID) && !c.doubled {
		return records.AddSpan(rec, feed.ID, base+c.start, base+c.end, r.idPlace)
	}
	return records.AddValue(rec, feed.ID, r.id, r.idPlace)
}

// put puts values of group g, which are parts of the row, into their places. It reports
// whether the record has them.
func (r *Reader) put(rec *feed.Record, g feed.Group, fields feed.FieldSet, base int) bool {
	places, ok := records.Places(rec, g)
	if !ok {
		return false
	}
	cells, offset := &r.row.cells, r.row.offset
	for left := fields; left != 0; {
		var at feed.Field
		at, left = left.Next()
		c := &cells[at]
		places.Set(at, base+c.start, base+c.end, offset+int64(c.place()))
	}
	places.Commit(fields)
	return true
}

// addValue adds a value that has doubled quotes, or may be too large.
func (r *Reader) addValue(rec *feed.Record, at feed.Field, base int) error {
	c := &r.row.cells[at]
	place := r.row.offset + int64(c.place())
	if !c.doubled && c.end-c.start <= r.limits.Value {
		return records.AddSpan(rec, at, base+c.start, base+c.end, place)
	}
	text := c.value(r.view, &r.value)
	if len(text) > r.limits.Value {
		return r.valueTooLarge(at, *c)
	}
	return records.AddValue(rec, at, text, place)
}

// enter opens the group of a slot, if it is not open.
func (r *Reader) enter(rec *feed.Record, at feed.Field) error {
	g := schema.group[at]
	if g == r.open || g == feed.EntityGroup {
		return nil
	}
	r.openGroup(g)
	return records.AddStep(rec, g.Start(), r.row.offset)
}

// addCell adds the objects of a JSON cell.
func (r *Reader) addCell(rec *feed.Record, at feed.Field, base int) error {
	c := &r.row.cells[at]
	if o := &r.row.json[schema.ordinal[at]]; o.known && c.end-c.start <= r.limits.Value {
		return r.addKnown(rec, at, o, base)
	}
	return r.addObjects(rec, at)
}

// addObjects adds the objects of a JSON cell that is still to be parsed.
func (r *Reader) addObjects(rec *feed.Record, at feed.Field) error {
	err := r.parseCell(at)
	j := &r.json
	if err == nil && j.array.Len() > 0 {
		err = r.enter(rec, at)
	}
	r.left = r.left.Without(at)
	j.ready = false
	if err != nil {
		return err
	}
	r.state = inCell                  // as long as it is being read
	r.tidy, r.unquoted = false, false // there may be escapes
	for j.nextObject() {
		if err := records.AddStep(rec, j.group.start, j.offset); err != nil {
			return err
		}
		for f, text, ok := j.value(); ok; f, text, ok = j.value() {
			if err := records.AddValue(rec, f, text, j.offset); err != nil {
				return err
			}
		}
	}
	r.state = inRow
	return nil
}

// addKnown adds the objects of a JSON cell that the scan of the row has gone
// through.
func (r *Reader) addKnown(rec *feed.Record, at feed.Field, o *objects, base int) error {
	if err := r.enter(rec, at); err != nil {
		return err
	}
	place := r.row.offset + int64(r.row.cells[at].place())
	group := jsonGroups[at]
	values := o.values
	for _, set := range o.sets[:o.count] {
		if err := group.put(rec, set, values, base, place); err != nil {
			return err
		}
		for missing := group.required &^ set; missing != 0; {
			var f feed.Field
			f, missing = missing.Next()
			if err := records.AddSpan(rec, f, base, base, place); err != nil {
				return err
			}
		}
		values = values[len(group.fields):]
	}
	r.left = r.left.Without(at)
	return nil
}

// put begins an object and puts its values, which are at places that count from base,
// into theirs.
func (g *jsonGroup) put(rec *feed.Record, fields feed.FieldSet, values []valueSpan, base int, place int64) error {
	places, ok := records.StartItem(rec, g.group, place)
	if !ok {
		if err := records.AddStep(rec, g.start, place); err != nil {
			return err
		}
		places, _ = records.Places(rec, g.group)
	}
	for left := fields; left != 0; {
		var f feed.Field
		f, left = left.Next()
		v := values[g.place[f]]
		places.Set(f, base+int(v.start), base+int(v.end), place)
	}
	places.Commit(fields)
	return nil
}
