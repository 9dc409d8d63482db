package feedtest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Log writes down what a reader yields, for comparison with what it should:
//
//	entity Id="1"
//	  GeocodeRequest Culture="en-US" Address/Locality="Köln"
//	  GeocodeResponse Name="Köln"
//	    GeocodePoint Latitude="50.9" Longitude="6.9"
//	    Point/Latitude="50.9"
//	  StatusCode="Success"
//	fault [row-too-long] 4:9: entity 2 (Id "2"): …
//	end
//
// Every start of a group begins a line, and so does a value that is not of the
// group that began the line before. Faults and notices are lines of their own.
type Log struct {
	// Positions adds the place to each token, as in Id@3:9="1".
	Positions bool
	// Faults are the faults and notices met so far.
	Faults []*feed.Fault

	text  strings.Builder
	group feed.Group // whose values go on in the last line
	begun bool       // the last line is not ended
}

// maxFaults is how many faults and notices make Read stop: no test has as many,
// but a reader that does not move on from a fault has.
const maxFaults = 100_000

// Dump returns the log of all that r yields.
func Dump(r feed.Reader) string {
	var l Log
	l.Read(r)
	return l.String()
}

// Notice takes down a notice. It serves as feed.ReaderOptions.Notice.
func (l *Log) Notice(f *feed.Fault) { l.fault("notice", f) }

// Read takes down all that r yields, up to its end or to an error after which
// it does not go on.
func (l *Log) Read(r feed.Reader) {
	for len(l.Faults) < maxFaults {
		t, err := r.ReadToken()
		if err == nil {
			l.token(t, r)
		} else if !l.error(err, r) {
			return
		}
	}
	l.line("faults without end")
}

// String returns what has been taken down.
func (l *Log) String() string {
	l.endLine()
	return l.text.String()
}

// error takes down an error and reports whether the reader goes on.
func (l *Log) error(err error, r feed.Reader) bool {
	var f *feed.Fault
	switch {
	case errors.As(err, &f):
		l.fault("fault", f)
		if !f.Fatal {
			return true
		}
	case err != io.EOF:
		l.line("error %v", err)
	}
	if _, again := r.ReadToken(); again != err {
		l.line("then %v instead of the same error", again)
	}
	return false
}

func (l *Log) fault(what string, f *feed.Fault) {
	l.Faults = append(l.Faults, f)
	end := ""
	if f.Fatal {
		end = " (fatal)"
	}
	l.line("%s [%s] %s%s", what, string(f.Cause), f.Error(), end)
}

func (l *Log) token(t feed.Token, r feed.Reader) {
	switch t.Kind {
	case feed.EntityStart:
		l.begin(feed.EntityGroup, "entity")
		l.place(t, r)
	case feed.EntityEnd:
		l.line("end")
	case feed.FieldValue:
		l.value(t, r)
	default:
		g := t.Kind.Group()
		l.begin(g, indent(g)+g.Element())
		l.place(t, r)
	}
}

func (l *Log) value(t feed.Token, r feed.Reader) {
	g := t.Field.Info().Group
	if l.begun && g == l.group {
		l.text.WriteByte(' ')
	} else {
		l.begin(g, indent(g)+"  ")
	}
	l.text.WriteString(shortName(t.Field))
	l.place(t, r)
	fmt.Fprintf(&l.text, "=%q", t.Text)
}

func (l *Log) place(t feed.Token, r feed.Reader) {
	if l.Positions {
		p := r.Position(t.Offset)
		fmt.Fprintf(&l.text, "@%d:%d", p.Line, p.Column)
	}
}

func (l *Log) begin(g feed.Group, text string) {
	l.endLine()
	l.text.WriteString(text)
	l.group, l.begun = g, true
}

func (l *Log) line(format string, args ...any) {
	l.endLine()
	fmt.Fprintf(&l.text, format+"\n", args...)
}

func (l *Log) endLine() {
	if l.begun {
		l.text.WriteByte('\n')
	}
	l.begun = false
}

