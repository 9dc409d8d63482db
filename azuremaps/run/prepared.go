package run

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// A request is prepared once, when its entity is read. It has what is sent, without a
// number, and what is needed for the answer. A prepared request is one of
//
//	     lost changed 0 FAULT                            size
//	ITEM lost changed 1 direction top LANGUAGE FILTER    size
//
// Lost and changed are sets of fields, the language follows its length, and size, of 4
// bytes, is the length of everything between it and the item.

// A prepared is a parsed prepared request.
type prepared struct {
	azuremaps.Request
	filter azuremaps.Filter
	item   []byte
}

const sizeSize = 4

// prepare appends the request of an entity to dst.
func prepare(m *azuremaps.Mapper, dst []byte, rec *feed.Record) ([]byte, azuremaps.Request) {
	dst, r := m.AppendItem(dst, rec, 0)
	begin := len(dst)
	dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(r.Lost)), uint64(r.Changed))
	if r.Fault != "" {
		dst = append(append(dst, 0), r.Fault...)
	} else {
		dst = append(dst, 1, byte(r.Direction), byte(r.Top))
		dst = append(binary.AppendUvarint(dst, uint64(len(r.Culture))), r.Culture...)
		filter := m.Filter(rec)
		dst = azuremaps.Internal.AppendFilter(&private.Granted, dst, &filter)
	}
	return binary.LittleEndian.AppendUint32(dst, uint32(len(dst)-begin)), r
}

var errPrepared = fmt.Errorf("%w: a request of a part is broken", batch.ErrState)

// parse reads a prepared request. The item is in its text.
func (p *prepared) parse(m *azuremaps.Mapper, text []byte, languages map[string]string) error {
	if len(text) < sizeSize {
		return errPrepared
	}
	text, size := text[:len(text)-sizeSize], binary.LittleEndian.Uint32(text[len(text)-sizeSize:])
	if uint64(size) > uint64(len(text)) {
		return errPrepared
	}
	var head []byte
	p.item, head = text[:len(text)-int(size)], text[len(text)-int(size):]
	p.Request = azuremaps.Request{}
	for _, set := range [...]*feed.FieldSet{&p.Lost, &p.Changed} {
		n, size := binary.Uvarint(head)
		if size <= 0 {
			return errPrepared
		}
		*set, head = feed.FieldSet(n), head[size:]
	}
	switch {
	case len(head) > 1 && head[0] == 0:
		p.Fault = string(head[1:])
		return nil
	case len(head) < 4 || len(p.item) < len("{}"):
		return errPrepared
	}
	p.Direction, p.Top = azuremaps.Direction(head[1]), int(head[2])
	n, used := binary.Uvarint(head[3:])
	if head = head[3+max(used, 0):]; used <= 0 || n > uint64(len(head)) {
		return errPrepared
	}
	var known bool
	if p.Culture, known = languages[string(head[:n])]; !known {
		p.Culture = string(head[:n])
		languages[p.Culture] = p.Culture
	}
	var err error
	if p.filter, _, err = azuremaps.Internal.ParseFilter(&private.Granted, m, head[n:]); err != nil {
		return errors.Join(errPrepared, err)
	}
	return nil
}
