package parquetfeed_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	parquetfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/parquet"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestDuckDB reads both forms with DuckDB, where it is installed.
func TestDuckDB(t *testing.T) {
	program, err := exec.LookPath("duckdb")
	if err != nil {
		t.Skip("there is no DuckDB")
	}
	for _, c := range []struct {
		o     parquetfeed.Options
		query string
	}{
		{parquetfeed.Options{}, "select count(*), min(r.point.latitude) between -90 and 90, count(id) from (select id, unnest(responses) r from FILE)"},
		{parquetfeed.Options{Flat: true}, "select count(*), min(response_point_latitude) between -90 and 90, count(id) from FILE where response is not null"},
	} {
		name := filepath.Join(t.TempDir(), "results.parquet")
		if err := os.WriteFile(name, write(t, feedtest.Results(1, 100), &c.o), 0o666); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(program, "-csv", "-noheader", "-c", strings.ReplaceAll(c.query, "FILE", "'"+name+"'")).CombinedOutput()
		fields := strings.Split(strings.TrimSpace(string(out)), ",")
		if err != nil || len(fields) != 3 || fields[0] == "0" || fields[1] != "true" || fields[2] != fields[0] {
			t.Errorf("%s: %v, %s", c.query, err, out)
		}
	}
}
