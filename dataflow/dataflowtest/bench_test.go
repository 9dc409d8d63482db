package dataflowtest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

func BenchmarkUpload(b *testing.B) {
	var body bytes.Buffer
	body.WriteString("Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Address/AddressLine,GeocodeRequest/Address/Locality,GeocodeRequest/Address/AdminDistrict,GeocodeResponse/Point/Latitude,GeocodeResponse/Point/Longitude,StatusCode\n")
	for i := range 20_000 {
		fmt.Fprintf(&body, "%d,%d Elm Street,Dayton,OH,,,\n", i, i)
	}
	e, err := dataflowtest.New(dataflowtest.Options{PerDay: 1 << 30, Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest("POST", create+"csv", bytes.NewReader(body.Bytes())))
		if w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
	}
}
