package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
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

func geocode(ctx context.Context, client *dataflow.Client, upload dataflow.Upload, use func(*dataflow.Results) error) error {
	job, err := client.Create(ctx, upload)
	if err != nil {
		return err
	}
	if job, err = client.Wait(ctx, job.URL, nil); err != nil {
		return err
	}
	return client.Fetch(ctx, job, dataflow.Succeeded, use)
}

// TestCleanProgram runs the README's first program.
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

// It is the README's second program, run the README's second program against the emulator.
func Example_geocode() {
	emulator, err := dataflowtest.New(dataflowtest.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()
	client := &dataflow.Client{BaseURL: server.URL, Key: "any"}
	upload := dataflow.Upload{
		Format: feed.XML,
		Open:   func() (io.ReadCloser, error) { return os.Open("../../testdata/requests.xml") },
	}
	err = geocode(context.Background(), client, upload, func(r *dataflow.Results) error {
		for e, err := range feed.Entities(r) {
			if err != nil {
				return err
			}
			fmt.Println(e.ID, e.Responses[0].Name, e.Responses[0].Confidence)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Unordered output:
	// 001 Lindenstraße 9, Görlitz, SN 02826, Germany High
	// 002 414 Harbor Dr, Suite 3, Duluth, MN 55802 High
	// 003 Smith & Daughters Bakery, Aberystwyth, NC 38120 High
	// 004 Citadelle de Besançon, France Medium
	// 005 142 Hill Road, Fairview, 53263, Finland High
	// 006 7 Hill Road, Dunmore, WA 58013 High
	// 007 the "Lighthouse" | Rosslare, MN High
}
