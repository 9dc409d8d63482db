package jsonscan

import "testing"

func TestStringEnd(t *testing.T) {
	for text, want := range map[string]int{
		`""`: 2, `"a",`: 3, `"a\"b"x`: 6, `"\u00e9\\"`: 10, `"`: 0, `"a`: 0, `"a\`: 0, `"a\"`: 0, `"\x"`: 0, `"\u12"`: 0, "\"a\nb\"": 0, `"\ud834"`: 8,
	} {
		if got := StringEnd([]byte(text), 0); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}
