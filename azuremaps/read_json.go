package azuremaps

import "github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"

// A cursor reads JSON from left to right. Its methods read what comes next. After an error
// it is at the end, objects and arrays have no more members, and all values are nil.
type cursor struct {
	text    []byte
	at      int
	depth   int
	fresh   bool   // an object or array has begun, and nothing of it is read yet
	decoded []byte // strings that had escapes; earlier ones stay valid where it grows
	failed  *AnswerError
}

// maxDepth bounds objects and arrays within each other.
const maxDepth = 64

// fail notes that the text is wrong where the cursor is.
func (c *cursor) fail(message string) {
	if c.failed == nil {
		c.failed = &AnswerError{Offset: c.at, Message: message}
	}
	c.at = len(c.text)
}

func (c *cursor) space() {
	for c.at < len(c.text) {
		switch c.text[c.at] {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return
		}
	}
}

// peek returns the first byte of what comes next; 0 at the end.
func (c *cursor) peek() byte {
	if c.at < len(c.text) && c.text[c.at] > ' ' {
		return c.text[c.at]
	}
	if c.space(); c.at < len(c.text) {
		return c.text[c.at]
	}
	return 0
}

// open passes over the bracket that an object or array begins with.
func (c *cursor) open(bracket byte) bool {
	if c.peek() != bracket {
		return false
	}
	if c.depth == maxDepth {
		c.fail("too many objects and arrays within each other")
		return false
	}
	c.at++
	c.depth++
	c.fresh = true
	return true
}

// more passes over a comma, and reports whether a member or item follows. Where none follows,
// the closing bracket is passed.
func (c *cursor) more(closing byte) bool {
	first := c.fresh
	c.fresh = false
	next := c.peek()
	switch {
	case next == closing:
		c.at++
		c.depth--
		return false
	case first:
		return next != 0 || c.cut()
	case next == ',':
		c.at++
		if c.peek() == closing {
			c.fail("a comma before the end of an object or array")
			return false
		}
		return true
	case next == 0:
		return c.cut()
	}
	c.fail("no comma between two members or items")
	return false
}

// cut notes that the text ends too early.
func (c *cursor) cut() bool {
	c.fail("the answer ends within an object or array")
	return false
}

// member passes over the key of the next member of an object, and returns it; nil at the end
// of the object.
func (c *cursor) member() (key []byte) {
	if key = c.usualKey(); key != nil {
		return key
	}
	if !c.more('}') {
		return nil
	}
	if c.peek() != '"' {
		c.fail("no key where one has to be")
		return nil
	}
	key = c.string()
	if c.peek() != ':' {
		c.fail("no colon after a key")
		return nil
	}
	c.at++
	return key
}

// usualKey passes over the key of a next member that is written as the service writes them all,
// at once: without spaces and escapes. Of any other it reads nothing.
func (c *cursor) usualKey() []byte {
	start := c.at
	if !c.fresh {
		start++
	}
	if start >= len(c.text) || c.text[start] != '"' || !c.fresh && c.text[c.at] != ',' {
		return nil
	}
	end := jsonscan.PlainEnd(c.text, start+1)
	if end+1 >= len(c.text) || c.text[end] != '"' || c.text[end+1] != ':' {
		return nil
	}
	c.at, c.fresh = end+2, false
	return c.text[start+1 : end : end]
}

// string reads a string, which begins where the cursor is.
func (c *cursor) string() []byte {
	start := c.at + 1
	end := jsonscan.PlainEnd(c.text, start)
	if end < len(c.text) && c.text[end] == '"' {
		c.at = end + 1
		return c.text[start:end:end]
	}
	return c.escaped(start - 1)
}

// escaped is string for one that has escapes, or is wrong.
func (c *cursor) escaped(start int) []byte {
	end := jsonscan.StringEnd(c.text, start)
	if end == 0 {
		c.fail("a wrong string")
		return nil
	}
	c.at = end
	first := len(c.decoded)
	c.decoded, _ = jsonscan.AppendText(c.decoded, c.text[start:end]) // half a pair becomes U+FFFD
	return c.decoded[first:len(c.decoded):len(c.decoded)]
}

// number reads a number, and returns its text.
func (c *cursor) number() []byte {
	end := jsonscan.NumberEnd(c.text, c.at)
	if end == 0 {
		c.fail("a wrong number")
		return nil
	}
	start := c.at
	c.at = end
	return c.text[start:end:end]
}

// word passes over one of true, false and null.
func (c *cursor) word(w string) bool {
	if len(c.text)-c.at < len(w) || string(c.text[c.at:c.at+len(w)]) != w {
		return false
	}
	c.at += len(w)
	return true
}

// null passes over null, if it is next.
func (c *cursor) null() bool { return c.peek() == 'n' && c.word("null") }

// scalar reads a text or a number; ok is false for any other value, which is skipped. Null
// is an absent text.
func (c *cursor) scalar() (text []byte, ok bool) {
	switch next := c.peek(); {
	case next == '"':
		return c.string(), true
	case next == '-' || next-'0' < 10:
		return c.number(), true
	case next == 'n':
		c.skip()
		return nil, true
	}
	c.skip()
	return nil, false
}

// skip passes over a value of any kind.
func (c *cursor) skip() {
	switch next := c.peek(); {
	case next == '"':
		c.string()
	case next == '-' || next-'0' < 10:
		c.number()
	case next == '{':
		if !c.open('{') {
			return
		}
		for c.member() != nil {
			c.skip()
		}
	case next == '[':
		if !c.open('[') {
			return
		}
		for c.more(']') {
			c.skip()
		}
	case next == 't' && c.word("true"), next == 'f' && c.word("false"), next == 'n' && c.word("null"):
	case next == 0:
		c.cut()
	default:
		c.fail("no value where one has to be")
	}
}
