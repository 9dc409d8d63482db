package feedtest

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func TestMarks(t *testing.T) {
	at := func(offset int64, line, column int) feed.Position {
		return feed.Position{Offset: offset, Line: line, Column: column}
	}
	for _, c := range []struct {
		text, plain string
		places      []feed.Position
	}{
		{"", "", nil},
		{"§", "", []feed.Position{at(0, 1, 1)}},
		{"ab§", "ab", []feed.Position{at(2, 1, 3)}},
		{"é𝄞\t§x", "é𝄞\tx", []feed.Position{at(7, 1, 4)}},
		{"a\n§b\r\n§c\r§d\n\r§e", "a\nb\r\nc\rd\n\re", []feed.Position{at(2, 2, 1), at(5, 3, 1), at(7, 4, 1), at(10, 6, 1)}},
		{"\uFEFF§a§", "\uFEFFa", []feed.Position{at(3, 1, 1), at(4, 1, 2)}},
		{"a\uFEFF§", "a\uFEFF", []feed.Position{at(4, 1, 3)}},
		{"a§\xFCb§", "a\xFCb", []feed.Position{at(1, 1, 2), at(3, 1, 4)}},
		{"§§", "", []feed.Position{at(0, 1, 1), at(0, 1, 1)}},
	} {
		plain, places := Marks(c.text)
		if plain != c.plain || !slices.Equal(places, c.places) {
			t.Errorf("%q: %q, %v, want %q, %v", c.text, plain, places, c.plain, c.places)
		}
	}
}

// reader yields tokens and errors in a row, and the last again and again.
type reader []any

func (r *reader) ReadToken() (feed.Token, error) {
	step := (*r)[0]
	if len(*r) > 1 {
		*r = (*r)[1:]
	}
	if err, ok := step.(error); ok {
		return feed.Token{}, err
	}
	return step.(feed.Token), nil
}

func (r *reader) Position(offset int64) feed.Position { return lineOf(offset) }

func start(k feed.Kind) feed.Token { return feed.Token{Kind: k, Offset: 1} }

func value(f feed.Field, text string) feed.Token {
	return feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(text), Offset: 2}
}

func TestLogTakesDownFaults(t *testing.T) {
	fault := &feed.Fault{Cause: feed.RowTooLong, Message: "too long", Position: feed.Position{Line: 3, Column: 4}}
	fatal := &feed.Fault{Cause: feed.XMLSyntax, Message: "cut", Fatal: true}
	broken := errors.New("broken")
	for _, c := range []struct {
		reader reader
		want   string
	}{
		{reader{io.EOF}, ""},
		{reader{start(feed.EntityStart), value(feed.ID, "a\n"), start(feed.EntityEnd), io.EOF}, "entity@2:1 Id@3:1=\"a\\n\"\nend\n"},
		{reader{start(feed.EntityStart), value(feed.ID, ""), fault, value(feed.TraceID, "t"), io.EOF}, "entity@2:1 Id@3:1=\"\"\nfault [row-too-long] 3:4: too long\n  TraceId@3:1=\"t\"\n"},
		{reader{fatal}, "fault [xml-syntax] cut (fatal)\n"},
		{reader{broken}, "error broken\n"},
		{reader{fatal, broken}, "fault [xml-syntax] cut (fatal)\nthen broken instead of the same error\n"},
		{reader{broken, io.EOF}, "error broken\nthen EOF instead of the same error\n"},
		{reader{io.EOF, fault}, "then 3:4: too long instead of the same error\n"},
	} {
		log := Log{Positions: true}
		log.Read(&c.reader)
		if got := log.String(); got != c.want {
			t.Errorf("%s\nwant\n%s", got, c.want)
		}
	}
	if got := Dump(&reader{fault}); !strings.HasSuffix(got, "faults without end\n") {
		t.Error("a reader that does not move on is not noticed")
	}
}

