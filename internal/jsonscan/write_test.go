package jsonscan

import (
	"encoding/json"
	"testing"
)

// TestAppendEscaped shows that encoding/json reads what is written, and that
// nothing is escaped without need.
func TestAppendEscaped(t *testing.T) {
	for _, s := range []string{"", "a", `"\/`, "\x00\x01\b\t\n\f\r\x1f ", "<>&'\u2028\x7fé𝄞"} {
		got := append(AppendEscaped([]byte{'"'}, []byte(s)), '"')
		var back string
		if err := json.Unmarshal(got, &back); err != nil || back != s {
			t.Errorf("%q is written as %s and read as %q, %v", s, got, back, err)
		}
	}
	if got, want := string(AppendEscaped([]byte("x"), []byte("\"a\\/\x02<é\n"))), `x\"a\\/\u0002<é\n`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
