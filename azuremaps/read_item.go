package azuremaps

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// ReadItem makes a record of an item in JSON: the inverse of Mapper.AppendItem. The
// optionalId becomes the Id, and culture, which may be empty, the culture of the request.
// Lost names the members for which a feed has no field: bbox, view, the coordinates of a
// forward item, and unknown ones.
func ReadItem(out *feed.Record, item []byte, d Direction, culture string) (lost []string, err error) {
	r := itemReader{cursor: cursor{text: item}, direction: d}
	r.read()
	if r.failed == nil && r.peek() != 0 {
		r.fail("something after the end")
	}
	if r.failed != nil {
		return nil, r.failed
	}
	w := responder{out: out}
	w.begin(r.id)
	group, language := feed.GeocodeStart, feed.GeocodeCulture
	if d == Reverse {
		group, language = feed.ReverseStart, feed.ReverseCulture
	}
	w.step(group)
	w.value(language, []byte(culture))
	for _, v := range r.values {
		w.value(v.field, v.text)
	}
	w.step(feed.EntityEnd)
	return r.lost, w.err
}

// An itemReader reads an item.
type itemReader struct {
	cursor
	direction Direction
	id        []byte
	values    []fieldText
	lost      []string
}

type fieldText struct {
	field feed.Field
	text  []byte
}

func (r *itemReader) read() {
	if !r.open('{') {
		r.fail("no object where one has to be")
		return
	}
	for key := r.member(); key != nil; key = r.member() {
		r.value(string(key))
	}
}

// value reads the value of a member.
func (r *itemReader) value(key string) {
	if r.null() {
		return
	}
	if key == "optionalId" {
		r.id, _ = r.scalar()
		return
	}
	if r.direction == Reverse {
		switch key {
		case "coordinates":
			r.location()
			return
		case "resultTypes":
			var f feature
			p := answerParser{cursor: r.cursor, a: new(Answer)}
			text := p.list(&f)
			r.cursor = p.cursor
			r.set(feed.ReverseIncludeEntityTypes, text)
			return
		}
	} else if f := itemField(key); f != feed.NoField {
		text, ok := r.scalar()
		if !ok {
			r.lost = append(r.lost, key)
			return
		}
		r.set(f, text)
		return
	}
	r.lost = append(r.lost, key)
	r.skip()
}

// itemField returns the field of a member of a forward item.
func itemField(key string) feed.Field {
	for _, f := range addressFields {
		if f.key == key {
			return f.field
		}
	}
	for _, row := range requestRows {
		if row.Azure == key && row.Field.Info().Group == feed.GeocodeGroup {
			return row.Field
		}
	}
	return feed.NoField
}

func (r *itemReader) set(f feed.Field, text []byte) {
	r.values = append(r.values, fieldText{f, text})
}

// location reads coordinates, longitude first.
func (r *itemReader) location() {
	p := answerParser{cursor: r.cursor, a: new(Answer)}
	var f feature
	var numbers [2][]byte
	n := p.numbers(&f, numbers[:])
	if r.cursor = p.cursor; n != 2 {
		r.lost = append(r.lost, fmt.Sprintf("coordinates of %d numbers", n))
		return
	}
	r.set(feed.ReverseLongitude, numbers[0])
	r.set(feed.ReverseLatitude, numbers[1])
}
