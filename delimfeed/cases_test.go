package delimfeed_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestCases reads the shared table of cases in hostile ways.
func TestCases(t *testing.T) {
	for _, c := range feedtest.Cases() {
		if c.Format.Delimiter() != 0 {
			t.Run(c.Name, func(t *testing.T) { c.Run(t, open) })
		}
	}
}
