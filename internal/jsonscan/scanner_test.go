package jsonscan

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// pieces are what texts are made of.
var pieces = []string{
	"{", "}", "[", "]", ",", ":", " ", "\t", "\r", `"a"`, `""`, `"\n"`, `"\u00e9"`, `"\ud834\udd1e"`, `"\x"`, `"\u12"`, `"\ud834"`, "\"\t\"", `"`, `\`, "é",
	"0", "-1", "01", "1.", ".5", "1e5", "1E+", "-", "1.5e-3", "true", "false", "null", "nul", "NaN", `{"a":1}`, `[1,2]`, `{"a":{"b":[]}}`,
}

// agree fails unless the Scanner takes a text exactly where encoding/json does, and reads
// its strings as the same.
func agree(t *testing.T, text string) {
	t.Helper()
	var s Scanner
	s.Reset([]byte(text), 1<<20)
	var texts []string
	for {
		token, err := s.Next()
		if err != nil {
			if json.Valid([]byte(text)) {
				t.Fatalf("%q: %s at %d, but encoding/json takes it", text, err.Message, err.Offset)
			}
			if err.Offset < 0 || err.Offset > len(text) || err.Message == "" || err.Remedy == "" {
				t.Fatalf("%q: %+v", text, *err)
			}
			return
		}
		if token.Kind == End {
			break
		}
		if token.Kind == String {
			value, half := AppendText(nil, []byte(text[token.Start:token.End]))
			same, end := AppendString(nil, []byte(text), token.Start)
			if half < 0 && (end != token.End || string(same) != string(value)) || half >= 0 && end != 0 {
				t.Fatalf("%q: %q to %d, then %q to %d", text, value, token.End, same, end)
			}
			texts = append(texts, string(value))
		}
	}
	if !json.Valid([]byte(text)) {
		t.Fatalf("%q is taken, but not by encoding/json", text)
	}
	d := json.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			break
		}
		if value, ok := token.(string); ok {
			if len(texts) == 0 || texts[0] != value {
				t.Fatalf("%q: %q, want %q", text, texts, value)
			}
			texts = texts[1:]
		}
	}
}

// TestScannerAgrees compares texts made of pieces.
func TestScannerAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300_000 {
		var b strings.Builder
		for range 1 + r.IntN(7) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		agree(t, b.String())
	}
}

func FuzzScanner(f *testing.F) {
	for _, p := range pieces {
		f.Add("{" + p + "}")
		f.Add(`{"a":` + p + "}")
	}
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) {
			agree(t, text)
		}
	})
}

// TestDepth refuses what is within too many objects and arrays.
func TestDepth(t *testing.T) {
	for _, deep := range []int{1, 5, 6} {
		var s Scanner
		s.Reset([]byte(strings.Repeat("[", deep)+strings.Repeat("]", deep)), 5)
		var err *Error
		for token := (Token{Kind: Null}); token.Kind != End && err == nil; {
			token, err = s.Next()
		}
		if tooDeep := err != nil && err.TooDeep; tooDeep != (deep > 5) {
			t.Errorf("%d: %v", deep, err)
		}
	}
}

// TestSkip passes over values.
func TestSkip(t *testing.T) {
	for _, value := range []string{"1", `"a"`, "{}", `{"b":[{"c":[]},2]}`, "[[],{}]"} {
		var s Scanner
		s.Reset([]byte(`{"a":`+value+`,"z":0}`), 9)
		var last Token
		for range 2 {
			last, _ = s.Next()
		}
		token, _ := s.Next()
		if err := s.Skip(token); err != nil || !last.Key {
			t.Fatal(err)
		}
		if next, err := s.Next(); err != nil || !next.Key {
			t.Errorf("after %s: %+v, %v", value, next, err)
		}
	}
}
