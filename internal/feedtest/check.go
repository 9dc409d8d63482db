package feedtest

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Check returns a reader of the same tokens that ends with an error where r
// breaks a promise of readers:
//
//   - the tokens follow the grammar, faults in between or not
//   - the Id comes right after EntityStart
//   - no other value is empty, but for required attributes of XML elements and
//     JSON objects
//   - no token is before the start of its entity, and every token has a
//     place
//   - a fault has a cause, a message of one line, and a place
func Check(r feed.Reader) feed.Reader { return &checked{Reader: r} }

type checked struct {
	feed.Reader
	rec    feed.Record
	start  int64 // offset of the open entity
	wantID bool
	err    error
}

func (c *checked) ReadToken() (feed.Token, error) {
	if c.err != nil {
		return feed.Token{}, c.err
	}
	t, err := c.Reader.ReadToken()
	if err != nil {
		c.err = checkError(err)
		if c.err != nil {
			return t, c.err
		}
		return t, err
	}
	if err := c.check(t); err != nil {
		c.err = fmt.Errorf("%v %v %q: %w", t.Kind, t.Field, t.Text, err)
	}
	return t, c.err
}

func (c *checked) check(t feed.Token) error {
	if c.wantID && (t.Kind != feed.FieldValue || t.Field != feed.ID) {
		return fmt.Errorf("the Id is missing after EntityStart")
	}
	c.wantID = t.Kind == feed.EntityStart
	if c.wantID {
		c.start = t.Offset
	}
	if t.Offset < c.start {
		return fmt.Errorf("the token is at %d, before its entity at %d", t.Offset, c.start)
	}
	if p := c.Position(t.Offset); p.Line < 1 || p.Column < 1 || p.Offset != t.Offset {
		return fmt.Errorf("the token's place is %+v", p)
	}
	if t.Kind == feed.FieldValue && len(t.Text) == 0 && !t.Field.Info().Required {
		return fmt.Errorf("the value is empty")
	}
	_, err := c.rec.Add(t)
	return err
}

// checkError returns what is wrong with a fault; nil for other errors.
func checkError(err error) error {
	f, ok := err.(*feed.Fault)
	if !ok {
		return nil
	}
	if f.Cause == "" || f.Message == "" || f.Line < 1 || f.Column < 1 {
		return fmt.Errorf("a fault without cause, message or place: %+v", *f)
	}
	for _, r := range f.Error() {
		if r < ' ' || r == 0x7F {
			return fmt.Errorf("the message of a fault holds %U: %q", r, f.Error())
		}
	}
	return nil
}
