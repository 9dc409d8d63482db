package parquetfeed_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	parquetfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/parquet"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestDamaged reads files with a wrong bit before the footer. They are an error, or read as
// something, and never end the program. Of a damaged footer package parquet believes sizes of
// gigabytes, which nothing here can help.
func TestDamaged(t *testing.T) {
	for _, flat := range []bool{false, true} {
		file := write(t, feedtest.Results(1, 3), &parquetfeed.Options{Flat: flat})
		refused := 0
		footer := len(file) - 8 - int(binary.LittleEndian.Uint32(file[len(file)-8:]))
		for at := 0; at < footer; at += 31 {
			damaged := bytes.Clone(file)
			damaged[at] ^= 1 << (at / 31 % 8)
			r, err := parquetfeed.NewReader(bytes.NewReader(damaged), int64(len(damaged)))
			for err == nil {
				_, err = r.ReadToken()
			}
			switch {
			case errors.Is(err, parquetfeed.ErrDamaged), errors.Is(err, parquetfeed.ErrNotFeed):
				refused++
			case err != io.EOF:
				t.Fatalf("flat %v, byte %d: %v", flat, at, err)
			}
		}
		if refused < footer/310 {
			t.Errorf("flat %v: only %d of %d damages were seen", flat, refused, footer/31)
		}
	}
}
