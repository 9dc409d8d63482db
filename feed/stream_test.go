package feed_test

import (
	"errors"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

func TestCopy(t *testing.T) {
	source := feedtest.Entities(full(), &feed.Entity{ID: "2"})
	var copied feedtest.Tokens
	n, err := feed.Copy(&copied, feedtest.Expire(source.Reader()))
	if n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if got, want := feedtest.Dump(copied.Reader()), feedtest.Dump(source.Reader()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestCopyStops shows that the first error ends a copy, fatal or not, with the
// number of entities before it.
func TestCopyStops(t *testing.T) {
	for _, c := range []struct {
		sequence string
		entities int64
		want     string
	}{
		{"", 0, "<nil>"},
		{"Ei.EifEi.", 1, "fault"},
		{"Ei.Ei.F", 2, "fatal"},
		{"Eib", 0, "broken"},
	} {
		var sink feedtest.Tokens
		n, err := feed.Copy(&sink, steps(c.sequence))
		if n != c.entities || (err != nil) != (c.want != "<nil>") || err != nil && err.Error() != c.want {
			t.Errorf("%s: %d, %v, want %d, %s", c.sequence, n, err, c.entities, c.want)
		}
	}
}

// TestCopyLocatesFaultsOfTheWriter shows that what the output cannot hold is
// reported where it is in the input, and that other errors of a writer, and
// faults that have a place, stay what they are.
func TestCopyLocatesFaultsOfTheWriter(t *testing.T) {
	source := feedtest.Entities(&feed.Entity{ID: "1", StatusCode: "\x00"})
	for _, c := range []struct {
		err  error
		want string
	}{
		{&feed.Fault{Cause: feed.Unwritable, Position: feed.Position{Offset: 2}, Message: "no"}, "3:1: no"},
		{&feed.Fault{Cause: feed.Unwritable, Position: feed.Position{Offset: 2, Line: 7, Column: 8}, Message: "no"}, "7:8: no"},
		{errBroken, "broken"},
	} {
		_, err := feed.Copy(&refusing{n: 3, err: c.err}, source.Reader())
		if err != c.err || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
		if _, ok := err.(*feed.Fault); ok && !errors.Is(err, feed.Unwritable) {
			t.Errorf("%v is not %v", err, feed.Unwritable)
		}
	}
}

func TestTokenClone(t *testing.T) {
	text := []byte("Id")
	token := feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: text, Offset: 3}
	clone := token.Clone()
	text[0] = 'X'
	if string(clone.Text) != "Id" || clone.Kind != token.Kind || clone.Field != token.Field || clone.Offset != 3 {
		t.Errorf("%+v", clone)
	}
}
