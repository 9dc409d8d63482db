package run

import (
	"errors"
	"fmt"
	"syscall"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// TestDiskFull runs on disks that get full at different moments. Each run ends with an error
// that says so, and goes on when there is room, without asking anything again that was
// answered: there is room for an answer before it is asked for.
func TestDiskFull(t *testing.T) {
	full := 0
	for size := 400; size < 4000; size += 450 {
		h := newHarness(t, mixed(1000))
		mount(t, h.dir, fmt.Sprintf("size=%dk", size))
		h.options.Batch = 10
		h.batch.Limits = batch.Limits{Entities: 500, Jobs: 2}
		_, err := h.run()
		if err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("%d KiB: %v", size, err)
			}
			full++
			if err := syscall.Mount("", h.dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
				t.Fatal(err)
			}
			h.must()
		}
		h.askedOnce(fmt.Sprintf("%d KiB", size))
	}
	if full < 4 {
		t.Errorf("%d disks were full", full)
	}
}

// mount makes a folder a small disk, where the test may.
func mount(t *testing.T, dir, options string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("this takes the right to mount: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, 0) })
}
