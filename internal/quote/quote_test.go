package quote_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

func TestText(t *testing.T) {
	long := strings.Repeat("€", 40)
	for _, c := range []struct{ text, want string }{
		{"", `""`},
		{"a b", `"a b"`},
		{"a\tb\n\"", `"a\tb\n\""`},
		{"München\u00a0", `"München\u00a0"`},
		{"\xff", `"\xff"`},
		{long, `"` + long + `"`},
		{long + "x", `"` + long + `"…`},
		{strings.Repeat("x", 1<<20), `"` + strings.Repeat("x", 40) + `"…`},
		{strings.Repeat("𝄞", 41), `"` + strings.Repeat("𝄞", 40) + `"…`},
		{"a" + strings.Repeat("𝄞", 40), `"a` + strings.Repeat("𝄞", 39) + `"…`},
	} {
		if got := quote.Text(c.text); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
		if got := quote.Text([]byte(c.text)); got != c.want {
			t.Errorf("bytes: %s, want %s", got, c.want)
		}
	}
}