// indent is what comes before the name of a group's element.
func indent(g feed.Group) string {
	switch {
	case g == feed.EntityGroup:
		return ""
	case g > feed.ResponseGroup:
		return "    "
	}
	return "  "
}

// shortName is the name of a field within its group.
func shortName(f feed.Field) string {
	info := f.Info()
	if info.Element == "" {
		return info.Attr
	}
	if info.Attr == "" {
		return info.Element
	}
	return info.Element + "/" + info.Attr
}

// Content returns the content of a feed in a notation like that of a Log: equal
// strings mean the same content. Empty values do not count, nor do elements with
// neither values nor children; the order of entities, responses, points and
// pairs does, that of values does not. It stops at the first error.
func Content(r feed.Reader) (string, error) { return content(r, false) }

// Shape returns the content of a feed and, other than Content, the requests,
// responses, points and pairs that are empty.
func Shape(r feed.Reader) (string, error) { return content(r, true) }

func content(r feed.Reader, keepEmpty bool) (string, error) {
	c := contents{keepEmpty: keepEmpty}
	var rec feed.Record
	for {
		t, err := r.ReadToken()
		if err == io.EOF {
			return c.String(), nil
		}
		if err != nil {
			return c.String(), err
		}
		whole, err := rec.Add(t)
		if err != nil {
			return c.String(), err
		}
		if whole {
			c.entity(&rec)
		}
	}
}

type contents struct {
	strings.Builder
	keepEmpty bool
}

func (c *contents) entity(rec *feed.Record) {
	c.WriteString("entity" + values(rec.Entity()) + "\n")
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if p, ok := rec.Request(g); ok {
			c.part(p, "")
		}
	}
	for p := range rec.Parts(feed.ResponseGroup) {
		c.part(p, c.items(p))
	}
}

// items is the notation of a response's points and pairs.
func (c *contents) items(response feed.Part) string {
	inner := contents{keepEmpty: c.keepEmpty}
	for _, g := range []feed.Group{feed.PointGroup, feed.QueryParseGroup} {
		for p := range response.Items(g) {
			inner.part(p, "")
		}
	}
	return inner.String()
}

func (c *contents) part(p feed.Part, children string) {
	if p.Empty() && children == "" && !c.keepEmpty {
		return
	}
	g := p.Group()
	c.WriteString(indent(g) + g.Element() + values(p) + "\n" + children)
}

// values is the notation of a part's values in the order of the schema.
func values(p feed.Part) string {
	var b strings.Builder
	for _, f := range p.Group().Fields() {
		if text := p.Text(f); len(text) > 0 {
			fmt.Fprintf(&b, " %s=%q", shortName(f), text)
		}
	}
	return b.String()
}

// Mark is what marks a place in the text of a test.
const Mark = "§"

// Marks returns text without its marks, and the places where they stood, counted
// character by character: a line ends with LF, CR LF or a lone CR. A byte order
// mark at the beginning counts in offsets but not in columns.
func Marks(text string) (plain string, places []feed.Position) {
	var b strings.Builder
	at := feed.Position{Line: 1, Column: 1}
	for len(text) > 0 {
		if rest, ok := strings.CutPrefix(text, Mark); ok {
			places = append(places, at)
			text = rest
			continue
		}
		_, size := utf8.DecodeRuneInString(text)
		b.WriteString(text[:size])
		at = step(at, text, size)
		text = text[size:]
	}
	return b.String(), places
}

// step returns the position after the first character of text, which is at p.
func step(p feed.Position, text string, size int) feed.Position {
	mark := p.Offset == 0 && strings.HasPrefix(text, "\uFEFF")
	p.Offset += int64(size)
	switch rest := strings.TrimPrefix(text[size:], Mark); {
	case text[0] == '\n' || text[0] == '\r' && !strings.HasPrefix(rest, "\n"):
		p.Line++
		p.Column = 1
	case !mark:
		p.Column++
	}
	return p
}

// Located replaces each mark in a message or log by the line and column of the
// next place.
func Located(message string, places []feed.Position) string {
	for _, p := range places {
		message = strings.Replace(message, Mark, lineColumn(p), 1)
	}
	return message
}

func lineColumn(p feed.Position) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
