package tablefeed

import (
	"bytes"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
)

// This file puts rows into records. The text of a row that has values is copied as a whole,
// and plain values are parts of it. Values that are built, and those with doubled quotes, are
// added after it.

// values say how the row of a table becomes a record.
type values struct {
	fields   []feed.Field           // that get values
	from     [feed.NumFields]string // what they come from
	numbered bool                   // the Id is the number of the row
	id       builtValue             // it is built so, unless it is numbered
	groups   []groupValues
	texts    []byte // of all constants
	tidy     bool   // no text of the Mapping has control characters or quotes or is padded
	longest  int    // at least the bytes of the texts in a value

	built  []byte // a value that is built
	padded bool   // a built value of the row begins or ends with a space
}

// groupValues are the values of a group.
type groupValues struct {
	group   feed.Group
	single  uint64               // the slots that are the value of a field
	fieldOf [maxSlots]feed.Field // that field
	plain   []plainValue         // of slots that are the value of another one, too
	built   []builtValue
	set     []constant // if a place has a value
	ifEmpty []constant // the same, and the field has none
	places  uint64     // the slots of the values that say what to look for
	always  bool       // constants are set in any case
	any     uint64     // the slots of all values
}

// A plainValue is that of a cell.
type plainValue struct {
	field feed.Field
	slot  uint8
}

// A builtValue is made by a template, of the cells of slots.
type builtValue struct {
	field    feed.Field
	template *template
	slots    []uint8
}

// A constant is a part of values.texts.
type constant struct {
	field      feed.Field
	start, end int
}

// findColumns finds the columns of the Mapping in the table, and gives each a slot.
func (r *Reader) findColumns() error {
	v, p := &r.values, r.plan
	v.tidy = true
	var slots []int // the columns of the slots
	slotOf := func(name string) (uint8, string, error) {
		column, err := r.column(name)
		if err != nil {
			return 0, "", err
		}
		slot := slices.Index(slots, column)
		if slot < 0 {
			slot = len(slots)
			slots = append(slots, column)
		}
		if slot >= maxSlots {
			return 0, "", r.mappingError(fmt.Sprintf("the mapping uses more than %d columns", maxSlots))
		}
		r.columns[column] = uint8(slot)
		return uint8(slot), r.labels[column], nil
	}
	v.numbered = !p.has.mapped.Has(feed.ID)
	for _, g := range []feed.Group{feed.EntityGroup, feed.ReverseGroup, feed.GeocodeGroup, feed.ResponseGroup} {
		values := groupValues{group: g}
		for _, f := range g.Fields() {
			t := p.mapped[f]
			if t == nil {
				continue
			}
			built := builtValue{field: f, template: t}
			v.from[f] = t.source
			var used uint64
			for _, name := range t.columns {
				slot, label, err := slotOf(name)
				if err != nil {
					return err
				}
				if t.isPlain() {
					v.from[f] = label
				}
				built.slots = append(built.slots, slot)
				used |= 1 << slot
			}
			switch {
			case f == feed.ID:
				v.id = built
				continue
			case t.isPlain():
				values.addPlain(f, built.slots[0])
			default:
				values.built = append(values.built, built)
			}
			values.any |= used
			if places.Has(f) {
				values.places |= used
			}
		}
		if g != feed.ReverseGroup && g != feed.GeocodeGroup {
			values.places, values.always = values.any, values.any == 0
		}
		values.set = v.constants(g, p.has.set, &p.set)
		values.ifEmpty = v.constants(g, p.has.setIfEmpty, &p.setIfEmpty)
		if values.any != 0 || len(values.set)+len(values.ifEmpty) > 0 {
			v.groups = append(v.groups, values)
		}
	}
	if g := v.groups; len(g) > 0 && g[0].group == feed.EntityGroup { // StatusCode and the like come last
		v.groups = append(slices.Clone(g[1:]), g[0])
	}
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		if (p.has.mapped | p.has.set | p.has.setIfEmpty).With(feed.ID).Has(f) {
			v.fields = append(v.fields, f)
		}
		if t := p.mapped[f]; t != nil && !t.isPlain() {
			for _, text := range t.texts {
				v.longest += len(text)
				v.tidy = v.tidy && isPlainText(text)
			}
		}
	}
	return nil
}

