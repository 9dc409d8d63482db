package feedio

import (
	"errors"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// Map returns a reader of the entities of src as f leaves them. An error of f ends the
// reading, and is returned with the place of the entity.
//
// Copy and validation call f on all cores: several calls run at the same time, each with
// a record of its own, in any order, and some entities are given to f twice. So f must
// depend on nothing but the values of the record: its number and offsets may count from
// somewhere within the feed. The entities keep their order. If f panics, so does
// the read or Copy that has called it, on the goroutine of its own caller.
func Map(src feed.Reader, f func(*feed.Record) error) feed.RecordReader {
	return pieces.Map(readable(src, f != nil), func(r *feed.Record) (bool, error) { return true, f(r) })
}

// Filter returns a reader of the entities of src for which keep reports true. They are
// numbered as if there were no others. Keep is called as the function of Map is.
func Filter(src feed.Reader, keep func(*feed.Record) bool) feed.RecordReader {
	return pieces.Map(readable(src, keep != nil), func(r *feed.Record) (bool, error) { return keep(r), nil })
}

// readable returns src, or a reader of the error that there is no reader or no function.
func readable(src feed.Reader, function bool) feed.Reader {
	err := errNoReader
	switch {
	case src == nil:
	case !function:
		err = errNoFunction
	default:
		return src
	}
	return failingReader(err)
}

var errNoFunction = errors.New("feedio: there is no function for the entities of the feed")
