package fuzz

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// More hard feeds than the usual few, other ones each time:
//
//	go test ./fuzz -run Hard -hard 1h -timeout 0
var hardTime = flag.Duration("hard", 0, "how long to read hard feeds")

// hardFeeds calls test with hard feeds of all formats: always the same ones, or
// other ones for as long as the flag says.
func hardFeeds(t *testing.T, share float64, test func(t *testing.T, h feedtest.HardFeed)) {
	t.Parallel()
	first, count := uint64(0), uint64(25)
	if feedtest.Race {
		count = 5
	}
	end := time.Now().Add(time.Duration(share * float64(*hardTime)))
	if *hardTime > 0 {
		first = rand.Uint64()
	}
	for i := uint64(0); ; i++ {
		if *hardTime == 0 && i == count || *hardTime > 0 && time.Now().After(end) {
			if *hardTime > 0 {
				t.Logf("%d feeds of each format", i)
			}
			return
		}
		for _, f := range formats {
			h := feedtest.Hard(first+i, 1+int((first+i)%40), f)
			if !t.Run(fmt.Sprintf("%v %d", f, first+i), func(t *testing.T) { test(t, h) }) {
				return
			}
		}
	}
}

// TestHardContent shows that hard feeds are read as what they are: by tokens, by
// records, however the bytes arrive, and after a way through every other format
// and back.
func TestHardContent(t *testing.T) {
	hardFeeds(t, 0.4, func(t *testing.T, h feedtest.HardFeed) {
		want, err := feedtest.Content(h.Tokens.Reader())
		if err != nil {
			t.Fatal(err)
		}
		got, err := feedtest.Content(read(h.Text, h.Format))
		if err != nil {
			t.Fatalf("%v\n%s", err, h.Text)
		}
		same(t, "content", got, want)
		across(t, h.Text, h.Format)
	})
}

// TestHardRecords shows that a hard feed read by records is the same as read by
// tokens, places and notices and all, and so is one that is damaged.
func TestHardRecords(t *testing.T) {
	hardFeeds(t, 0.3, func(t *testing.T, h feedtest.HardFeed) {
		random := rand.New(rand.NewPCG(uint64(len(h.Text)), 1))
		for _, text := range []string{h.Text, damaged(h, random), damaged(h, random)} {
			feedtest.SameRecords(t, func(o *feed.ReaderOptions) feed.RecordReader {
				return open(strings.NewReader(text), h.Format, o).(feed.RecordReader)
			})
		}
	})
}

// TestHardChunks shows that hard feeds are the same however their bytes arrive, and so
// are damaged ones.
func TestHardChunks(t *testing.T) {
	hardFeeds(t, 0.3, func(t *testing.T, h feedtest.HardFeed) {
		random := rand.New(rand.NewPCG(uint64(len(h.Text)), 2))
		for _, text := range []string{h.Text, damaged(h, random)} {
			want := logOf(strings.NewReader(text), h.Format)
			for how, r := range feedtest.Hostile(text) {
				same(t, how, logOf(r, h.Format), want)
			}
			same(t, "random pieces", logOf(feedtest.Sputter(strings.NewReader(text), random.Uint64(), 1+random.IntN(200)), h.Format), want)
		}
	})
}

// damaged returns a feed with some bytes changed, added or removed.
func damaged(h feedtest.HardFeed, random *rand.Rand) string {
	const bytes = "\",|\t\r\n <>&'=/;[]{}\\-!?x\xe9\x00é"
	text := []byte(h.Text)
	for range 1 + random.IntN(3) {
		if len(text) == 0 {
			break
		}
		at := random.IntN(len(text))
		switch random.IntN(4) {
		case 0:
			text[at] = bytes[random.IntN(len(bytes))]
		case 1:
			text = append(text[:at], text[min(len(text), at+1+random.IntN(20)):]...)
		case 2:
			text = append(text[:at], append([]byte{bytes[random.IntN(len(bytes))]}, text[at:]...)...)
		default:
			text = text[:at]
		}
	}
	return string(text)
}

// TestHardFeedsAreHard shows that the generator makes what it is for.
func TestHardFeedsAreHard(t *testing.T) {
	met := map[string]bool{}
	for seed := range uint64(300) {
		for _, f := range formats {
			h := feedtest.Hard(seed, 20, f)
			for what, there := range map[string]string{
				"a comment": "<!--", "CDATA": "<![CDATA[", "an instruction": "<?pi", "a prefix": "<g:Geocode", "a reference": "&#x", "a Latin alias": " District=",
				"an Index row": "GeocodeResponse/Index", "a raw JSON cell": "[{\"", "a JSON escape": `\u00`, "a doubled quote": `""""`, "a blank line": "\n\n", "a padded quote": `" ,`,
				"UTF-16": "\xff\xfe", "a mark": "\xef\xbb\xbf", "a lone CR": "\r", "an https namespace": "https://schemas",
			} {
				met[what] = met[what] || strings.Contains(h.Text, there)
			}
			if again := feedtest.Hard(seed, 20, f); again.Text != h.Text {
				t.Fatal("the same seed makes another feed")
			}
		}
	}
	for what, there := range met {
		if !there {
			t.Errorf("no feed has %s", what)
		}
	}
}
