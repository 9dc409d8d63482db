package dataflowtest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

func Example() {
	emulator, err := dataflowtest.New(dataflowtest.Options{Key: "secret"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()

	for _, key := range []string{"wrong", "secret"} {
		resp, err := http.Post(server.URL+"/REST/v1/Dataflows/Geocode?input=pipe&key="+key, "text/plain",
			strings.NewReader("Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n"))
		if err != nil {
			fmt.Println(err)
			return
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		fmt.Println(resp.Status)
	}
	// Output:
	// 401 Unauthorized
	// 201 Created
}
