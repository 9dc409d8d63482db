package beamfeed

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// itemsOf returns an iterator like that of Beam.
func itemsOf(all []item) func(*item) bool {
	return func(i *item) bool {
		if len(all) == 0 {
			return false
		}
		*i, all = all[0], all[1:]
		return true
	}
}

// TestRetry runs a bundle again, as a runner does if the first try was lost after the file
// got its name: the file is the same, in whatever order the entities come.
func TestRetry(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out.csv")
	var all []item
	for i, id := range []string{"1", "2", "3"} {
		_, it, err := new(packElementFn).ProcessElement(Element{File: "a", Number: int64(i), Entity: feed.Entity{ID: id}})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, it)
	}
	f := &writeFn{Target: target{File: file, Format: feed.CSV}}
	var texts []string
	for _, order := range [][]item{{all[0], all[1], all[2]}, {all[2], all[0], all[1]}} {
		done, err := f.ProcessElement(context.Background(), 0, nil, itemsOf(order))
		if err != nil || done != (Written{file, 3}) {
			t.Fatal(done, err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] || strings.Count(texts[0], "\n") != 5 {
		t.Errorf("%q", texts)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".*")); left != nil {
		t.Errorf("%q are left", left)
	}
}

// TestRenameFails shows that nothing is left of a file that cannot get its name.
func TestRenameFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "out.csv", "x"), 0o777); err != nil {
		t.Fatal(err)
	}
	f := &writeFn{Target: target{File: filepath.Join(dir, "out.csv"), Format: feed.CSV}}
	if _, err := f.ProcessElement(context.Background(), 0, nil, itemsOf(nil)); err == nil || !strings.HasPrefix(err.Error(), "beamfeed: writing ") {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); left != nil {
		t.Errorf("%q are left", left)
	}
}

// TestNames shows how the files of shards are named.
func TestNames(t *testing.T) {
	for file, want := range map[string]string{
		"a.xml":               "a-00002-of-00003.xml",
		"/x.y/a.b.csv.gz":     "/x.y/a.b-00002-of-00003.csv.gz",
		"gs://b/out":          "gs://b/out-00002-of-00003",
		"gs://b/f.d/out.what": "gs://b/f.d/out-00002-of-00003.what",
	} {
		if got := (&target{File: file, Shards: 3}).name(1); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}
