//go:build race

package feedtest

// Race reports whether the race detector is on. It slows tests down, and makes
// those of memory and allocations meaningless.
const Race = true
