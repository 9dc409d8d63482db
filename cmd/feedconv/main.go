// Command feedconv converts and checks feeds of the Geocode Dataflow, the batch
// format of Bing Maps' Spatial Data Services.
//
//	feedconv convert requests.xml requests.csv
//
// converts between XML and text delimited by comma, tab or pipe; "feedconv help"
// explains the rest. Exit status: 0 all is well; 1 the input is at fault, or
// conversion would lose a value; 2 wrong usage; 3 the machine failed (no such
// file, no space, a broken stream); 130 and 143 after an interrupt.
package main

import (
	"io"
	"log"
	"os"
)

func main() {
	log.SetOutput(io.Discard) // net/http logs what a service sends unasked, which may hold the key
	ignoreClosedPipes()
	s := newSession(os.Stdin, os.Stdout, os.Stderr)
	s.exitOnSignals()
	os.Exit(s.run(os.Args[1:]))
}
