package xmlfeed_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// sameRecords reads a feed by literals, by events alone, and by tokens, and fails if what
// is said of it differs. Open opens the text again.
func sameRecords(t testing.TB, open func() io.Reader, limits feed.Limits) {
	t.Helper()
	log := func(literals bool) string {
		return feedtest.Records(func(notice func(*feed.Fault)) (feed.RecordReader, func(*feed.Record) error) {
			r := xmlfeed.NewReader(open(), &feed.ReaderOptions{Limits: limits, Notice: notice})
			if !literals {
				r.ReadByEvents()
			}
			return r, r.ReadRecord
		})
	}
	if got, want := log(true), log(false); got != want {
		t.Fatalf("by literals and by events:\n%s", cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
	}
	feedtest.SameRecords(t, func(o *feed.ReaderOptions) feed.RecordReader {
		o.Limits = limits
		return xmlfeed.NewReader(open(), o)
	})
}

// whole and sputtering open a text.
func whole(text string) func() io.Reader {
	return func() io.Reader { return strings.NewReader(text) }
}

func sputtering(text string, seed uint64, max int) func() io.Reader {
	return func() io.Reader { return feedtest.Sputter(strings.NewReader(text), seed, max) }
}

// TestRecordsOfCases reads all shared cases, four times their entities, so that
// what was learned from the first is used for the others.
func TestRecordsOfCases(t *testing.T) {
	for _, c := range feedtest.Cases() {
		if c.Format != feed.XML {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			text := c.Bytes()
			sameRecords(t, whole(text), feed.Limits{})
			first, last := strings.Index(text, "<GeocodeEntity"), strings.LastIndex(text, "</GeocodeFeed>")
			if first < 0 || last < first {
				return
			}
			text = text[:first] + strings.Repeat(text[first:last], 4) + text[last:]
			sameRecords(t, whole(text), feed.Limits{})
			sameRecords(t, sputtering(text, 1, 1), feed.Limits{})
		})
	}
}

// writtenFeed returns a feed as the Writer writes it.
func writtenFeed(t testing.TB, tokens feed.Reader) string {
	return feedtest.Text(t, tokens, feed.XML, feedio.NewWriter)
}

// TestRecordsOfGeneratedFeeds reads feeds whose entities have much in common, and
// such as have nothing.
func TestRecordsOfGeneratedFeeds(t *testing.T) {
	n := 400 // several times what a reader has in view
	if feedtest.Race {
		n = 120
	}
	for _, tokens := range []func() feed.Reader{
		func() feed.Reader { return feedtest.Results(1, n) },
		func() feed.Reader { return feedtest.Requests(2, 2*n) },
		func() feed.Reader { return feedtest.Random(3, n/4, feedtest.XMLChars).Reader() },
	} {
		text := writtenFeed(t, tokens())
		for _, text := range []string{
			text,
			strings.ReplaceAll(text, "\n", "\r\n"),
			strings.ReplaceAll(text, "  ", "\t"),
			strings.ReplaceAll(text, "\n", ""),
			strings.ReplaceAll(text, " />", "/>"),
		} {
			sameRecords(t, whole(text), feed.Limits{})
			sameRecords(t, sputtering(text, 1, 700), feed.Limits{})
			sameRecords(t, sputtering(text, 2, 3000), feed.Limits{Value: 30, Entity: 1500})
		}
	}
}

// TestRecordsOfLineEnds reads feeds of which nearly all entities are alike, with line ends
// of all kinds wherever there may be white space, so that their lines are known.
func TestRecordsOfLineEnds(t *testing.T) {
	text := writtenFeed(t, feedtest.Requests(3, 500))
	for _, text := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), strings.ReplaceAll(text, "\n", "\r"), strings.ReplaceAll(text, " />", "\n\r/>"), strings.ReplaceAll(text, " Id=", " Id\n=\n")} {
		sameRecords(t, whole(text), feed.Limits{})
	}
}

// TestLinesOfPieces reads two pieces, in the second of which an entity that is not read by
// literals ends where one of the first did that was.
func TestLinesOfPieces(t *testing.T) {
	const entity = `<GeocodeEntity Id="1"><StatusCode>a</StatusCode></GeocodeEntity>`
	whole := entity + "\n" + entity + "\n" + entity
	odd := strings.Replace(entity, "><S", "><!---->"+strings.Repeat("\n", len(whole)-len(entity)-len("<!---->"))+"<S", 1)
	r := xmlfeed.NewReader(strings.NewReader(`<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode">`+entity), nil)
	var rec feed.Record
	if err := rec.Read(r); err != nil {
		t.Fatal(err)
	}
	pieced, _ := pieces.ReaderOf(r)
	fork := pieced.Fork()
	for _, piece := range []string{whole, odd + "\n" + entity, whole} {
		fork.Piece([]byte(piece), len(piece))
		entities := 0
		for rec.Read(fork) == nil {
			entities++
			if err := feedtest.Vouched(fork, &rec); err != nil {
				t.Errorf("%v, in the piece %q", err, piece)
			}
		}
		if want := strings.Count(piece, "<GeocodeEntity "); entities != want {
			t.Errorf("%d entities, not %d", entities, want)
		}
	}
}

