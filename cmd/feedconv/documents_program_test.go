package main

import (
	"bytes"
	"context"
	"io"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func clean(ctx context.Context, name string, out io.Writer) error {
	src, err := feedio.OpenFile(name, nil)
	if err != nil {
		return err
	}
	defer src.Close()
	v := validate.New(src.Format(), nil)
	src.Notice(v.Notice)
	renamed := feedio.Map(src, func(r *feed.Record) error {
		id := append([]byte("berlin-"), r.Entity().Text(feed.ID)...)
		return r.Set(r.Entity(), feed.ID, id)
	})
	dst := feedio.NewWriter(out, feed.XML, nil)
	_, err = v.Copy(ctx, dst, renamed, func(r *validate.Reject) error {
		log.Printf("%s:%d: %s", name, r.Line, r.Problems[0].Message)
		return nil
	})
	if err != nil {
		return err // errors.As finds the *feed.Fault: line, column, entity, field
	}
	return dst.Close()
}

// TestCleanProgram runs the README's program.
func TestCleanProgram(t *testing.T) {
	var notes, out bytes.Buffer
	log.SetOutput(&notes)
	defer log.SetOutput(os.Stderr)
	if err := clean(t.Context(), "../../testdata/broken/row-too-long.csv", &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(notes.String(), "row-too-long.csv:7: 14 cells") {
		t.Errorf("the notes are %q", notes.String())
	}
	if text := out.String(); strings.Count(text, `<GeocodeEntity Id="berlin-00`) != 6 || strings.Contains(text, "berlin-005") {
		t.Errorf("the output is\n%s", text)
	}
	if err := clean(t.Context(), "../../testdata/broken/ampersand.xml", &out); err == nil {
		t.Error("a feed that cannot be read is no error")
	}
}
