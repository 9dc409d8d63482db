package feedtest

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// Records returns a log of all that can be told of a feed that is read by whole
// entities: values, places, source texts, faults and, where open is given the
// notice of its log, notices.
func Records(open func(notice func(*feed.Fault)) (r feed.RecordReader, read func(*feed.Record) error)) string {
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

// SameRecords reads a feed twice, by records and by tokens, and fails where what is
// told of it differs, or where something is not so for which a reader vouches. Open opens
// the feed again.
func SameRecords(t testing.TB, open func(o *feed.ReaderOptions) feed.RecordReader) {
	t.Helper()
	log := func(byTokens bool) string {
		return Records(func(notice func(*feed.Fault)) (feed.RecordReader, func(*feed.Record) error) {
			r := open(&feed.ReaderOptions{Notice: notice})
			if byTokens {
				return r, func(rec *feed.Record) error { return records.ReadTokens(rec, r) }
			}
			return r, func(rec *feed.Record) error {
				err := r.ReadRecord(rec)
				if err == nil {
					if err := Vouched(r, rec); err != nil {
						t.Fatal(err)
					}
				}
				return err
			}
		})
	}
	// A fault that comes before the tokens of its entity leaves no record open.
	got, want := within.ReplaceAllString(log(false), ""), within.ReplaceAllString(log(true), "")
	if got != want {
		t.Fatalf("by records:\n%s\nby tokens:\n%s", difference(got, want), difference(want, got))
	}
}

// within is a line about the record after a fault.
var within = regexp.MustCompile(`within an entity: (true|false)\n`)

// A Liner is a reader that knows the line of an entity's Id without counting, or 0.
type Liner interface{ EntityLine() int }

// Vouched looks at what is told of an entity by the way, the line of its Id and whether
// it is tidy and unquoted, and returns an error where it is not so.
func Vouched(r feed.Reader, rec *feed.Record) error {
	if l, ok := r.(Liner); ok {
		line, want := l.EntityLine(), r.Position(rec.Entity().Place(feed.ID)).Line
		if line != 0 && line != want {
			return fmt.Errorf("the Id of entity %d is on line %d, not on %d", rec.Number(), want, line)
		}
	}
	for token := range rec.Tokens() {
		value := string(token.Text)
		padded := strings.Trim(value, " ") != value && token.Field.Info().Group < feed.PointGroup
		controls := strings.ContainsFunc(value, func(r rune) bool { return r < ' ' })
		if records.Tidy(rec) && (padded || controls) || records.Unquoted(rec) && strings.Contains(value, `"`) {
			return fmt.Errorf("entity %d has %q and is said to be tidy (%v) or unquoted (%v)", rec.Number(), value, records.Tidy(rec), records.Unquoted(rec))
		}
	}
	return nil
}

// difference returns a part of a, from a little before the place where it differs
// from b.
func difference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-300):min(len(a), i+500)]
}

func logRecord(log *strings.Builder, r feed.RecordReader, rec *feed.Record) {
	at := func(offset int64) string {
		p := r.Position(offset)
		return fmt.Sprintf("%d:%d(%d)", p.Line, p.Column, offset)
	}
	fmt.Fprintf(log, "entity %d %v\n", rec.Number(), records.Valid(rec))
	for t := range rec.Tokens() {
		fmt.Fprintf(log, "%v %v %q %s\n", t.Kind, t.Field, t.Text, at(t.Offset))
	}
	fmt.Fprintf(log, "%q\n", r.Source())
}
