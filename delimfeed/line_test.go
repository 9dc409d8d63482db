package delimfeed

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestEntityLine compares what the scan of rows finds out in passing, the line of an entity
// and whether it is tidy and unquoted, with a count and a search.
func TestEntityLine(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	things := []string{"\n", "\r", "\r\n", "\n,,\n", "\"a\nb\",", "\"a\r\n\rb\"", "\x01", "\t", "é", "\"\"", "\\n", "\\u0001", ",", " ", "\" a\",", "\"a \",", ",\" \"\"b\"\" \"", "a\"b"}
	known, tidy, unquoted := 0, 0, 0
	check := func(text string, f feed.Format) {
		r := NewReader(strings.NewReader(text), f, nil)
		var rec feed.Record
		for {
			err := r.ReadRecord(&rec)
			if _, isFault := err.(*feed.Fault); isFault && !err.(*feed.Fault).Fatal {
				continue
			} else if err != nil {
				return
			}
			if err := feedtest.Vouched(r, &rec); err != nil {
				t.Fatalf("%v: %q", err, text)
			}
			if r.EntityLine() > 0 {
				known++
			}
			if records.Tidy(&rec) {
				tidy++
			}
			if records.Unquoted(&rec) {
				unquoted++
			}
		}
	}
	var texts []string
	for _, c := range feedtest.Cases() {
		if c.Format.Delimiter() != 0 {
			check(c.Bytes(), c.Format)
			texts = append(texts, c.Bytes())
		}
	}
	rounds := 8000
	if feedtest.Race {
		rounds = 2000
	}
	for range rounds {
		text := texts[random.IntN(len(texts))]
		if len(text) > 5000 {
			continue
		}
		for range random.IntN(5) {
			at := random.IntN(len(text) + 1)
			text = text[:at] + things[random.IntN(len(things))] + text[at:]
		}
		text += strings.Repeat("\n", 16) // as the last few bytes are scanned differently
		for _, f := range []feed.Format{feed.CSV, feed.Tab, feed.Pipe} {
			check(text, f)
		}
	}
	if known < rounds/8 || tidy < rounds/20 || unquoted < rounds/20 {
		t.Errorf("%d lines known, %d entities tidy, %d unquoted", known, tidy, unquoted)
	}
}
