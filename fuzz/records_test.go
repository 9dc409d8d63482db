package fuzz

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// FuzzRecords reads feeds by whole entities and token by token: entities, places,
// source texts, faults and notices must be the same. For XML what is generated
// comes after entities from which the reader has learned how others look.
func FuzzRecords(f *testing.F) {
	lessons, end := written(f, feedtest.Results(1, 6))
	requests, _ := written(f, feedtest.Requests(2, 12))
	_, requests, _ = strings.Cut(requests, "<GeocodeFeed")
	_, requests, _ = strings.Cut(requests, ">\n")
	lessons += requests
	for _, c := range feedtest.Cases() {
		if text := c.Bytes(); len(text) < 2000 {
			f.Add([]byte(text), uint8(c.Format-feed.XML))
			if first, last := strings.Index(text, "<GeocodeEntity"), strings.LastIndex(text, end); first >= 0 && last > first {
				f.Add([]byte(text[first:last]), uint8(0))
			}
		}
	}
	for entity := range strings.SplitSeq(requests, "  <GeocodeEntity") {
		f.Add([]byte("<GeocodeEntity"+entity), uint8(0))
	}
	f.Fuzz(func(t *testing.T, text []byte, format uint8) {
		f := feed.XML + feed.Format(format%4)
		if f == feed.XML && bytes.HasPrefix(text, []byte("<GeocodeEntity")) {
			text = []byte(lessons + string(text) + end)
		}
		feedtest.SameRecords(t, func(o *feed.ReaderOptions) feed.RecordReader {
			return feedio.NewReader(bytes.NewReader(text), f, o)
		})
	})
}

// written returns a feed as XML, and the end tag of its root apart.
func written(f *testing.F, src feed.Reader) (text, end string) {
	f.Helper()
	b := feedtest.Text(f, src, feed.XML, feedio.NewWriter)
	const root = "</GeocodeFeed>"
	before, _, _ := strings.Cut(b, root)
	return before, root
}
