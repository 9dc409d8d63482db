package quote_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"0 rows":      quote.Count(0, "row"),
		"1 row":       quote.Count(int64(1), "row"),
		"3 rows":      quote.Count(3, "row"),
		"1 entity":    quote.Count(1, "entity"),
		"2 entities":  quote.Count(2, "entity"),
		"2.5 batches": quote.Count(2.5, "batch"),
		"1 is":        quote.CountOf(1, "is", "are"),
		"10000 are":   quote.CountOf(10_000, "is", "are"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
