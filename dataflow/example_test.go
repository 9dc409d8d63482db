package dataflow_test

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func Example() {
	emulator, err := dataflowtest.New(dataflowtest.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()

	const text = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query,GeocodeResponse/Name,StatusCode\n1,\"Rathaus, Bremen\"\n"
	ctx := context.Background()
	client := &dataflow.Client{BaseURL: server.URL, Key: "your key"}
	job, err := client.Create(ctx, dataflow.Upload{
		Format: feed.CSV,
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
	})
	if err == nil {
		job, err = client.Wait(ctx, job.URL, nil)
	}
	if err == nil {
		err = client.Fetch(ctx, job, dataflow.Succeeded, func(r *dataflow.Results) error {
			for e, err := range feed.Entities(r) {
				if err != nil {
					return err
				}
				fmt.Println(e.ID, e.StatusCode, len(e.Responses))
			}
			return nil
		})
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output: 1 Success 1
}
