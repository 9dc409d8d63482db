package xmlfeed_test

import (
	"io"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func open(r io.Reader, _ feed.Format, o *feed.ReaderOptions) feed.Reader {
	return xmlfeed.NewReader(r, o)
}

// TestCases reads the shared table of cases in hostile ways.
func TestCases(t *testing.T) {
	for _, c := range feedtest.Cases() {
		if c.Format == feed.XML {
			t.Run(c.Name, func(t *testing.T) { c.Run(t, open) })
		}
	}
}
