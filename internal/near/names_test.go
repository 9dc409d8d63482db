package near

import "testing"

// TestName shows which misspelled names are understood.
func TestName(t *testing.T) {
	names := []string{"convert", "validate", "geocode", "job", "version", "latitude-invalid", "id-duplicate", "GeocodeRequest/Query", "windows-1250", "windows-1252"}
	for _, c := range []struct{ name, want string }{
		{"conver", "convert"}, {"CONVERT", "convert"}, {"covnert", "convert"}, {"valid", "validate"}, {"gecode", "geocode"},
		{"jobs", "job"}, {"latitude_invalid", "latitude-invalid"}, {"id-duplicated", "id-duplicate"},
		{"query", "GeocodeRequest/Query"}, {"frob", ""},
		{"windows-1252", "windows-1252"},
		{"x", ""}, {"", ""}, {"frobnicate", ""}, {"ab", ""},
	} {
		if got := Name(c.name, names); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}
