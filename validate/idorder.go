package validate

import "bytes"

// An idOrder tells whether Ids rise: whether each is longer than the one before it or,
// if it is as long, greater. The zero idOrder is of no Ids.
type idOrder struct {
	first, last []byte
	broken      bool
}

// add takes the next Id, which is not empty, and reports whether all rise.
func (o *idOrder) add(id []byte) bool {
	if o.broken = o.broken || !rises(o.last, id); o.broken {
		return false
	}
	if len(o.last) == 0 {
		o.first = append(o.first[:0], id...)
	}
	o.last = append(o.last[:0], id...)
	return true
}

// join is add of all Ids that another order is of.
func (o *idOrder) join(next *idOrder) bool {
	if len(next.last) == 0 {
		return !o.broken
	}
	if o.broken = o.broken || next.broken || !rises(o.last, next.first); !o.broken {
		o.last = append(o.last[:0], next.last...)
	}
	return !o.broken
}

// clear leaves no Ids.
func (o *idOrder) clear() { o.first, o.last, o.broken = o.first[:0], o.last[:0], false }

func rises(from, to []byte) bool {
	return len(from) < len(to) || len(from) == len(to) && bytes.Compare(from, to) < 0
}
