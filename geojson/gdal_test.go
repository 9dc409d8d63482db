package geojson_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/geojson"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestGDAL lets GDAL read what is written, and compares every point, Id and name with the feed.
func TestGDAL(t *testing.T) {
	program, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Skip("ogr2ogr is not installed here: GDAL does not read what is written")
	}
	for name, o := range map[string]geojson.Options{"a.geojson": {}, "lines.geojsonl": {Lines: true, BBox: true}, "points.geojson": {Points: true}} {
		src := func() feed.Reader { return feedtest.Results(7, 1000) }
		text, _ := write(t, src(), o)
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		cmd := exec.Command(program, "-f", "CSV", "/vsistdout/", file, "-lco", "GEOMETRY=AS_XY", "-lco", "STRING_QUOTING=IF_NEEDED")
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil {
			t.Fatal(err, errs.String())
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		column := make(map[string]int)
		for i, name := range rows[0] {
			column[name] = i
		}
		want := expect(t, src(), o)
		if len(rows)-1 != len(want) {
			t.Fatalf("%s: GDAL reads %d Features, want %d", name, len(rows)-1, len(want))
		}
		for i, e := range want {
			row := rows[i+1]
			cell := func(name string) string { return row[column[name]] }
			if cell("Seq") != strconv.Itoa(i+1) || cell("Id") != e.texts["Id"] || cell("Name") != e.texts["Name"] || cell("StatusCode") != e.texts["StatusCode"] {
				t.Fatalf("%s: row %d: %q, want %q", name, i+1, row, e.texts)
			}
			if !place(e.lat, e.lon) {
				if cell("X") != "" || cell("Y") != "" {
					t.Errorf("%s: row %d: a point at %s, %s of %q, %q", name, i+1, cell("X"), cell("Y"), e.lon, e.lat)
				}
				continue
			}
			for axis, text := range map[string]string{"X": e.lon, "Y": e.lat} {
				got, err := strconv.ParseFloat(cell(axis), 64)
				if want, _ := strconv.ParseFloat(text, 64); err != nil || math.Abs(got-want) > 1e-12 {
					t.Errorf("%s: row %d: %s is %s, want %s", name, i+1, axis, cell(axis), text)
				}
			}
		}
	}
}
