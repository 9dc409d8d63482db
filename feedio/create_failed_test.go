package feedio

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestCreateFailedWrite lets a write fail, as on a full disk, in a program that looks only
// at what Close returns: the file must not get its name.
func TestCreateFailedWrite(t *testing.T) {
	for _, name := range []string{"a.csv", "a.csv.gz"} {
		folder := t.TempDir()
		f, err := Create(filepath.Join(folder, name), nil)
		if err != nil {
			t.Fatal(err)
		}
		whole := f.file
		f.file, err = os.Open(whole.Name()) // which nothing can be written to
		if err != nil {
			t.Fatal(err)
		}
		_, failed := f.Write(make([]byte, 100))
		f.file.Close()
		f.file = whole
		io.WriteString(f, "more")
		if f.zip == nil && failed == nil {
			t.Errorf("%s: the write does not fail", name)
		}
		if f.zip != nil {
			failed = f.failed
		}
		if err := f.Finish(); err != failed || err == nil {
			t.Errorf("%s: Finish: %v after %v", name, err, failed)
		}
		if err := f.Close(); err != failed {
			t.Errorf("%s: Close: %v after %v", name, err, failed)
		}
		f.Abort()
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", name, left, err)
		}
	}
}

// TestCreateRestartAfterFailedWrite writes the file again, and whole.
func TestCreateRestartAfterFailedWrite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.csv")
	f, err := Create(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.failed = io.ErrShortWrite
	if err := f.Restart(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "whole")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(name); string(text) != "whole" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestCreateWithoutName leaves nothing in the working folder.
func TestCreateWithoutName(t *testing.T) {
	t.Chdir(t.TempDir())
	if f, err := Create("", nil); err == nil {
		f.Abort()
		t.Error("a file without a name is created")
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// TestCreateFailedFinish lets the end of writing fail: Close does not name the file then,
// nor after Abort.
func TestCreateFailedFinish(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "a.csv")
	f, err := Create(name, &CreateOptions{Sync: true})
	if err != nil {
		t.Fatal(err)
	}
	f.file.Close() // so that it can be neither synchronized nor closed
	failed := f.Finish()
	if err := f.Close(); err == nil || err != failed {
		t.Errorf("Close: %v after %v", err, failed)
	}
	f.Abort()
	if err := f.Close(); err != errNoFile {
		t.Errorf("Close after Abort: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
