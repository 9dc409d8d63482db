package azuremaps

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// traps are what those who move from the Geocode Dataflow to Azure Maps fall into, with the
// tests that step into them: TEST of this package, or PACKAGE.TEST of one below it.
var traps = []struct {
	what  string
	tests []string
}{
	1:  {"longitude comes first, and boxes begin in the west", []string{"TestAppendItem", "TestSetAnswer", "TestAppendFeature", "client.TestGolden"}},
	2:  {"status 200 is no success: each item has its own error", []string{"TestSetAnswer", "run.TestRun"}},
	3:  {"an empty list of features is no match, and counted as a success", []string{"TestSetAnswer", "run.TestRun"}},
	4:  {"a query beside anything else is an error, or alone counts", []string{"TestAppendItem", "run.TestRun"}},
	5:  {"the name of a country in place of its code makes answers worse, and is not refused", []string{"TestAppendItem", "run.TestRefused"}},
	6:  {"the language is that of the request, so a batch has one", []string{"run.TestBatches"}},
	7:  {"ISO is iso in reverse answers", []string{"TestSetAnswer"}},
	8:  {"numbers lose their text as float64", []string{"TestAppendItem", "TestSetAnswer"}},
	9:  {"adminDistricts have no names of levels, and may be few", []string{"TestSetAnswer"}},
	10: {"matchCodes and usageTypes are lists", []string{"TestSetAnswer"}},
	11: {"ParcelCentroid is Parcel", []string{"TestSetAnswer", "TestAppendFeature"}},
	12: {"top is 5 where a text feed holds one, and unknown in reverse items", []string{"TestAppendItem"}},
	13: {"an id comes back only if it was sent; the position counts", []string{"TestCheck", "TestAppendItemID", "run.TestStops"}},
	14: {"a 429 without Retry-After is tried again too, and a 408 is not", []string{"client.TestAnswers"}},
	15: {"a key in a URL is in logs, and a redirect carries a header on", []string{"client.TestCheck", "client.TestAnswers", "client.TestKeyNowhereElse"}},
	16: {"headers for logging in are called otherwise in the generated description", []string{"client.TestGolden"}},
	17: {"the role for search alone does not cover batches", []string{"client.TestAnswers"}},
	18: {"the asynchronous batch is another service's", []string{"client.TestCheck", "client.TestAnswers"}},
	19: {"the same request may get another answer, so what was answered stays", []string{"run.TestKill", "run.TestStops", "run.TestFaults"}},
	20: {"empty and repeated requests cost money", []string{"TestAppendItem", "run.TestRun", "run.TestDedupe"}},
	21: {"a batch that is too much work is so again", []string{"run.TestTooMuch"}},
	22: {"a limit of compressed bytes is none", []string{"client.TestBomb"}},
	23: {"a Culture may hold what a header cannot", []string{"TestAppendItem"}},
	24: {"an encoder of JSON changes what is not UTF-8", []string{"TestAppendItem", "client.TestGolden"}},
	25: {"an answer that XML cannot hold is paid for", []string{"run.TestUnholdable"}},
}

// TestTraps makes sure that each trap has its tests.
func TestTraps(t *testing.T) {
	declared := make(map[string]bool)
	for _, folder := range []string{".", "client", "run"} {
		files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllSubmatch(text, -1) {
				declared[strings.TrimPrefix(folder+"."+string(m[1]), "..")] = true
			}
		}
	}
	for n, trap := range traps[1:] {
		if trap.what == "" || len(trap.tests) == 0 {
			t.Errorf("trap %d has no test", n+1)
		}
		for _, name := range trap.tests {
			if !declared[name] {
				t.Errorf("trap %d: there is no %s", n+1, name)
			}
		}
	}
}
