package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestMemoryLimit shows that the limit follows what is in use, with room for garbage.
func TestMemoryLimit(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct{ used, limit int64 }{{0, 20}, {10, 20}, {20, 33}, {1000, 1503}} {
		if got := memoryLimit(c.used * mib); got != c.limit*mib {
			t.Errorf("%d MiB in use: a limit of %d bytes, want %d MiB", c.used, got, c.limit)
		}
	}
}

// TestKeepMemorySmall shows that a run has a limit, that it rises with what is in use, that
// the user's own settings win, and that it is gone after the run.
func TestKeepMemorySmall(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	limit := func() int64 { return debug.SetMemoryLimit(-1) }
	before := limit()

	stop := keepMemorySmall()
	if limit() == math.MaxInt64 {
		t.Error("there is no limit")
	}
	used := make([]byte, 64<<20)
	for deadline := time.Now().Add(10 * time.Second); limit() < 90<<20 && time.Now().Before(deadline); {
		runtime.GC() // after which the runtime knows what is in use
		time.Sleep(10 * time.Millisecond)
	}
	runtime.KeepAlive(used)
	if limit() < 90<<20 {
		t.Errorf("a limit of %d bytes with %d in use", limit(), len(used))
	}
	stop()
	if limit() != before {
		t.Errorf("a limit of %d bytes after the run, want %d as before", limit(), before)
	}

	t.Setenv("GOMEMLIMIT", "1GiB")
	stop = keepMemorySmall()
	if limit() != before {
		t.Error("GOMEMLIMIT is set, and the limit changes")
	}
	stop()
}
