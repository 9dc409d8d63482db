package run

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// requests are the requests of a batch, or of a part of one.
type requests struct {
	name      string // "PART.BATCH", and of halves with ".0" or ".1" after it
	direction azuremaps.Direction
	language  string
	items     []item
	text      []byte // of the items of the whole batch, with commas between them
}

// An item is one request as it is sent.
type item struct {
	id         int64 // number among the requests of the run, from 1
	entity     int   // of the part
	start, end int   // in requests.text
	top        int   // results at most
	filter     azuremaps.Filter
}

// add adds an item and its text, with its number inserted.
func (r *requests) add(i item, text []byte) {
	if len(r.items) > 0 {
		r.text = append(r.text, ',')
	}
	i.start = len(r.text)
	r.text = append(r.text, `{"optionalId":"`...)
	r.text = append(strconv.AppendInt(r.text, i.id, 10), '"')
	if text = text[1:]; text[0] != '}' { // without its bracket
		r.text = append(r.text, ',')
	}
	r.text = append(r.text, text...)
	i.end = len(r.text)
	r.items = append(r.items, i)
}

// body returns the batch as it is sent.
func (r *requests) body() []byte {
	text := r.text[r.items[0].start:r.items[len(r.items)-1].end]
	return azuremaps.AppendBatch(make([]byte, 0, len(text)+64), text)
}

// room returns the maximum size of an answer in bytes: far larger than any seen so far.
func (r *requests) room() int {
	const head, asked, result = 4 << 10, 128, 4 << 10
	room := head
	for i := range r.items {
		room += asked + r.items[i].top*result
	}
	return min(room, client.MaxAnswer)
}

// halves cuts a batch into two.
func (r *requests) halves() (halves [2]*requests) {
	middle := (len(r.items) + 1) / 2
	for i, items := range [2][]item{r.items[:middle], r.items[middle:]} {
		half := *r
		half.name, half.items = r.name+"."+strconv.Itoa(i), items
		halves[i] = &half
	}
	return halves
}

// digest identifies a request: the item without its number, and its direction and
// language.
func (r *requests) digest(i int) uint64 {
	it := &r.items[i]
	number := len(`{"optionalId":""`)
	for n := it.id; n > 0; n /= 10 {
		number++
	}
	return digest(r.direction, r.language, r.text[it.start+number:it.end])
}

// digest identifies a request by the text of its item, without the optionalId and the
// bracket or comma after it.
func digest(d azuremaps.Direction, language string, text []byte) uint64 {
	if len(text) > 0 && (text[0] == ',' || text[0] == '{') {
		text = text[1:]
	}
	var space [512]byte
	all := append(append(space[:0], d.String()...), ' ')
	all = append(append(append(all, language...), ' '), text...)
	sum := sha256.Sum256(all)
	return binary.BigEndian.Uint64(sum[:])
}

// A group is what all items of a batch have in common.
type group struct {
	direction azuremaps.Direction
	language  string
}

// plan puts the requests of the part into batches, and answers those that are refused
// locally.
func (w *work) plan() error {
	open := make(map[group]*requests)
	languages := make(map[string]string)
	room := 0 // of the text of a batch
	var p prepared
	var refusal feed.Record
	return w.part.Requests(func(i int, text []byte) error {
		if err := p.parse(w.s.o.Mapper, text, languages); err != nil {
			return err
		}
		w.tally.AddRequest(&p.Request)
		if p.Fault != "" {
			w.done++
			if err := azuremaps.Refuse(&refusal, nil, p.Fault); err != nil {
				return err
			}
			return w.part.Answer(i, &refusal)
		}
		g := group{p.Direction, p.Culture}
		b := open[g]
		if b == nil || len(b.items) == w.s.o.Batch {
			if b != nil {
				room = max(room, len(b.text))
			}
			b = &requests{
				name: fmt.Sprintf("%d.%d", w.part.Number, len(w.batches)+1), direction: g.direction, language: g.language,
				text: make([]byte, 0, room), items: make([]item, 0, w.s.o.Batch),
			}
			open[g] = b
			w.batches = append(w.batches, b)
		}
		b.add(item{id: w.part.First + int64(i) + 1, entity: i, top: p.Top, filter: p.filter}, p.item)
		return nil
	})
}
