package feedio_test

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// files returns the names and texts of the files in a folder.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

// create creates a file and writes to it.
func create(t *testing.T, name, text string, o *feedio.CreateOptions) *feedio.File {
	t.Helper()
	f, err := feedio.Create(name, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, text); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestCreate shows that a file has its name when it is closed, and not before.
func TestCreate(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "out.csv")
	var target, temporary string
	f := create(t, name, "one", &feedio.CreateOptions{Sync: true, Beginning: func(a, b string) error {
		target, temporary = a, b
		return nil
	}})
	if got := files(t, folder); len(got) != 1 || got[filepath.Base(temporary)] != "one" || target != name {
		t.Errorf("%q, %s, %s", got, target, temporary)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f.Abort()
	if got := files(t, folder); len(got) != 1 || got["out.csv"] != "one" {
		t.Errorf("%q", got)
	}
	if _, err := feedio.Create(name, nil); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
	f = create(t, name, "first", &feedio.CreateOptions{Replace: true})
	if err := f.Restart(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "two")
	if err := f.Finish(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("more")); err == nil || files(t, folder)["out.csv"] != "one" {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got := files(t, folder); len(got) != 1 || got["out.csv"] != "two" {
		t.Errorf("%q", got)
	}
}

// TestCreateAbort shows that nothing remains of what is given up, or of what somebody else
// has made meanwhile.
func TestCreateAbort(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "out.csv")
	create(t, name, "one", nil).Abort()
	if got := files(t, folder); len(got) > 0 {
		t.Errorf("%q", got)
	}
	f := create(t, name, "one", nil)
	if err := os.WriteFile(name, []byte("theirs"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
	f.Abort()
	if got := files(t, folder); len(got) != 1 || got["out.csv"] != "theirs" {
		t.Errorf("%q", got)
	}
	refused := errors.New("no")
	if _, err := feedio.Create(name, &feedio.CreateOptions{Replace: true, Beginning: func(string, string) error { return refused }}); err != refused {
		t.Error(err)
	}
	if _, err := feedio.Create(filepath.Join(folder, "none", "out.csv"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestCreateCompressed shows that the name decides.
func TestCreateCompressed(t *testing.T) {
	folder := t.TempDir()
	for name, o := range map[string]*feedio.CreateOptions{"a.csv.gz": nil, "b.csv.gz": {Plain: true}} {
		f := create(t, filepath.Join(folder, name), "wrong", o)
		if err := f.Restart(); err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, "text")
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got := files(t, folder)["b.csv.gz"]; got != "text" {
		t.Errorf("%q", got)
	}
	file, err := os.Open(filepath.Join(folder, "a.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); string(text) != "text" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}
