package azuremaps

import (
	"encoding/binary"
	"errors"
)

// errFilter is the error of what is no filter.
var errFilter = errors.New("azuremaps: the text is no filter")

// The first byte of a filter says which of these it has.
const (
	filterReverse = 1 << iota
	filterStrict
	filterNeighborhood
)

// appendText appends the filter to dst, for parseFilter.
func (f *Filter) appendText(dst []byte) []byte {
	flags := byte(0)
	for _, is := range [...]struct {
		set  bool
		flag byte
	}{{f.reverse, filterReverse}, {f.strict, filterStrict}, {f.neighborhood, filterNeighborhood}} {
		if is.set {
			flags |= is.flag
		}
	}
	dst = append(dst, flags, byte(f.minimum-unknownRank))
	dst = binary.AppendUvarint(dst, uint64(max(f.most, 0)))
	code := ""
	if f.country != nil {
		code = f.country.Code
	}
	dst = append(append(dst, byte(len(code))), code...)
	return append(binary.AppendUvarint(dst, uint64(len(f.district))), f.district...)
}

// parseFilter returns the filter that a text begins with, which appendText has written, and
// what follows it. The Mapper must have the same Options as the one that made it.
func (m *Mapper) parseFilter(text []byte) (f Filter, rest []byte, err error) {
	if len(text) < 2 {
		return f, nil, errFilter
	}
	flags := text[0]
	f = Filter{
		m: m, minimum: int(text[1]) + unknownRank,
		reverse: flags&filterReverse != 0, strict: flags&filterStrict != 0, neighborhood: flags&filterNeighborhood != 0,
	}
	most, size := binary.Uvarint(text[2:])
	if size <= 0 || most > 1<<31 {
		return f, nil, errFilter
	}
	f.most = int(most)
	code, rest, ok := cutText(text[2+size:])
	if ok && len(code) > 0 {
		f.country = m.named(code)
		ok = f.country != nil
	}
	var district []byte
	if ok {
		district, rest, ok = cutText(rest)
	}
	if !ok {
		return f, nil, errFilter
	}
	if len(district) > 0 {
		f.district = m.district(district)
	}
	return f, rest, nil
}

// cutText returns the text that has its length before it, and what follows it.
func cutText(from []byte) (text, rest []byte, ok bool) {
	n, size := binary.Uvarint(from)
	if size <= 0 || n > uint64(len(from)-size) {
		return nil, nil, false
	}
	return from[size:][:n], from[size+int(n):], true
}

// district returns the text of a district that outlives what it was read from.
func (m *Mapper) district(text []byte) []byte {
	return m.districts.of(text, func(text string) []byte { return []byte(text) })
}
