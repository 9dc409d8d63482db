package feedtest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Records returns a log of all that can be told of a feed that is read by whole
// entities: values, places, source texts, faults and, where open is given the
// notice of its log, notices.
func Records(open func(notice func(*feed.Fault)) (r feed.SourceReader, read func(*feed.Record) error)) string {
	var log strings.Builder
	fault := func(what string, f *feed.Fault) {
		fmt.Fprintf(&log, "%s [%s] %d %v %v\n", what, string(f.Cause), f.Offset, f, f.Fatal)
	}
	r, read := open(func(f *feed.Fault) { fault("notice", f) })
	var rec feed.Record
	for faults := 0; faults < maxFaults; {
		err := read(&rec)
		var f *feed.Fault
		switch {
		case err == nil:
			logRecord(&log, r, &rec)
		case errors.As(err, &f):
			fault("fault", f)
			if faults++; f.Fatal {
				return log.String()
			}
			fmt.Fprintf(&log, "within an entity: %v\n", rec.Open())
		case err == io.EOF:
			return log.String()
		default:
			fmt.Fprintf(&log, "error %v\n", err)
			return log.String()
		}
	}
	return log.String() + "faults without end"
}

func logRecord(log *strings.Builder, r feed.SourceReader, rec *feed.Record) {
	at := func(offset int64) string {
		p := r.Position(offset)
		return fmt.Sprintf("%d:%d(%d)", p.Line, p.Column, offset)
	}
	fmt.Fprintf(log, "entity %d %v\n", rec.Number(), rec.Valid())
	for t := range rec.Tokens() {
		fmt.Fprintf(log, "%v %v %q %s\n", t.Kind, t.Field, t.Text, at(t.Offset))
	}
	fmt.Fprintf(log, "%q\n", r.Source())
}