// snippets are put into feeds where they do harm.
var snippets = []string{
	`"`, `'`, `<`, `>`, `&`, `&amp;`, `&#65;`, `&#0;`, "\t", "\n", "\r", "\r\n", "\x00", "\xff", "é", "\uFFFE", `/`, `=`, ` `,
	` Id="2"`, ` Latitude="1"`, ` District="x"`, ` Version="2.0"`, ` Version="3"`, ` xmlns="x"`, ` xmlns:g="y"`, ` g:Id="z"`,
	` xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode"`, ` xsi:nil="1"`, ` xml:lang="en"`, ` Culture=""`, ` Foo="1"`,
	`<!-- c -->`, `<?p i?>`, `<![CDATA[x]]>`, `<![CDATA[`, `]]>`, `<Foo/>`, `<Foo>`, `</GeocodeEntity>`, `<GeocodeEntity>`, `<GeocodeEntity/>`,
	`<GeocodeEntity Id="9"/>`, `<StatusCode>`, `</StatusCode>`, `<StatusCode>x</StatusCode>`, `<Point />`, `<Point/>`, `<Address />`,
	`<GeocodeResponse>`, `<GeocodePoint/>`, `</GeocodeFeed>`,
}

// TestRecordsOfMutatedFeeds changes a few bytes of feeds after entities that were
// learned from.
func TestRecordsOfMutatedFeeds(t *testing.T) {
	rounds := 1000
	if feedtest.Race {
		rounds = 100
	}
	feeds := []string{
		writtenFeed(t, feedtest.Results(7, 12)),
		writtenFeed(t, feedtest.Requests(8, 25)),
		writtenFeed(t, feedtest.Results(9, 4))[38:], // without the XML declaration
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range rounds {
		text := []byte(feeds[random.IntN(len(feeds))])
		for range 1 + random.IntN(3) {
			at := len(text)/4 + random.IntN(len(text)*3/4)
			switch random.IntN(5) {
			case 0:
				text[at] = byte(random.IntN(256))
			case 1:
				text = append(text[:at], text[at+1:]...)
			case 2: // what is elsewhere in the feed
				from := random.IntN(len(text))
				to := min(len(text), from+random.IntN(120))
				text = bytes.Join([][]byte{text[:at], text[from:to], text[at:]}, nil)
			default: // between two tokens of the markup
				if i := bytes.IndexAny(text[at:], `"<>/ `); i >= 0 {
					at += i + random.IntN(2)
				}
				text = bytes.Join([][]byte{text[:at], []byte(snippets[random.IntN(len(snippets))]), text[at:]}, nil)
			}
		}
		if round%2 == 0 {
			sameRecords(t, whole(string(text)), feed.Limits{})
		} else {
			sameRecords(t, sputtering(string(text), uint64(round), 4000), feed.Limits{})
		}
	}
}

// TestRecordsOfTraps reads feeds in which an entity looks like those before it and
// means something else, or nothing.
func TestRecordsOfTraps(t *testing.T) {
	const root = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode">`
	for name, entities := range map[string][]string{
		"Version twice": {
			`<GeocodeEntity Version="2.0" Id="1"><StatusCode>a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1" Version="2.0"><StatusCode>a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Version="2.0" Id="1" Version="2.0"><StatusCode>a</StatusCode></GeocodeEntity>`,
		},
		"a value twice, once empty": {
			`<GeocodeEntity Id="1"><GeocodeRequest Culture="" Query="x" /></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><GeocodeRequest Query="x" Culture="en" /></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><GeocodeRequest Culture="" Query="x" Culture="en" /></GeocodeEntity>`,
		},
		"two names of one field": {
			`<GeocodeEntity Id="1"><GeocodeRequest><Address District="a" Locality="b" /></GeocodeRequest></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><GeocodeRequest><Address Locality="b" AdminDistrict2="a" /></GeocodeRequest></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><GeocodeRequest><Address District="a" Locality="b" AdminDistrict2="a" /></GeocodeRequest></GeocodeEntity>`,
		},
		"an element twice": {
			`<GeocodeEntity Id="1"><StatusCode>a</StatusCode><FaultReason>b</FaultReason></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><FaultReason>b</FaultReason><StatusCode>a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode>a</StatusCode><FaultReason>b</FaultReason><StatusCode>a</StatusCode></GeocodeEntity>`,
		},
		"CDATA that goes on": {
			`<GeocodeEntity Id="1"><StatusCode><![CDATA[a]]></StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode><![CDATA[a&b]]></StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode>a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode><![CDATA[a</StatusCode></GeocodeEntity>]]></StatusCode></GeocodeEntity>`,
		},
		"a comment that goes on": {
			`<GeocodeEntity Id="1"><!-- "--><StatusCode>a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><!-- " <StatusCode>a</StatusCode></GeocodeEntity>--></GeocodeEntity>`,
		},
		"text in parts": {
			`<GeocodeEntity Id="1"><StatusCode>a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode>a<!-- b -->c</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode> a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode>a ]]> b</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode>a &lt; b</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><StatusCode>a > "b"</StatusCode></GeocodeEntity>`,
		},
		"namespaces": {
			`<GeocodeEntity Id="1"><g:StatusCode xmlns:g="x">a</g:StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><g:StatusCode xmlns:g="http://schemas.microsoft.com/search/local/2010/5/geocode">a</g:StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1" xmlns=""><StatusCode>a</StatusCode></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><g:StatusCode>a</g:StatusCode></GeocodeEntity>`,
		},
		"nothing in it": {
			`<GeocodeEntity />`, `<GeocodeEntity Id="" />`, `<GeocodeEntity></GeocodeEntity>`, `<GeocodeEntity Id="1" />`,
			`<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location /></ReverseGeocodeRequest></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Longitude="1" /></ReverseGeocodeRequest></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><ReverseGeocodeRequest><Location Latitude="" Longitude="1" /></ReverseGeocodeRequest></GeocodeEntity>`,
		},
		"quotes of either kind": {
			`<GeocodeEntity Id='1'><GeocodeRequest Query="it's" /></GeocodeEntity>`,
			`<GeocodeEntity Id="1"><GeocodeRequest Query='say "x"' /></GeocodeEntity>`,
			`<GeocodeEntity Id = "1"><GeocodeRequest Query ="a&#10;b&#x9;c` + "\n\t\r\n" + `d&quot;" /></GeocodeEntity>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 4))
			for range 60 {
				text := root
				for range 12 {
					text += entities[random.IntN(len(entities))]
				}
				text += `</GeocodeFeed>`
				sameRecords(t, whole(text), feed.Limits{})
			}
		})
	}
}

// TestOtherCaseByLiterals shows that an attribute that is written in another case in all
// entities is reported once, however the entities are read, and that a second Id is found.
func TestOtherCaseByLiterals(t *testing.T) {
	var text strings.Builder
	text.WriteString(`<GeocodeFeed version="2.0">`)
	for i := range 300 {
		fmt.Fprintf(&text, "<GeocodeEntity ID=\"%d\"><GeocodeRequest QUERY=\"Main St %d\"><Address locality=\"Leeds\"/></GeocodeRequest></GeocodeEntity>\n", i, i)
	}
	fmt.Fprint(&text, `<GeocodeEntity ID="x" Id="y"><GeocodeRequest QUERY="q"/></GeocodeEntity></GeocodeFeed>`)
	sameRecords(t, whole(text.String()), feed.Limits{})
	var log feedtest.Log
	log.Read(xmlfeed.NewReader(strings.NewReader(text.String()), &feed.ReaderOptions{Notice: log.Notice}))
	if n := strings.Count(log.String(), "is written"); n != 4 {
		t.Errorf("%d notices of another case", n)
	}
	if !strings.Contains(log.String(), `entity 301 (Id "x"): Id: ID and Id stand for the same`) {
		t.Error("a second Id passes")
	}
}

// FuzzLiterals reads a feed by literals and by events, after entities from which literals
// have been learned. What is said of it must be the same.
func FuzzLiterals(f *testing.F) {
	const end = "</GeocodeFeed>\n"
	before := strings.TrimSuffix(writtenFeed(f, feedtest.Results(1, 6)), end)
	requests := strings.TrimSuffix(writtenFeed(f, feedtest.Requests(2, 12)), end)
	requests = requests[strings.Index(requests, "  <GeocodeEntity"):]
	for _, c := range feedtest.Cases() {
		text := c.Bytes()
		if first, last := strings.Index(text, "<GeocodeEntity"), strings.LastIndex(text, "</GeocodeFeed>"); c.Format == feed.XML && len(text) < 2000 && first >= 0 && last > first {
			f.Add([]byte(text[first:last]))
		}
	}
	for entity := range strings.SplitAfterSeq(requests, "</GeocodeEntity>\n") {
		f.Add([]byte(entity))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		sameRecords(t, whole(before+requests+string(text)+requests+end), feed.Limits{})
	})
}
