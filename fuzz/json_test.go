package fuzz

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// FuzzJSONCell: a JSON cell is taken exactly where encoding/json takes it and
// the rules for cells do, and has the same values. The deliberate differences:
// encoding/json takes a key twice, and half a surrogate pair (as U+FFFD).
func FuzzJSONCell(f *testing.F) {
	for _, c := range feedtest.Cases() {
		if lines := strings.Split(c.Bytes(), "\n"); strings.HasPrefix(c.Name, "JSON: ") {
			_, cell, _ := strings.Cut(lines[2], string(c.Format.Delimiter()))
			f.Add(cell)
		}
	}
	f.Fuzz(func(t *testing.T, cell string) {
		if cell == "" || !utf8.ValidString(cell) {
			return
		}
		text := "Bing Spatial Data Services, 2.0\nId\tGeocodeResponse/GeocodePoints\n1\t\"" + strings.ReplaceAll(cell, `"`, `""`) + "\"\n"
		got, err := feedtest.Content(read(text, feed.Tab))
		points, wantErr := decodeCell(cell)
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("%q: %v, but encoding/json: %v", cell, err, wantErr)
		}
		if err != nil {
			if !errors.Is(err, feed.CellJSON) {
				t.Fatalf("%q: %v", cell, err)
			}
			return
		}
		want, _ := feedtest.Content(feedtest.Entities(&feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{GeocodePoints: points}}}).Reader())
		same(t, "content", got, want)
	})
}

var errCell = errors.New("not a cell")

// decodeCell reads a cell of points by the rules for cells, with encoding/json.
func decodeCell(cell string) ([]feed.GeocodePoint, error) {
	if !json.Valid([]byte(cell)) || halfSurrogate(cell) {
		return nil, errCell
	}
	d := json.NewDecoder(strings.NewReader(cell))
	d.UseNumber()
	if t, err := d.Token(); t != json.Delim('[') {
		return nil, errors.Join(errCell, err)
	}
	var points []feed.GeocodePoint
	for d.More() {
		p, err := decodePoint(d)
		if err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	_, _ = d.Token() // the closing bracket
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.Join(errCell, err)
	}
	return points, nil
}

func decodePoint(d *json.Decoder) (p feed.GeocodePoint, err error) {
	if t, _ := d.Token(); t != json.Delim('{') {
		return p, errCell
	}
	members := map[string]*string{
		"CalculationMethod": &p.CalculationMethod, "Latitude": &p.Latitude, "Longitude": &p.Longitude, "Type": &p.Type, "UsageTypes": &p.UsageTypes,
	}
	for d.More() {
		key, _ := d.Token()
		at := members[key.(string)]
		if at == nil {
			return p, errCell
		}
		delete(members, key.(string)) // so that a second one is unknown
		switch value, _ := d.Token(); value := value.(type) {
		case string:
			*at = value
		case json.Number:
			*at = value.String()
		default:
			return p, errCell
		}
	}
	_, err = d.Token() // the closing brace
	return p, err
}

var (
	surrogatePair = regexp.MustCompile(`(?i)\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}`)
	surrogate     = regexp.MustCompile(`(?i)\\ud[89a-f][0-9a-f]{2}`)
)

// halfSurrogate reports whether valid JSON escapes half of a surrogate pair.
func halfSurrogate(text string) bool {
	text = strings.ReplaceAll(text, `\\`, "_")
	return surrogate.MatchString(surrogatePair.ReplaceAllString(text, "_"))
}
