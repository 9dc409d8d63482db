package jsonscan

import "testing"

// TestBeginsObject shows which texts begin as objects of JSON, or arrays of them, wherever they
// are cut.
func TestBeginsObject(t *testing.T) {
	for text, want := range map[string]bool{
		`{"id":"1"}`: true, "{\n \"id\": 1}": true, "[\n  {\"id\":\"1\"}]": true, "{}": true, "[{}]": true,
		"": false, "1,2": false, "Id": false, `"{"`: false, "[]": false, "[1]": false, "{a},b": false, "[{a}]": false,
	} {
		for end := 1; end <= len(text); end++ {
			if got := BeginsObject([]byte(text[:end])); got != want && (want || end == len(text)) {
				t.Errorf("%q: %v, want %v", text[:end], got, want)
			}
		}
	}
	if BeginsObject(nil) {
		t.Error("an empty text begins as an object")
	}
}
