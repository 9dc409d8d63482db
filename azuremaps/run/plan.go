package run

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A plan is how the requests of a part are put into batches.
type plan struct {
	batches []*requests
	places  []place // of each entity of the part
	tally   azuremaps.Tally
}

// A place is where the request of an entity is.
type place struct {
	batch int32 // index in plan.batches; noBatch if nothing is sent
	item  int32
}

const noBatch = -1

// requests are those of a batch, or of a part of one.
type requests struct {
	name      string // "PART.BATCH", and of halves with ".0" or ".1" after it
	direction azuremaps.Direction
	language  string
	items     []item
}

// An item is one request as it is sent.
type item struct {
	id   int64 // number among the requests of the run, from 1
	text []byte
}

// body returns the batch as it is sent.
func (r *requests) body() []byte {
	texts := make([][]byte, len(r.items))
	for i := range r.items {
		texts[i] = r.items[i].text
	}
	return azuremaps.AppendBatch(nil, texts...)
}

// halves cuts a batch.
func (r *requests) halves() (halves [2]*requests) {
	middle := (len(r.items) + 1) / 2
	for i, items := range [2][]item{r.items[:middle], r.items[middle:]} {
		halves[i] = &requests{name: r.name + "." + strconv.Itoa(i), direction: r.direction, language: r.language, items: items}
	}
	return halves
}

// digest tells a request from others: what is sent, without its number, and what else the
// service is told of it.
func (r *requests) digest(i int) string {
	id := fmt.Sprintf(`{"optionalId":"%d"`, r.items[i].id)
	return Digest(r.direction, r.language, r.items[i].text[len(id):])
}

// Digest tells a request from others, by the text of its item without the optionalId and
// the bracket or comma after that.
func Digest(d azuremaps.Direction, language string, text []byte) string {
	if len(text) > 0 && (text[0] == ',' || text[0] == '{') {
		text = text[1:]
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%v %s ", d, language)
	hash.Write(text)
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// A group is what all items of a batch have in common.
type group struct {
	direction azuremaps.Direction
	language  string
}

// plan goes through a part.
func (s *Service) plan(p batch.ServicePart) (*plan, error) {
	made := &plan{places: make([]place, 0, p.Entities)}
	open := make(map[group]int)
	err := eachRequest(p, func(i int, rec *feed.Record) error {
		id := p.First + int64(i) + 1
		text, r := s.o.Mapper.AppendItem(nil, rec, id)
		made.tally.AddRequest(&r)
		if r.Fault != "" {
			made.places = append(made.places, place{batch: noBatch})
			return nil
		}
		if r.Refused != 0 {
			return errors.New("run: a request of which a value would be lost; Check was not asked")
		}
		g := group{r.Direction, r.Culture}
		at, ok := open[g]
		if !ok || len(made.batches[at].items) == s.o.Batch {
			at = len(made.batches)
			open[g] = at
			made.batches = append(made.batches, &requests{name: fmt.Sprintf("%d.%d", p.Number, at+1), direction: g.direction, language: g.language})
		}
		b := made.batches[at]
		made.places = append(made.places, place{int32(at), int32(len(b.items))})
		b.items = append(b.items, item{id, text})
		return nil
	})
	if err == nil && len(made.places) != p.Entities {
		err = fmt.Errorf("%w: part %d has %d entities instead of %d", batch.ErrState, p.Number, len(made.places), p.Entities)
	}
	return made, err
}

// eachRequest reads the entities of a part.
func eachRequest(p batch.ServicePart, each func(i int, rec *feed.Record) error) error {
	reader, err := p.Open()
	if err != nil {
		return err
	}
	defer reader.Close()
	var rec feed.Record
	for i := 0; ; i++ {
		switch err := rec.Read(reader); {
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("%w: part %d: %v", batch.ErrState, p.Number, err)
		}
		if err := each(i, &rec); err != nil {
			return err
		}
	}
}
