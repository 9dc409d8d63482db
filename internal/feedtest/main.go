package feedtest

import (
	"flag"
	"runtime/debug"
	"testing"
)

// gcPercent lets the heap grow to nine times what is in use, which is little: tests read
// many small feeds. With Go's usual 100 they spend half of their time on garbage.
const gcPercent = 800

// Main runs the tests of a package that makes thousands of readers. Benchmarks keep Go's
// usual garbage collection.
func Main(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		debug.SetGCPercent(gcPercent)
	}
	m.Run()
}
