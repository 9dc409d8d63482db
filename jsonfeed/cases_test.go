package jsonfeed_test

import (
	"io"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

func open(r io.Reader, _ feed.Format, o *feed.ReaderOptions) feed.Reader {
	return jsonfeed.NewReader(r, o)
}

// TestCases reads the shared table of cases in hostile ways.
func TestCases(t *testing.T) {
	for _, c := range feedtest.Cases() {
		if c.Format == feed.JSONLines {
			t.Run(c.Name, func(t *testing.T) { c.Run(t, open) })
		}
	}
}