// constants adds the texts of the constants of a group.
func (v *values) constants(g feed.Group, has feed.FieldSet, texts *[feed.NumFields]string) (all []constant) {
	for _, f := range g.Fields() {
		if !has.Has(f) {
			continue
		}
		start := len(v.texts)
		v.texts = append(v.texts, texts[f]...)
		all = append(all, constant{f, start, len(v.texts)})
		v.longest = max(v.longest, len(texts[f]))
		v.tidy = v.tidy && isPlainText(texts[f]) && !cells.IsPadded(v.texts, start, len(v.texts))
	}
	return all
}

// isPlainText reports whether a text has neither control characters nor quotes.
func isPlainText(text string) bool {
	return bytes.IndexFunc([]byte(text), func(c rune) bool { return c < ' ' || c == '"' }) < 0
}

// appendID appends the Id of the current row.
func (r *Reader) appendID(id []byte) []byte {
	if r.numbered {
		return strconv.AppendInt(id, r.rows, 10)
	}
	return r.appendBuilt(id, &r.values.id)
}

// valueOf returns the value of a slot, which lives until the next call.
func (r *Reader) valueOf(slot uint8) []byte {
	if r.row.filled&(1<<slot) == 0 {
		return nil
	}
	return r.row.slots[slot].Value(r.rowText(), &r.buffer)
}

// appendBuilt appends a value that is built.
func (r *Reader) appendBuilt(value []byte, b *builtValue) []byte {
	t := b.template
	if t.isPlain() {
		return append(value, r.valueOf(b.slots[0])...)
	}
	begun := false
	for i, slot := range b.slots {
		part := r.valueOf(slot)
		if len(part) == 0 {
			continue
		}
		value = t.appendPart(value, i, part, begun)
		begun = true
	}
	if begun {
		value = append(value, t.texts[len(b.slots)]...)
	}
	return value
}

// addRow adds the values of the current row to a record, and ends its entity.
func (r *Reader) addRow(rec *feed.Record) error {
	w := r.row
	row := r.rowText()
	base := records.AddText(rec, row[w.from:w.to]) - w.from
	r.padded = false
	if err := r.addID(rec, base); err != nil {
		return err
	}
	for i := range r.groups {
		g := &r.groups[i]
		constants := g.always || w.filled&g.places != 0
		if !constants && w.filled&g.any == 0 {
			continue
		}
		if g.group != feed.EntityGroup {
			if err := records.AddStep(rec, g.group.Start(), w.offset); err != nil {
				return err
			}
		}
		r.addGroup(rec, g, base, constants)
	}
	records.MarkValid(rec, w.tidy && r.tidy && !r.padded, !w.quotes && r.tidy)
	return records.AddStep(rec, feed.EntityEnd, r.next)
}

// addID adds the Id. Base is where the text of the row would begin in the record.
func (r *Reader) addID(rec *feed.Record, base int) error {
	w := r.row
	at := w.offset
	if !r.numbered {
		slot := r.values.id.slots[0]
		c := &w.slots[slot%maxSlots]
		if r.values.id.template.isPlain() && w.filled&^w.doubled&(1<<slot) != 0 {
			return records.AddSpan(rec, feed.ID, base+c.Start, base+c.End, w.offset+int64(c.Begin()))
		}
		at += int64(r.beginOf(&r.values.id))
	}
	r.id = r.appendID(r.id[:0])
	return records.AddValue(rec, feed.ID, r.id, at)
}

