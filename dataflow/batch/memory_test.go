//go:build linux && !race

package batch_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestFlatMemory shows that a run of many parts needs no more memory than one of
// a few. What a single part needs is bounded by the entities that it may have.
func TestFlatMemory(t *testing.T) { testFlatMemory(t) }

// TestFlatMemoryDedupe shows the same of a run that compares requests: that takes little.
func TestFlatMemoryDedupe(t *testing.T) {
	t.Setenv("BATCH_TEST_DEDUPE", "1")
	testFlatMemory(t)
}

func testFlatMemory(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	const part, margin = 500, 8 << 10 // KiB
	few, many := peak(t, 12*part, part), peak(t, 60*part, part)
	t.Logf("%d KiB for %d entities, %d KiB for %d", few, 12*part, many, 60*part)
	if many > few+margin {
		t.Errorf("%d KiB for %d entities, %d KiB for %d", few, 12*part, many, 60*part)
	}
}

// peak returns the most memory, in KiB, that a run in a process of its own had, as the process
// says at its end: what the system says of a child may be the memory of its parent, which it
// shares until it runs a program of its own.
func peak(t *testing.T, entities, part int) int64 {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "in.xml"))
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	w := feedio.NewWriter(out, feed.XML, nil)
	if _, err := feed.Copy(w, feedtest.Requests(1, entities)); err != nil {
		t.Fatal(err)
	}
	for _, step := range []func() error{w.Close, out.Flush, f.Close} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	cmd := victimCommand(dir, newService(t, dataflowtest.Options{}), part)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	var kib int64
	_, status, _ := bytes.Cut(said, []byte("VmHWM:"))
	if _, err := fmt.Sscanf(string(status), "%d kB", &kib); err != nil {
		t.Fatalf("no peak in %s: %v", said, err)
	}
	return kib
}
