package value_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

func TestParseDegrees(t *testing.T) {
	for text, want := range map[string]float64{
		"47.640049": 47.640049, "-122.1297": -122.1297, "0": 0, "+1": 1, ".5": 0.5, "5.": 5, "1e2": 100, "1E-2": 0.01, "-0": 0, "200": 200, "007": 7,
	} {
		if got, err := value.ParseDegrees(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "47,64", "INF", "-Inf", "NaN", "infinity", "1e999", "0x1p4", "1_0", "47.6 N", "--1", "1.2.3", "４７", " 1"} {
		_, err := value.ParseDegrees(text)
		if want := quote.Text(text) + " is not a number of degrees"; err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFormatDegrees(t *testing.T) {
	for degrees, want := range map[float64]string{0: "0", -122.1297: "-122.1297", 47.6401305198669: "47.6401305198669", 1e-7: "0.0000001", 1e21: "1000000000000000000000"} {
		if got := value.FormatDegrees(degrees); got != want {
			t.Errorf("%v: %s", degrees, got)
		}
		if got, err := value.ParseDegrees(want); got != degrees || err != nil {
			t.Errorf("%s: %v, %v", want, got, err)
		}
	}
}

func TestMaxResults(t *testing.T) {
	for text, want := range map[string]int{"1": 1, "20": 20, "0": 0, "255": 255, "+5": 5, "007": 7} {
		if got, err := value.ParseMaxResults(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-1", "256", "1.0", "five", "1_0", "++1", " 5"} {
		if _, err := value.ParseMaxResults(text); err == nil || err.Error() != quote.Text(text)+" is not a whole number from 0 to 255" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestList(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, "Good": {"Good"}, "Ambiguous, Good": {"Ambiguous", "Good"}, " Display ,Route ": {"Display", "Route"}, "a,,b,": {"a", "", "b", ""},
	} {
		if got := value.List(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
func TestBooleans(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "1": true, "TRUE": true, "True": true, "false": false, "0": false, "FALSE": false} {
		if got, err := value.ParseBool(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "yes", "t", "T", "01", " true"} {
		if _, err := value.ParseBool(text); err == nil || err.Error() != quote.Text(text)+" is not true, false, 1 or 0" {
			t.Errorf("%q: %v", text, err)
		}
	}
	if value.FormatBool(true) != "true" || value.FormatBool(false) != "false" {
		t.Error(value.FormatBool(true), value.FormatBool(false))
	}
}

// TestAppendDegrees compares AppendDegrees with strconv, for numbers of few decimals and of
// many, and those that are none of degrees.
func TestAppendDegrees(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	numbers := []float64{0, math.Copysign(0, -1), 1, -1, 90, -180, 0.1, -0.000001, 0.0000004, 999.999999, 1000, 1e22, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1), math.NaN()}
	for range 100_000 {
		decimals := math.Pow10(random.IntN(9))
		x := (random.Float64() - 0.5) * 400
		numbers = append(numbers, x, math.Round(x*decimals)/decimals)
	}
	for _, x := range numbers {
		if got, want := string(value.AppendDegrees(nil, x)), strconv.FormatFloat(x, 'f', -1, 64); got != want {
			t.Fatalf("%v is %q, not %q", x, got, want)
		}
	}
}
