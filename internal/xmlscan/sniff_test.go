package xmlscan_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

func TestSniff(t *testing.T) {
	for prefix, want := range map[string]bool{
		"":                          false,
		" \r\n\t":                   false,
		"<":                         true,
		"\n <?xml":                  true,
		"<!-- a -->":                true,
		"<GeocodeFeed":              true,
		"<_":                        true,
		"<é":                        true,
		"<1,2":                      false,
		"< a":                       false,
		"Bing Spatial <b>":          false,
		"Id|GeocodeRequest/Culture": false,
		"\"<a>\"":                   false,
	} {
		if got := xmlscan.Sniff([]byte(prefix)); got != want {
			t.Errorf("%q: %v", prefix, got)
		}
	}
}