// TestCheckFindsBrokenPromises gives readers that break one promise each.
func TestCheckFindsBrokenPromises(t *testing.T) {
	good := reader{start(feed.EntityStart), value(feed.ID, ""), start(feed.GeocodeStart), value(feed.GeocodeMinimumConfidence, ""), value(feed.GeocodeQuery, "x"), start(feed.EntityEnd), io.EOF}
	if log := Dump(Check(&good)); strings.Contains(log, "error") {
		t.Errorf("a good reader:\n%s", log)
	}
	place := feed.Position{Line: 1, Column: 1}
	early := value(feed.GeocodeQuery, "x")
	early.Offset = 0
	for want, r := range map[string]reader{
		"the Id is missing after EntityStart": {start(feed.EntityStart), start(feed.GeocodeStart)},
		"the value is empty":                  {start(feed.EntityStart), value(feed.ID, "1"), start(feed.GeocodeStart), value(feed.GeocodeQuery, "")},
		"tokens make no feed: GeocodeRequest/Query where no GeocodeRequest is open": {start(feed.EntityStart), value(feed.ID, "1"), value(feed.GeocodeQuery, "x")},
		"the token is at 0, before its entity at 1":                                 {start(feed.EntityStart), value(feed.ID, "1"), start(feed.GeocodeStart), early},
		"a fault without cause, message or place":                                   {&feed.Fault{Message: "x", Position: place}},
		"a fault without cause, message or place: ":                                 {&feed.Fault{Cause: feed.XMLSyntax, Message: "x"}},
		"the message of a fault holds U+000A":                                       {&feed.Fault{Cause: feed.XMLSyntax, Message: "a\nb", Position: place}},
	} {
		if log := Dump(Check(&r)); !strings.Contains(log, want) {
			t.Errorf("%s\nwant %s", log, want)
		}
	}
}

// TestExpireOverwrites shows that a token's text is gone with the next read.
func TestExpireOverwrites(t *testing.T) {
	r := Expire(Entities(&feed.Entity{ID: "abc", StatusCode: "x"}).Reader())
	var id []byte
	for range 2 {
		token, err := r.ReadToken()
		if err != nil {
			t.Fatal(err)
		}
		id = token.Text
	}
	if string(id) != "abc" {
		t.Fatalf("%q", id)
	}
	if _, err := r.ReadToken(); err != nil || string(id) != "###" {
		t.Errorf("%q, %v", id, err)
	}
}

func TestContent(t *testing.T) {
	full := feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{
		{GeocodePoints: []feed.GeocodePoint{{}, {Type: "Point"}}, QueryParseValues: []feed.QueryParsePair{{Value: "v"}}},
		{GeocodePoints: make([]feed.GeocodePoint, 2)},
	}, Geocode: &feed.GeocodeRequest{}, Reverse: &feed.ReverseGeocodeRequest{}}
	want := "entity Id=\"1\"\n  GeocodeResponse\n    GeocodePoint Type=\"Point\"\n    QueryParseValue Value=\"v\"\n"
	if got, err := Content(Entities(&full).Reader()); got != want || err != nil {
		t.Errorf("%s%v\nwant\n%s", got, err, want)
	}
	want = "entity Id=\"1\"\n  ReverseGeocodeRequest\n  GeocodeRequest\n  GeocodeResponse\n    GeocodePoint\n    GeocodePoint Type=\"Point\"\n    QueryParseValue Value=\"v\"\n  GeocodeResponse\n    GeocodePoint\n    GeocodePoint\n"
	if got, err := Shape(Entities(&full).Reader()); got != want || err != nil {
		t.Errorf("%s%v\nwant\n%s", got, err, want)
	}
}

// TestContentTellsFeedsApart changes one thing at a time.
func TestContentTellsFeedsApart(t *testing.T) {
	a, b := feed.GeocodePoint{Type: "a"}, feed.GeocodePoint{Type: "b"}
	seen := map[string]int{}
	for i, e := range []*feed.Entity{
		{}, {ID: "1"}, {ID: " 1"}, {TraceID: "1"}, {StatusCode: "1"},
		{Geocode: &feed.GeocodeRequest{Culture: "1"}}, {Reverse: &feed.ReverseGeocodeRequest{Culture: "1"}}, {Geocode: &feed.GeocodeRequest{Culture: "1", Query: "1"}},
		{Responses: []feed.GeocodeResponse{{Name: "a"}, {Name: "b"}}}, {Responses: []feed.GeocodeResponse{{Name: "b"}, {Name: "a"}}}, {Responses: []feed.GeocodeResponse{{Name: "a"}}},
		{Responses: []feed.GeocodeResponse{{GeocodePoints: []feed.GeocodePoint{a, b}}}}, {Responses: []feed.GeocodeResponse{{GeocodePoints: []feed.GeocodePoint{b, a}}}},
		{Responses: []feed.GeocodeResponse{{GeocodePoints: []feed.GeocodePoint{a}}, {GeocodePoints: []feed.GeocodePoint{b}}}},
		{Responses: []feed.GeocodeResponse{{QueryParseValues: []feed.QueryParsePair{{Property: "a"}}}}}, {Responses: []feed.GeocodeResponse{{QueryParseValues: []feed.QueryParsePair{{Value: "a"}}}}},
	} {
		content, err := Content(Entities(e).Reader())
		if other, ok := seen[content]; ok || err != nil {
			t.Errorf("%d and %d are the same content (%v):\n%s", i, other, err, content)
		}
		seen[content] = i
	}
}

