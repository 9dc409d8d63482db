// Command feedbenthos is Benthos, the stream processor, with what it takes to read, check
// and write geocode feeds. Its exit status is that of Benthos or, where that is 0 and a
// feed could not be read to its end, 1.
package main

import (
	"context"
	"fmt"
	"os"

	_ "github.com/redpanda-data/benthos/v4/public/components/io"
	_ "github.com/redpanda-data/benthos/v4/public/components/pure"
	"github.com/redpanda-data/benthos/v4/public/service"

	feedbenthos "github.com/xeipuuwjyxo/geocodefeed/contrib/benthos"
)

func main() {
	status, err := service.RunCLIToCode(context.Background())
	if err != nil {
		fmt.Fprintf(os.Stderr, "feedbenthos: %v\n", err)
	}
	if n := feedbenthos.Broken(); n > 0 && status == 0 {
		fmt.Fprintf(os.Stderr, "feedbenthos: %d of the feeds could not be read to the end\n", n)
		status = 1
	}
	os.Exit(status)
}
