package main

import (
	"os"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func example() error {
	r := xmlfeed.NewReader(os.Stdin, nil)
	w := delimfeed.NewWriter(os.Stdout, feed.CSV, nil)
	for e, err := range feed.Entities(r) {
		if err != nil {
			return err // a *feed.Fault has line, column, entity and field
		}
		e.ID = "berlin-" + e.ID
		if err := feed.WriteEntity(w, e); err != nil {
			return err
		}
	}
	return w.Close()
}

// TestReadmeExample runs the README's program on an empty input, where it finds
// no document.
func TestReadmeExample(t *testing.T) {
	stdin := os.Stdin
	defer func() { os.Stdin = stdin }()
	var err error
	if os.Stdin, err = os.Open(os.DevNull); err != nil {
		t.Fatal(err)
	}
	if err := example(); err == nil {
		t.Error("an empty input is no feed")
	}
}
