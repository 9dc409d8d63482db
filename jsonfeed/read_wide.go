package jsonfeed

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
)

// A wide line has the values of an entity under keys of its own, in any order. They are kept
// until the whole line has been read, and then added part by part.

// A flatValue is a value of a wide line, from start to end in the walk's flatText.
type flatValue struct {
	member     *member
	start, end int
	offset     int64
}

// flatMember keeps the value of a flat member, unless it is empty.
func (w *walk) flatMember(o *object, m *member, t jsonscan.Token) {
	c := columns[m.index]
	if c.items != nil && t.Kind != jsonscan.String {
		w.wrongValue(pathOf(m), t, "write the array as a string")
		return
	}
	var text []byte
	if c.items == nil {
		text = w.fieldText(c.field, t)
	} else {
		plain, half := w.valueOf(t)
		text = w.checked(c.items.path, t, plain, half)
	}
	if len(text) > 0 {
		start := len(w.flatText)
		w.flatText = append(w.flatText, text...)
		w.flat = append(w.flat, flatValue{m, start, len(w.flatText), w.r.keep + int64(t.Start)})
	}
}

// addFlat adds the values of a wide line.
func (w *walk) addFlat() {
	members := entity().members
	for i := range members {
		if o := members[i].object; o != nil && len(w.flat) > 0 {
			w.addFlatPart(o)
		}
	}
}

// addFlatPart adds the values that are of a part or within it.
func (w *walk) addFlatPart(o *object) {
	var given feed.FieldSet
	begun := false
	for _, v := range w.flat {
		c := columns[v.member.index]
		if c.part != o {
			continue
		}
		if w.seen[o.group] {
			w.fault(w.flatBeside(o, v))
			return
		}
		if !begun {
			begun = true
			w.step(o.group, w.r.keep)
		}
		if c.items == nil {
			given = given.With(c.field)
			w.add(c.field, w.flatText[v.start:v.end], v.offset)
		}
	}
	for i := range o.members {
		if c := o.members[i].object; c != nil && !c.starts && given&c.fields != 0 {
			w.addMissing(c, given, w.r.keep)
		}
	}
	for _, v := range w.flat {
		if c := columns[v.member.index]; c.part == o && c.items != nil {
			w.items(c.items, v)
		}
	}
}

// flatBeside returns the fault of a key of a wide line beside the object that has the same
// values.
func (w *walk) flatBeside(o *object, v flatValue) *feed.Fault {
	f := w.located(feed.JSONKey, int(v.offset-w.r.keep), fmt.Sprintf("the key %q beside the object %q", v.member.key, o.key), "keep one of them")
	f.Path = o.path
	return f
}

// items adds the points or pairs that are the text of a value.
func (w *walk) items(o *object, v flatValue) {
	text := w.flatText[v.start:v.end]
	if err := w.json.Parse(text, o.keys, false); err != nil {
		remedy, _, _ := strings.Cut(err.Remedy, ";") // what follows is about cells
		f := w.located(feed.JSONValue, int(v.offset-w.r.keep), fmt.Sprintf("%s at character %d of the value", err.Message, 1+utf8.RuneCount(text[:err.Offset])), remedy)
		f.Path = o.path
		w.fault(f)
		return
	}
	for i := range w.json.Len() {
		var given feed.FieldSet
		w.step(o.group, v.offset)
		for k := range o.members {
			f := o.members[k].field
			if text := w.json.Value(i, k); len(text) > 0 {
				given = given.With(f)
				w.add(f, text, v.offset)
			}
		}
		w.addMissing(o, given, v.offset)
	}
}
