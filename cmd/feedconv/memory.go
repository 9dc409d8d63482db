package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// smallMemory is what the Go runtime may take as long as little is in use. With the program
// itself that makes about 30 MiB.
const smallMemory = 20 << 20

// keepMemorySmall lets the runtime collect garbage early, until stop is called: a run that
// takes hours is to leave the memory of its machine to others. Where more is in use, the limit
// is higher, as a collector at its limit would never rest. GOGC and GOMEMLIMIT win.
func keepMemorySmall() (stop func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(smallMemory)
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				debug.SetMemoryLimit(before)
				return
			case <-tick.C:
				debug.SetMemoryLimit(memoryLimit(memoryInUse()))
			}
		}
	}()
	return func() { close(quit); <-ended }
}

// memoryLimit returns the limit where so many bytes are in use: half as many again, so that
// collections are few, and what the runtime takes besides.
func memoryLimit(used int64) int64 {
	const besides = 3 << 20
	return max(smallMemory, used+used/2+besides)
}

// memoryInUse returns how many bytes the last collection left in use.
func memoryInUse() int64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return int64(live[0].Value.Uint64())
}