// addGroup adds the values of a group, which has been begun.
func (r *Reader) addGroup(rec *feed.Record, g *groupValues, base int, constants bool) {
	w := r.row
	places, ok := records.Places(rec, g.group)
	if !ok {
		return
	}
	var set feed.FieldSet
	for left := g.single & w.filled; left != 0; left &= left - 1 {
		slot := uint8(bits.TrailingZeros64(left))
		f := g.fieldOf[slot%maxSlots]
		start, end := r.span(rec, slot, base)
		places.Set(f, start, end, w.offset+int64(w.slots[slot%maxSlots].Begin()))
		set = set.With(f)
	}
	for _, v := range g.plain {
		if w.filled&(1<<v.slot) != 0 {
			start, end := r.span(rec, v.slot, base)
			places.Set(v.field, start, end, w.offset+int64(w.slots[v.slot%maxSlots].Begin()))
			set = set.With(v.field)
		}
	}
	for i := range g.built {
		b := &g.built[i]
		r.built = r.appendBuilt(r.built[:0], b)
		if len(r.built) == 0 {
			continue
		}
		r.padded = r.padded || cells.IsPadded(r.built, 0, len(r.built))
		start := records.AddText(rec, r.built)
		places.Set(b.field, start, start+len(r.built), w.offset+int64(r.beginOf(b)))
		set = set.With(b.field)
	}
	if constants && len(g.set)+len(g.ifEmpty) > 0 {
		start := records.AddText(rec, r.texts)
		for _, c := range g.set {
			places.Set(c.field, start+c.start, start+c.end, w.offset)
			set = set.With(c.field)
		}
		for _, c := range g.ifEmpty {
			if !set.Has(c.field) {
				places.Set(c.field, start+c.start, start+c.end, w.offset)
				set = set.With(c.field)
			}
		}
	}
	places.Commit(set)
}

// span returns where the value of a slot is in the text of a record. It adds it if quotes are
// doubled in the row.
func (r *Reader) span(rec *feed.Record, slot uint8, base int) (start, end int) {
	c := &r.row.slots[slot%maxSlots]
	if r.row.doubled&(1<<slot) == 0 {
		return base + c.Start, base + c.End
	}
	text := c.Value(r.rowText(), &r.buffer)
	start = records.AddText(rec, text)
	return start, start + len(text)
}

// addPlain adds a field that is the value of a slot.
func (g *groupValues) addPlain(f feed.Field, slot uint8) {
	if g.single&(1<<slot) == 0 {
		g.single |= 1 << slot
		g.fieldOf[slot] = f
		return
	}
	g.plain = append(g.plain, plainValue{f, slot})
}

// beginOf returns where the first part of a built value is in the row.
func (r *Reader) beginOf(b *builtValue) int {
	for _, slot := range b.slots {
		if r.row.filled&(1<<slot) != 0 {
			return r.row.slots[slot].Begin()
		}
	}
	return 0
}

// valueFault returns the fault of the first value of the current row that is over the limit,
// or nil.
func (r *Reader) valueFault() *feed.Fault {
	tooLarge := func(f feed.Field, size, at int) *feed.Fault {
		if size <= r.limits.Value {
			return nil
		}
		fault := r.window.Fault(feed.ValueTooLarge, r.row.offset+int64(at), fmt.Sprintf("the value is larger than the limit of %d bytes", r.limits.Value), "shorten it")
		fault.Path = r.from[f]
		return fault
	}
	if !r.numbered {
		if f := tooLarge(feed.ID, len(r.appendID(nil)), r.beginOf(&r.values.id)); f != nil {
			return f
		}
	}
	for i := range r.groups {
		g := &r.groups[i]
		for left := g.single & r.row.filled; left != 0; left &= left - 1 {
			slot := uint8(bits.TrailingZeros64(left))
			if f := tooLarge(g.fieldOf[slot], len(r.valueOf(slot)), r.row.slots[slot].Begin()); f != nil {
				return f
			}
		}
		for j := range g.built {
			b := &g.built[j]
			if f := tooLarge(b.field, len(r.appendBuilt(nil, b)), r.beginOf(b)); f != nil {
				return f
			}
		}
	}
	return nil
}
