package delimfeed_test

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// sameRecords reads a text by records and by tokens, and compares the results.
func sameRecords(t testing.TB, text string, f feed.Format, max int, limits feed.Limits) {
	t.Helper()
	feedtest.SameRecords(t, func(o *feed.ReaderOptions) feed.RecordReader {
		o.Limits = limits
		var r io.Reader = strings.NewReader(text)
		if max > 0 {
			r = feedtest.Sputter(r, 1, max)
		}
		return delimfeed.NewReader(r, f, o)
	})
}

// TestRecordsOfCases reads all shared cases by records.
func TestRecordsOfCases(t *testing.T) {
	for _, c := range feedtest.Cases() {
		if c.Format == feed.XML {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			sameRecords(t, c.Bytes(), c.Format, 0, feed.Limits{})
			sameRecords(t, c.Bytes(), c.Format, 1, feed.Limits{})
			sameRecords(t, c.Bytes(), c.Format, 0, feed.Limits{Value: 12, Entity: 120})
		})
	}
}

// written returns generated feeds of one format.
func written(t *testing.T, f feed.Format, n int) (texts []string) {
	for _, src := range []feed.Reader{feedtest.Results(1, n), feedtest.Requests(2, 2*n), feedtest.Random(3, n/2, feedtest.AnyChars).Reader()} {
		text, err := write(src, f, nil)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}

// TestRecordsOfGeneratedFeeds reads generated feeds by records.
func TestRecordsOfGeneratedFeeds(t *testing.T) {
	n := 400
	if feedtest.Race {
		n = 60
	}
	for _, f := range formats {
		for _, text := range written(t, f, n) {
			sameRecords(t, text, f, 0, feed.Limits{})
			sameRecords(t, text, f, 700, feed.Limits{})
			sameRecords(t, text, f, 3000, feed.Limits{Value: 30, Entity: 900})
		}
	}
}

// snippets do harm in a feed.
var snippets = []string{
	`"`, `""`, `""""`, ",", "\t", "|", "\n", "\r", "\r\n", " ", "\x00", "\xff", "é", "1", "2", "{", "}", "[", "]", "[]", "[{}]", ":", `\`, `\"`,
	`\u0041`, `\ud83d`, `{""Latitude"":""1""}`, `""Latitude"":""1""`, `"Latitude":"1"`, `,""Foo"":""1""`, "null", "-1e5", "\n\n", ",,,,,,",
}

// TestRecordsOfMutatedFeeds changes a few bytes of feeds.
func TestRecordsOfMutatedFeeds(t *testing.T) {
	rounds := 1500
	if feedtest.Race {
		rounds = 120
	}
	random := rand.New(rand.NewPCG(1, 2))
	texts := make(map[feed.Format][]string)
	for _, f := range formats {
		texts[f] = written(t, f, 8)
	}
	for i := range rounds {
		f := formats[i%len(formats)]
		text := texts[f][random.IntN(len(texts[f]))]
		for range 1 + random.IntN(3) {
			at := random.IntN(len(text))
			switch random.IntN(4) {
			case 0:
				text = text[:at] + string([]byte{byte(random.IntN(256))}) + text[at+1:]
			case 1:
				text = text[:at] + text[at+1:]
			case 2: // a copy of another part of the feed
				from := random.IntN(len(text))
				text = text[:at] + text[from:min(len(text), from+random.IntN(200))] + text[at:]
			default:
				text = text[:at] + snippets[random.IntN(len(snippets))] + text[at:]
			}
		}
		sameRecords(t, text, f, 0, feed.Limits{})
	}
}
