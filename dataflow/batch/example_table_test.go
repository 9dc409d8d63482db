package batch_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// geocodeTable geocodes a table whose columns have usual names, and writes it with the answers
// in further columns.
func geocodeTable(client *dataflow.Client, state string, table []byte, out io.Writer) error {
	mapping, err := tablefeed.GuessTable(bytes.NewReader(table), nil)
	if err != nil {
		return err
	}
	run, err := batch.Open(batch.Options{
		Client: client, State: state, Dedupe: true, Format: feed.Table,
		Input:     func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(table)), nil },
		NewReader: func(r io.Reader) feed.RecordReader { return tablefeed.NewReader(r, mapping, nil) },
	})
	if err != nil {
		return err
	}
	defer run.Close()
	if _, err := run.Do(context.Background()); err != nil {
		return err
	}
	joined := tablefeed.NewJoiner(out, bytes.NewReader(table), &tablefeed.JoinOptions{Add: []feed.Field{feed.ResponseEntityType, feed.StatusCode}})
	if err := run.Join(batch.Outputs{Joined: joined}); err != nil {
		return err
	}
	if err := joined.Close(); err != nil {
		return err
	}
	return run.Remove()
}

// A table of a user's own is geocoded against an emulator of the service.
func Example_table() {
	emulator, err := dataflowtest.New(dataflowtest.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()
	dir, err := os.MkdirTemp("", "table-example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	const table = "Customer;Street;City;Zip\n\"Hartwell, G.\";77 Mill Lane;Walla Walla;99362\n\nNobody\n"
	client := &dataflow.Client{BaseURL: server.URL, Key: "your key"}
	if err := geocodeTable(client, filepath.Join(dir, "run"), []byte(table), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Customer;Street;City;Zip;EntityType;StatusCode
	// "Hartwell, G.";77 Mill Lane;Walla Walla;99362;Address;Success
	//
	// Nobody;;;;;BadRequest
}
