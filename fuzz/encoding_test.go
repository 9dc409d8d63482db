package fuzz

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// TestUnknownEncoding shows that readers of no format read a text in an encoding that
// there is not as UTF-8.
func TestUnknownEncoding(t *testing.T) {
	for f, text := range map[feed.Format]string{feed.XML: misusedXML, feed.CSV: "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,Leeds\n"} {
		r := feedio.NewReader(strings.NewReader(text), f, &feed.ReaderOptions{Encoding: 77})
		if err := r.ReadRecord(new(feed.Record)); err == nil || !strings.Contains(err.Error(), "there is no encoding Encoding(77)") {
			t.Errorf("%v: %v", f, err)
		}
	}
}
