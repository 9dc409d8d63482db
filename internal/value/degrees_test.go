package value

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// numbers are texts that are numbers of degrees, with what JSON has in their place.
var numbers = [][2]string{
	{"47.6401305198669", "47.6401305198669"}, {"-122.129797", "-122.129797"}, {"0", "0"}, {"-0", "-0"}, {"7", "7"}, {"-0.0", "-0.0"},
	{"47.60", "47.60"}, {"1e1", "1e1"}, {"1E+01", "1E+01"}, {"47.640130519866901", "47.640130519866901"},
	{"+47.6", "47.6"}, {"+47.60", "47.6"}, {".5", "0.5"}, {"-.5", "-0.5"}, {"47.", "47"}, {"+.50e+02", "0.5e2"}, {"047.6", "47.6"}, {"00", "0"}, {"-000.0", "-0"},
	{"5.e-03", "5e-3"}, {"+5e0", "5"}, {"+1.25e-1", "1.25e-1"}, {" 47.6\n", "47.6"}, {"\t+1 ", "1"},
	{strings.Repeat("0", 400) + "1", "1"}, {"0." + strings.Repeat("1", 400), "0." + strings.Repeat("1", 400)},
}

// TestAppendNumber shows what JSON has in the place of a number, and that it is one of
// JSON's of the same value.
func TestAppendNumber(t *testing.T) {
	for _, c := range numbers {
		f, ok := Degrees([]byte(c[0]))
		got, isNumber := AppendNumber([]byte("x"), []byte(c[0]))
		if string(got) != "x"+c[1] || !isNumber || !ok {
			t.Errorf("%q: %s, %v, %v, want %s", c[0], got, isNumber, ok, c[1])
		}
		var back float64
		if err := json.Unmarshal([]byte(c[1]), &back); err != nil || back != f {
			t.Errorf("%q: %v is read as %v, %v", c[0], f, back, err)
		}
	}
}

// TestDegrees holds Degrees against strconv, for numbers of all lengths and for texts that
// are none.
func TestDegrees(t *testing.T) {
	texts := []string{"", " ", "-", ".", "-.", "+", "47,6", "1e400", "NaN", "Inf", "-inf", "0x1p3", "1_0", "4 7", "--1", "1-", "47.6.1", "1e", "e1", "é", "१२"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		text := strconv.FormatFloat((random.Float64()-0.5)*math.Pow(10, float64(random.IntN(6))), 'f', random.IntN(20), 64)
		if random.IntN(10) == 0 {
			at := random.IntN(len(text) + 1)
			text = text[:at] + []string{".", "-", "1", "+", "e", " ", "0"}[random.IntN(7)] + text[at:]
		}
		texts = append(texts, text)
	}
	for _, text := range texts {
		want, err := ParseDegrees(strings.Trim(text, " \t\r\n"))
		got, ok := Degrees([]byte(text))
		if ok != (err == nil) || ok && math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%q is %v, %v, want %v, %v", text, got, ok, want, err)
		}
		number, ok := AppendNumber(nil, []byte(text))
		if ok != (err == nil) || ok != json.Valid(number) {
			t.Errorf("%q is written as %q, %v", text, number, ok)
		}
		if back, _ := strconv.ParseFloat(string(number), 64); ok && back != want {
			t.Errorf("%q is written as %q, which is %v", text, number, back)
		}
	}
}

// TestPlace shows which pairs are coordinates.
func TestPlace(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"47.6", "-122.1"}: true, {"90", "180"}: true, {"-90", "-180"}: true, {"0", "0"}: true,
		{"89.9", "179.9"}: true, {"90.0", "-180.0"}: true, {"089.9", "0.5"}: true, {"9.0", "1799.9"}: false, {"90.5", "0.5"}: false, {"0.5", "180.5"}: false, {"1.", ".5"}: true,
		{"90.1", "0"}: false, {"0", "180.5"}: false, {"-91", "0"}: false, {"", "0"}: false, {"0", ""}: false, {"x", "0"}: false, {"0", "1e999"}: false,
	} {
		_, _, ok := Place([]byte(pair[0]), []byte(pair[1]))
		if is := IsPlace([]byte(pair[0]), []byte(pair[1])); ok != want || is != want {
			t.Errorf("%v: %v, %v", pair, ok, is)
		}
	}
}

// TestDegreesAllocates shows that numbers are read and written without memory of their own.
func TestDegreesAllocates(t *testing.T) {
	dst := make([]byte, 0, 100)
	text := []byte("+47.64013051986690123")
	if n := testing.AllocsPerRun(100, func() { Degrees(text); dst, _ = AppendNumber(dst[:0], text) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
