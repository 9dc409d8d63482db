package excerpt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample returns the sample of size of the texts 1, 2 and so on up to n, each as long as
// pad makes it.
func sample(t *testing.T, size, n int64, seed uint64, pad string, scratch func() (*os.File, error)) []string {
	t.Helper()
	s := NewSample(size, seed, scratch)
	for i := range n {
		if err := s.Add(fmt.Appendf(nil, "%d%s\n", i+1, pad)); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	w := NewWriter(&b, newLinesFrame(nil, 0))
	if err := s.Write(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(b.String(), pad+"\n", "\n"), "\n"), "\n")
}

// TestSample shows what is chosen: always the same, in the order of the input, and of a
// smaller sample with the same seed nothing else.
func TestSample(t *testing.T) {
	for _, c := range []struct {
		size, n int64
		seed    uint64
		want    string
	}{
		{0, 100, 1, ""},
		{3, 100, 1, "17 25 49"},
		{6, 100, 1, "17 25 30 42 49 68"},
		{3, 100, 2, "13 78 94"},
		{3, 3, 2, "1 2 3"},
		{9, 3, 2, "1 2 3"},
		{9, 0, 2, ""},
	} {
		if got := strings.Join(sample(t, c.size, c.n, c.seed, "", nil), " "); got != c.want {
			t.Errorf("%d of %d, seed %d: %s, want %s", c.size, c.n, c.seed, got, c.want)
		}
	}
}

// TestSampleIsFair shows that each entity has the same chance, over many seeds.
func TestSampleIsFair(t *testing.T) {
	const size, n, seeds = 5, 20, 4000
	times := make(map[string]int)
	for seed := range uint64(seeds) {
		for _, text := range sample(t, size, n, seed, "", nil) {
			times[text]++
		}
	}
	const want = seeds * size / n
	for i := range n {
		// The standard deviation is 27.
		if got := times[fmt.Sprint(i+1)]; got < want-120 || got > want+120 {
			t.Errorf("entity %d was chosen %d times of %d, want about %d", i+1, got, seeds, want)
		}
	}
}

// TestSampleInFile shows that a sample that does not fit in memory is the same.
func TestSampleInFile(t *testing.T) {
	files := 0
	scratch := func() (*os.File, error) {
		files++
		return os.Create(filepath.Join(t.TempDir(), "scratch"))
	}
	want := sample(t, 40, 1000, 7, "", scratch)
	if files > 0 {
		t.Fatal("a file for a few bytes")
	}
	got := sample(t, 40, 1000, 7, strings.Repeat("x", spoolMemory/30), scratch)
	if files != 1 || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("with %d files: %v, want %v", files, got, want)
	}
}

// TestSampleWithoutRoom returns the error of the file.
func TestSampleWithoutRoom(t *testing.T) {
	full := errors.New("no space")
	s := NewSample(10, 1, func() (*os.File, error) { return nil, full })
	text := make([]byte, spoolMemory/2+1)
	if err := s.Add(text); err != nil {
		t.Fatal(err)
	}
	if err := s.Add(text); err != full {
		t.Error(err)
	}
}
