package batch_test

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
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
	dir, err := os.MkdirTemp("", "batch-example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	const text = "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n7|Rathaus, Bremen\n8|\n7|Rathaus, Köln\n"
	run, err := batch.Open(batch.Options{
		Client: &dataflow.Client{BaseURL: server.URL, Key: "your key"},
		State:  filepath.Join(dir, "run"),
		Format: feed.Pipe,
		Input:  func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		Limits: batch.Limits{Entities: 2},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := run.Do(context.Background())
	var joined feedtest.Tokens
	if err == nil {
		err = run.Join(batch.Outputs{Joined: &joined})
	}
	if err == nil {
		err = run.Remove()
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Entities, "entities in", report.Jobs, "jobs,", report.Failed, "failed")
	for e, err := range feed.Entities(joined.Reader()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.ID, e.StatusCode)
	}
	// Output:
	// 3 entities in 2 jobs, 1 failed
	// 7 Success
	// 8 BadRequest
	// 7 Success
}
