package jsonfeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsoncell"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
)

// The general way to read a line. First it is scanned as a whole: if it is no object of JSON,
// nothing but its Id is read. Then its tokens are walked through along the tree of objects,
// and what does not belong there is passed over, with a fault.

// A walk reads a line.
type walk struct {
	r       *Reader
	rec     *feed.Record
	text    []byte
	scanner jsonscan.Scanner
	decoded []byte // a value with escapes
	joined  []byte // a list

	seen [feed.NumGroups]bool // the requests and responses that are objects

	// Of a wide line:
	flat     []flatValue // still to be added
	flatText []byte
	json     jsoncell.Array // of a text
}

// readLine reads the line of an entity.
func (r *Reader) readLine(rec *feed.Record) error {
	if err := records.AddStep(rec, feed.EntityStart, r.keep); err != nil {
		return err
	}
	base := r.window.Base()
	r.faults, r.id = nil, r.id[:0]
	w := &r.walk
	w.r, w.rec, w.text = r, rec, bytes.TrimRight(r.window.Data[r.keep-base:r.end-base], "\r\n")
	if end := len(w.text) + len("\r\n"); r.skipping || int64(end) < r.end-r.keep || bytes.IndexByte(w.text, '\r') >= 0 {
		r.entityLine, r.line = 0, 0 // a CR alone ends a line, too
	}
	w.line()
	if len(r.faults) > 0 && r.number == 1 && !r.fork {
		if r.err = r.otherText(); r.err != nil {
			records.Discard(rec)
			r.number = 0
			return r.err
		}
	}
	return r.finish(rec)
}

// line reads the line.
func (w *walk) line() {
	if f := w.refusal(); f != nil {
		w.fault(f)
		w.add(feed.ID, w.r.id, w.r.keep)
		return
	}
	w.flat, w.flatText = w.flat[:0], w.flatText[:0]
	w.seen = [feed.NumGroups]bool{}
	w.scanner.Reset(w.text, w.r.limits.Nesting)
	w.next()
	w.object(entity(), w.r.keep)
	w.addFlat()
}

// refusal returns the fault of a line of which nothing but the Id can be read, which it finds.
func (w *walk) refusal() *feed.Fault {
	r := w.r
	broken, isBroken := r.window.BrokenIn(r.keep, r.end)
	w.scanner.Reset(w.text, r.limits.Nesting)
	err := w.scan()
	switch {
	case r.skipping:
		return w.located(feed.ValueTooLarge, 0, fmt.Sprintf("the line is larger than the limit of %d bytes for an entity", r.limits.Entity), "shorten it")
	case isBroken:
		return r.window.Broken(broken)
	case err != nil && err.TooDeep:
		return w.located(feed.ValueTooLarge, err.Offset, err.Message, err.Remedy)
	case err != nil:
		return w.located(feed.JSONSyntax, err.Offset, err.Message, err.Remedy)
	case w.text[0] != '{':
		return w.located(feed.JSONSyntax, 0, notObject(w.text[0]), "write an object such as {\"id\":\"1\"} on each line")
	}
	return nil
}

// notObject says what a line is that begins with c and is no object.
func notObject(c byte) string {
	switch c {
	case '[':
		return "an array instead of an object"
	case '"':
		return "a string instead of an object"
	case 'n':
		return "null instead of an object"
	case 't', 'f':
		return "a boolean instead of an object"
	}
	return "a number instead of an object"
}

// scan goes through the tokens of the line and notes the Id.
func (w *walk) scan() *jsonscan.Error {
	isID := false
	for {
		t, err := w.scanner.Next()
		if err != nil || t.Kind == jsonscan.End {
			return err
		}
		if isID && len(w.r.id) == 0 && (t.Kind == jsonscan.String || t.Kind == jsonscan.Number) {
			if text, half := w.valueOf(t); half < 0 && len(text) <= w.r.limits.Value {
				w.r.id = append(w.r.id, text...)
			}
		}
		isID = t.Key && w.scanner.Depth() == 1 && w.isIDKey(t)
	}
}

// next returns the next token of a line without errors.
func (w *walk) next() jsonscan.Token {
	t, _ := w.scanner.Next()
	return t
}

// valueOf returns the text of a string or number. It lives until the next call. Half is where
// half of a surrogate pair is in the line; -1 if there is none.
func (w *walk) valueOf(t jsonscan.Token) (text []byte, half int) {
	if t.Kind != jsonscan.String {
		return w.text[t.Start:t.End], -1
	}
	if plain := w.text[t.Start+1 : t.End-1]; jsonscan.PlainEnd(plain, 0) == len(plain) {
		return plain, -1
	}
	w.decoded, half = jsonscan.AppendText(w.decoded[:0], w.text[t.Start:t.End])
	if half >= 0 {
		half += t.Start
	}
	return w.decoded, half
}

// isIDKey reports whether a key is that of the Id.
func (w *walk) isIDKey(t jsonscan.Token) bool {
	key, _ := w.valueOf(t)
	m := entity().find(key)
	return m != nil && m.field == feed.ID
}

// object reads an object, whose brace is at an offset and has been read.
func (w *walk) object(o *object, offset int64) {
	var seen uint64         // of the members, by index
	var given feed.FieldSet // of the values
	for t := w.next(); t.Key; t = w.next() {
		value := w.next()
		key, half := w.valueOf(t)
		m := o.find(key)
		switch {
		case half >= 0:
			w.fault(w.located(feed.JSONKey, half, "half of a surrogate pair in a key", "write the character itself"))
		case m == nil:
			w.fault(w.unknownKey(o, key, t, value))
		case seen&(1<<m.index) != 0:
			w.fault(w.secondKey(o, m, t))
		default:
			seen |= 1 << m.index
			if w.member(o, m, value) {
				given = given.With(m.field)
			}
			continue
		}
		w.scanner.Skip(value)
	}
	w.addMissing(o, given, offset)
}

