package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// TestPartLines shows what a terminal shows of a run.
func TestPartLines(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 2, 3, 0, time.UTC)
	began := now.Add(-123 * time.Second)
	parts := []batch.Progress{
		{Part: 1, Parts: 7, Stage: batch.Collected, Began: began, Ended: now},
		{Part: 2, Parts: 7, Stage: batch.Created, Status: dataflow.Pending, Entities: 200, Processed: 120, Failed: 3, Began: began},
		{Part: 3, Parts: 7, Stage: batch.Ready, Bytes: 1000, Uploaded: 420, Began: began},
		{Part: 4, Parts: 7, Stage: batch.Sent, Began: began},
		{Part: 5, Parts: 7, Stage: batch.Ready, Waiting: true, Began: began},
		{Part: 6, Parts: 7, Stage: batch.Created, Status: dataflow.Completed, Entities: 200, Processed: 200, Began: began},
		{Part: 7, Parts: 7, Stage: batch.Ready},
	}
	want := []string{
		"part 2 of 7: Pending, 120 of 200, 3 failed, 2:03",
		"part 3 of 7: sent 42%, 2:03",
		"part 4 of 7: sent, no answer yet, 2:03",
		"part 5 of 7: waiting for the service to take a further job, 2:03",
		"part 6 of 7: Completed, 200 of 200, 2:03",
		"1 of 7 jobs done",
	}
	if diff := cmp.Diff(want, partLines(parts, now)); diff != "" {
		t.Error(diff)
	}
	if got := partLines(nil, now); got != nil {
		t.Errorf("before the split: %q", got)
	}
}