func TestHostileReadersKeepTheText(t *testing.T) {
	const text = "abc\r\ndéf"
	readers := maps.Collect(Hostile(text))
	for i := range text {
		readers[fmt.Sprint("split at ", i)] = SplitAt(text, i, i, i+1)
	}
	for how, r := range readers {
		if got, err := io.ReadAll(r); string(got) != text || err != nil {
			t.Errorf("%s: %q, %v", how, got, err)
		}
	}
	if len(readers) < 10 {
		t.Errorf("%d ways", len(readers))
	}
	broken := errors.New("broken")
	if got, err := io.ReadAll(FailAt(text, 4, broken)); string(got) != text[:4] || err != broken {
		t.Errorf("%q, %v", got, err)
	}
	stream := Stream(func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return errors.Join(err, broken)
	})
	if got, err := io.ReadAll(stream); string(got) != text || !errors.Is(err, broken) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestGeneratorsKeepThePromisesOfReaders shows that what is generated is a feed,
// the same for the same seed and another for another.
func TestGeneratorsKeepThePromisesOfReaders(t *testing.T) {
	for name, generate := range map[string]func(uint64, int) feed.Reader{
		"requests": Requests,
		"results":  Results,
		"random":   func(seed uint64, n int) feed.Reader { return Random(seed, n, XMLChars).Reader() },
		"any":      func(seed uint64, n int) feed.Reader { return Random(seed, n, AnyChars).Reader() },
	} {
		log := Dump(Check(Expire(generate(7, 200))))
		if n := strings.Count(log, "\nend\n"); n != 200 || strings.Contains(log, "error") {
			t.Errorf("%s: %d entities:\n%s", name, n, log)
		}
		if Dump(generate(7, 200)) != log || Dump(generate(8, 200)) == log {
			t.Errorf("%s: the seed does not tell the feed", name)
		}
	}
}

// TestRandomCoversEverything shows that random feeds have every field, every
// value and every group, empty ones too.
func TestRandomCoversEverything(t *testing.T) {
	log := Dump(Random(1, 2000, AnyChars).Reader())
	for f := feed.ID; f <= feed.TraceID; f++ {
		if !strings.Contains(log, shortName(f)+"=") {
			t.Errorf("no %v", f)
		}
	}
	for _, v := range append(slices.Clone(XMLValues), OtherValues...) {
		if !strings.Contains(log, fmt.Sprintf("=%q", v)) {
			t.Errorf("no value %q", v)
		}
	}
	for g := feed.ReverseGroup; g < feed.NumGroups; g++ {
		if !strings.Contains(log, "\n"+indent(g)+g.Element()+"\n") || !strings.Contains(log, "\n"+indent(g)+g.Element()+" ") {
			t.Errorf("no empty or no full %s", g.Element())
		}
	}
}

// TestCasesAreWhole shows that no case is left without a name or an expectation
// of its own, and that there are as many marks as places.
func TestCasesAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Cases() {
		key := c.Format.String() + " " + c.Name
		if c.Name == "" || c.Format == feed.NoFormat || seen[key] {
			t.Errorf("%s: the name is missing or is there twice", key)
		}
		seen[key] = true
		if _, places := Marks(c.Input); len(places) != strings.Count(c.Want, Mark) {
			t.Errorf("%s: %d marks for %d places", key, len(places), strings.Count(c.Want, Mark))
		}
		if n := strings.Count(c.Want, "fault [") + strings.Count(c.Want, "notice ["); n != strings.Count(c.Want, Mark) {
			t.Errorf("%s: %d faults and notices for %d places", key, n, strings.Count(c.Want, Mark))
		}
	}
}
