package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/stats"
)

// TestStatsTable shows that the table fits 80 columns and a terminal, whatever is in the feed,
// and has a line for each figure that JSON has.
func TestStatsTable(t *testing.T) {
	feeds := []feed.Reader{feedtest.Results(1, 500), feedtest.Requests(1, 300), feedtest.Requests(1, 0)}
	for seed := range uint64(20) {
		feeds = append(feeds, feedtest.Random(seed, 100, feedtest.XMLChars).Reader())
	}
	for i, r := range feeds {
		c := stats.New()
		if err := c.Run(context.Background(), r); err != nil {
			t.Fatal(err)
		}
		s := c.Stats()
		table := statsTable(s)
		for line := range strings.Lines(table) {
			line = strings.TrimSuffix(line, "\n")
			columns := 0
			for _, r := range line {
				columns += columnsOf(r)
			}
			if columns > 80 || strings.ContainsFunc(line, isUnsafe) || strings.HasSuffix(line, " ") {
				t.Errorf("feed %d: %d columns: %q", i, columns, line)
			}
		}
		if i > 0 {
			continue
		}
		text, _ := json.Marshal(s)
		var members map[string]any
		json.Unmarshal(text, &members)
		for title, name := range map[string]string{"StatusCode": "statusCode", "FaultReason": "faultReason", "Confidence": "confidence", "EntityType": "entityType", "MatchCodes": "matchCodes", "CalculationMethod": "calculationMethod", "CountryRegion": "countryRegion", "Culture": "culture", "Places": "box", "Responses of an entity": "responsesPerEntity", "Repeated and shared": "repeatedIds"} {
			if members[name] == nil || !strings.Contains(table, "\n"+title+"\n") {
				t.Errorf("no section %s, or no member %s", title, name)
			}
		}
	}
}

// TestFitted shows how texts are made to fit a column.
func TestFitted(t *testing.T) {
	for text, want := range map[string]string{
		"":            "          ",
		"abc":         "abc       ",
		"0123456789":  "0123456789",
		"0123456789a": "012345678…",
		"東京都千代":       "東京都千代",
		"東京都千代田":      "東京都千… ",
		"a東京都千代":      "a東京都千…",
		"a\nb":        `a\nb      `,
		"e\u0301":     "e\u0301         ",
	} {
		if got := fitted(text, 10); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestBar shows bars: of nothing, of next to nothing, of a half, of all, and of more than all.
func TestBar(t *testing.T) {
	for share, want := range map[float64]string{0: "", 0.0001: "▏", 0.5: "████████", 1: strings.Repeat("█", 16), 1.0 / 32: "▌", 3: strings.Repeat("█", 16)} {
		if got := bar(share); got != want {
			t.Errorf("%v: %q, want %q", share, got, want)
		}
	}
}