// member reads the value of a member, and reports whether it was a text that is not empty.
func (w *walk) member(o *object, m *member, t jsonscan.Token) bool {
	switch c := m.object; {
	case t.Kind == jsonscan.Null:
	case m.flat:
		w.flatMember(o, m, t)
	case c == nil:
		return w.value(m.field, t)
	case c.many && t.Kind == jsonscan.Array:
		for t = w.next(); t.Kind != jsonscan.ArrayEnd; t = w.next() {
			w.inner(o, m, t)
		}
	case c.many:
		w.wrongValue(pathOf(m), t, "write an array of objects")
	default:
		w.inner(o, m, t)
	}
	return false
}

// inner reads an object within another.
func (w *walk) inner(o *object, m *member, t jsonscan.Token) {
	if t.Kind != jsonscan.Object {
		w.wrongValue(pathOf(m), t, "write an object")
		return
	}
	offset := w.r.keep + int64(t.Start)
	if c := m.object; c.starts {
		w.seen[c.group] = true
		w.step(c.group, offset)
	}
	w.object(m.object, offset)
}

// wrongValue adds the fault of a value that cannot be that of its key, and passes over it.
func (w *walk) wrongValue(path string, t jsonscan.Token, remedy string) {
	f := w.located(feed.JSONValue, t.Start, valueKinds[t.Kind]+" as the value", remedy)
	f.Path = path
	w.fault(f)
	w.scanner.Skip(t)
}

// valueKinds are what values are called in messages.
var valueKinds = map[jsonscan.Kind]string{
	jsonscan.Object: "an object", jsonscan.Array: "an array", jsonscan.String: "a string", jsonscan.Number: "a number",
	jsonscan.True: "a boolean", jsonscan.False: "a boolean", jsonscan.Null: "null",
}

// value adds the value of a field, and reports whether it could and it is not empty.
func (w *walk) value(f feed.Field, t jsonscan.Token) bool {
	text := w.fieldText(f, t)
	if len(text) > 0 {
		w.add(f, text, w.r.keep+int64(t.Start))
	}
	return len(text) > 0
}

// fieldText returns the text that a value of a field has in a feed. It lives until the next
// call. Of a value that has none it adds the fault, and returns nothing.
func (w *walk) fieldText(f feed.Field, t jsonscan.Token) []byte {
	switch info := f.Info(); {
	case t.Kind == jsonscan.String || t.Kind == jsonscan.Number:
		text, half := w.valueOf(t)
		return w.checked(f.String(), t, text, half)
	case (t.Kind == jsonscan.True || t.Kind == jsonscan.False) && info.Type == feed.BooleanType:
		return w.text[t.Start:t.End]
	case t.Kind == jsonscan.Array && info.List:
		text, half := w.list(f)
		return w.checked(f.String(), t, text, half)
	}
	w.wrongValue(f.String(), t, "write a string")
	return nil
}

// checked returns a text, or nothing and adds the fault if it is none or too large.
func (w *walk) checked(path string, t jsonscan.Token, text []byte, half int) []byte {
	var f *feed.Fault
	switch most := w.r.limits.Value; {
	case half >= 0:
		f = w.located(feed.JSONValue, half, "half of a surrogate pair", "write the character itself")
	case len(text) > most:
		f = w.located(feed.ValueTooLarge, t.Start, fmt.Sprintf("a value of %d bytes, over the limit of %d", len(text), most), "shorten it")
	default:
		return text
	}
	f.Path = path
	w.fault(f)
	return nil
}

// list reads the rest of a list, and returns its texts joined as they are in a feed.
func (w *walk) list(f feed.Field) (text []byte, half int) {
	half = -1
	w.joined = w.joined[:0]
	for i, t := 0, w.next(); t.Kind != jsonscan.ArrayEnd; i, t = i+1, w.next() {
		if t.Kind != jsonscan.String {
			w.wrongValue(f.String(), t, "write a string")
			continue
		}
		part, bad := w.valueOf(t)
		if bad >= 0 && half < 0 {
			half = bad
		}
		if i > 0 {
			w.joined = append(w.joined, listComma...)
		}
		w.joined = append(w.joined, part...)
	}
	return w.joined, half
}

// listComma is between the words of a list.
const listComma = ", "

// addMissing adds the values, empty, that an object must have and has not.
func (w *walk) addMissing(o *object, given feed.FieldSet, offset int64) {
	for missing := o.required &^ given; missing != 0; {
		var f feed.Field
		f, missing = missing.Next()
		w.add(f, nil, offset)
	}
}

// add adds a value to the record.
func (w *walk) add(f feed.Field, text []byte, offset int64) {
	w.failed(records.AddValue(w.rec, f, text, offset))
}

// step begins a part of the record.
func (w *walk) step(g feed.Group, offset int64) {
	w.failed(records.AddStep(w.rec, g.Start(), offset))
}

// failed takes the error of a record that holds no more, once.
func (w *walk) failed(err error) {
	if f, ok := records.Locate(err, w.r).(*feed.Fault); ok {
		w.fault(f)
	}
}
