package validate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

func TestIDSet(t *testing.T) {
	const n, limit = 50_000, 40_000
	s := newIDSet(limit)
	for i := 1; i <= n; i++ {
		if line := s.add([]byte(strconv.Itoa(i)), i); line != 0 {
			t.Fatalf("Id %d is new and said to stand in line %d", i, line)
		}
	}
	for i := 1; i <= n; i++ {
		want := i
		if i > limit {
			want = 0 // beyond what is remembered
		}
		if line := s.add([]byte(strconv.Itoa(i)), n+1); line != want {
			t.Fatalf("Id %d: line %d, want %d", i, line, want)
		}
	}
	if !s.full() || s.count != limit {
		t.Errorf("%d Ids remembered, want %d", s.count, limit)
	}
}

// TestDegrees compares the fast way with the general parser.
func TestDegrees(t *testing.T) {
	texts := []string{"", "-", ".", "-.", "1.", ".5", "-.5", "+1", "0", "-0", "00.10", "1.2.3", "1,2", "1e2", "NaN", "Inf", "0x1p4", "1_0",
		"90", "-90.0000001", "179.99999999999999999", "123456789012345678", "1234567890123456789", "47.6401305198669", " 1 ", "1 2", "--1", "1-", "٣"}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		texts = append(texts, strconv.FormatFloat(rnd.Float64()*400-200, 'f', rnd.IntN(20)-1, 64))
	}
	for _, text := range texts {
		want, err := value.ParseDegrees(strings.Trim(text, " "))
		got, ok := degrees([]byte(text))
		if ok != (err == nil) || math.Abs(got-want) > 1e-13*math.Abs(want) {
			t.Errorf("%q: %v, %v; want %v, %v", text, got, ok, want, err)
		}
	}
}

// TestIsClean compares the fast look with one at each character.
func TestIsClean(t *testing.T) {
	slow := func(s string) bool {
		return strings.IndexFunc(s, func(r rune) bool { return !textbuf.IsXMLChar(r) }) < 0
	}
	pool := []string{"a", "é", "\t", "\n", "\r", "\x00", "\x1f", "\x7f", "\u0080", "\uFFFD", "\uFFFE", "\uFFFF", "\uFF21", "\U0001F600", "   ", "abcdefgh"}
	rnd := rand.New(rand.NewPCG(3, 4))
	dirty := 0
	for range 20_000 {
		var b strings.Builder
		for range rnd.IntN(8) {
			b.WriteString(pool[rnd.IntN(len(pool))])
		}
		if got, want := isClean([]byte(b.String())), slow(b.String()); got != want {
			t.Fatalf("%q: %v, want %v", b.String(), got, want)
		} else if !want {
			dirty++
		}
	}
	if dirty < 1000 {
		t.Errorf("only %d texts were not clean", dirty)
	}
}

func TestIsCulture(t *testing.T) {
	for text, want := range map[string]bool{
		"en": true, "en-US": true, "EN_us": true, "fil-Latn": true, "ca-ES-valencia": true, "sr-Cyrl-BA": true, "es-419": true,
		"": false, "e": false, "english": false, "en-": false, "-US": false, "en--US": false, "en US": false, "1n": false, "en-USüx": false, "en-toolongpart": false, "é": false,
	} {
		if got := isCulture([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for culture := range strings.FieldsSeq(cultures) {
		language, _, _ := cutPart([]byte(culture))
		if !isCulture([]byte(culture)) || !isLanguage([]byte(strings.ToUpper(string(language)))) {
			t.Errorf("%s is not known", culture)
		}
	}
	if isLanguage([]byte("xx")) || isLanguage([]byte("e")) {
		t.Error("a language is known that is none")
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct{ n, want int }{{0, 0}, {200, 200}, {201, 201}, {100_000, 201}} {
		if got := len([]rune(clip(strings.Repeat("é", c.n)))); got != c.want {
			t.Errorf("%d characters are cut to %d, want %d", c.n, got, c.want)
		}
	}
}

func TestSeverityNames(t *testing.T) {
	for s := Off; s < numSeverities; s++ {
		var back Severity
		if err := back.UnmarshalText([]byte(s.String())); err != nil || back != s {
			t.Errorf("%v: %v, %v", s, back, err)
		}
	}
	var s Severity
	if err := s.UnmarshalText([]byte("fatal")); err == nil || err.Error() != `there is no severity "fatal"; there are error, warning, note and off` {
		t.Error(err)
	}
	if _, err := ParseKind("output"); fmt.Sprint(err) != `no kind "output"; there are upload and results` {
		t.Error(err)
	}
	if k, err := ParseKind("results"); k != Results || err != nil {
		t.Error(k, err)
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"plain é 漢": "plain é 漢", "two\nlines\u2028three\r": `two\nlines\u2028three\r`,
		"\x1b[31m": `\x1b[31m`, "\u202Eabc\uFEFF": `\u202eabc\ufeff`, "\x9b": `\ufffd`, `"'\`: `"'\`,
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
