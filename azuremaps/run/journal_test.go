package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// testJournal writes a journal of a few entries and returns its text, and where its entries
// end.
func testJournal(t *testing.T) (text []byte, ends []int) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "journal")
	j, err := openJournal(name, false)
	if err != nil {
		t.Fatal(err)
	}
	defer j.close()
	ends = []int{0}
	for i, e := range []*entry{
		{Kind: sending, Batch: "1.1", Items: 3}, {Kind: answered, Batch: "1.1", Status: 200, Trace: "t"}, {Kind: sending, Batch: "1.2", Items: 2, Again: true},
		{Kind: halved, Batch: "1.2"}, {Kind: refused, Batch: "1.2.0"}, {Kind: gaveUp, Batch: "1.2.1"},
	} {
		body := []byte(nil)
		if e.Kind == answered || e.Kind == refused {
			body = []byte(fmt.Sprintf("body %d\nwith {\"lines\"}\n\n", i))
		}
		if err := j.add(e, body, nil); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, int(j.size))
	}
	if text, err = os.ReadFile(name); err != nil {
		t.Fatal(err)
	}
	return text, ends
}

// loaded opens a journal of a text.
func loaded(t *testing.T, text []byte) (*journal, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return openJournal(name, false)
}

// TestJournalTorn cuts a journal at each byte: what is whole stays, and more can be added.
func TestJournalTorn(t *testing.T) {
	text, ends := testJournal(t)
	for cut := range len(text) + 1 {
		j, err := loaded(t, text[:cut])
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		whole := 0
		for _, end := range ends {
			if end <= cut {
				whole = end
			}
		}
		if int(j.size) != whole {
			t.Fatalf("cut at %d: %d bytes stay, want %d", cut, j.size, whole)
		}
		if s, ok := j.last("1.1"); ok != (cut >= ends[2]) || ok && s.trace != "t" {
			t.Fatalf("cut at %d: %+v", cut, s)
		}
		if err := j.add(&entry{Kind: answered, Batch: "9.9"}, []byte("x"), func() {}); err != nil {
			t.Fatal(err)
		}
		name := j.file.Name()
		j.close()
		again, err := openJournal(name, false)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		s, ok := again.last("9.9")
		if body, err := again.body(s); !ok || err != nil || string(body) != "x" {
			t.Fatalf("cut at %d: %q, %v", cut, body, err)
		}
		again.close()
	}
}

// TestJournalDamaged changes each byte of a journal. In the last entry that is as if it were
// torn; before that an answer that was paid for would be lost, which is said.
func TestJournalDamaged(t *testing.T) {
	text, ends := testJournal(t)
	last := ends[len(ends)-2]
	for at := range text {
		changed := []byte(string(text))
		changed[at] ^= 0x15
		j, err := loaded(t, changed)
		switch {
		case at >= last && (err != nil || int(j.size) != last):
			t.Fatalf("byte %d of the last entry: %v", at, err)
		case at < last && err == nil && int(j.size) == len(text):
			t.Fatalf("byte %d is damaged, and nobody minds", at)
		case err != nil && (!errors.Is(err, batch.ErrState) || !strings.Contains(err.Error(), "cut it off at that byte")):
			t.Fatalf("byte %d: %v", at, err)
		}
		if err == nil {
			if at < last && int(j.size) < len(text) && strings.Contains(string(text[j.size+1:]), "\n") && int(j.size) < ends[len(ends)-3] {
				t.Fatalf("byte %d: entries after it are cut off", at)
			}
			j.close()
		}
	}
	zeros := append([]byte(string(text)), make([]byte, 5000)...)
	if j, err := loaded(t, zeros); err != nil || int(j.size) != len(text) {
		t.Errorf("zeros at the end: %v", err)
	}
}

// TestJournalAtOnce shows that several goroutines may add, and that what was added is there.
func TestJournalAtOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	j, err := openJournal(name, false)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	var synced atomic.Int64
	for g := range 8 {
		group.Go(func() {
			for i := range 20 {
				name := fmt.Sprintf("%d.%d", g, i)
				if err := errors.Join(j.add(&entry{Kind: sending, Batch: name, Items: 1}, nil, nil), j.add(&entry{Kind: answered, Batch: name}, []byte(name), func() { synced.Add(1) })); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if err := j.flush(); err != nil || synced.Load() != 160 {
		t.Errorf("%d entries are on disk, %v", synced.Load(), err)
	}
	j.close()
	again, err := openJournal(name, true)
	if err != nil {
		t.Fatal(err)
	}
	defer again.close()
	for g := range 8 {
		for i := range 20 {
			name := fmt.Sprintf("%d.%d", g, i)
			s, ok := again.last(name)
			if body, err := again.body(s); !ok || err != nil || string(body) != name {
				t.Errorf("%s: %q, %v", name, body, err)
			}
		}
	}
	if again.sent != 160 {
		t.Errorf("%d sent", again.sent)
	}
}

// TestJournalFull shows that an entry that could not be written does not count, and that the
// journal takes no others.
func TestJournalFull(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name) // which cannot be written
	if err != nil {
		t.Fatal(err)
	}
	j := newJournal(f)
	defer j.close()
	for range 2 {
		if err := j.add(&entry{Kind: answered, Batch: "1.1"}, []byte("x"), func() {}); err == nil {
			t.Error("an entry is taken")
		}
	}
	if _, ok := j.last("1.1"); ok || j.size != 0 {
		t.Error("an entry that was not written counts")
	}
}

// TestEntryAppend shows that an entry is written as encoding/json reads it.
func TestEntryAppend(t *testing.T) {
	asked := &requests{direction: azuremaps.Reverse, language: "de-DE"}
	answer := &raw{Direction: "reverse", Language: "de-DE"}
	for i := range 3 {
		asked.add(item{id: 10 + int64(i)}, []byte(`{"coordinates":[1,2]}`))
		answer.Numbers = append(answer.Numbers, asked.items[i].id)
		answer.Digests = append(answer.Digests, fmt.Sprintf("%016x", asked.digest(i)))
	}
	for _, want := range []entry{
		{Kind: sending, Batch: "1.2.0", Items: 3, Again: true},
		{Kind: answered, Batch: "1.2", Status: 200, Trace: "a \"b\" \\ é\uFFFD", Length: 12, Answer: answer},
		{Kind: halved, Batch: "7.1", Status: 408},
	} {
		e := want
		if e.Answer != nil {
			e.asked = asked
		}
		text := e.append(nil)
		plain, err := json.Marshal(&want)
		if err != nil || string(text) != string(plain) {
			t.Errorf("%s\nwant\n%s\n%v", text, plain, err)
		}
	}
}

// failingDisk is a file of which a byte cannot be read, the first time.
type failingDisk struct {
	*bytes.Reader
	at     int64
	failed bool
}

var errDisk = errors.New("the disk fails")

func (d *failingDisk) Read(p []byte) (int, error) {
	before := d.Size() - int64(d.Len())
	if !d.failed && before+int64(len(p)) > d.at {
		d.failed = true
		n, _ := d.Reader.Read(p[:max(d.at-before, 0)])
		return n, errDisk
	}
	return d.Reader.Read(p)
}

// TestJournalUnreadable shows that what a disk does not give is not taken for torn: it would
// be cut off, and asked for and paid for again.
func TestJournalUnreadable(t *testing.T) {
	text, _ := testJournal(t)
	for at := range text {
		err := scanJournal(&failingDisk{Reader: bytes.NewReader(text), at: int64(at)}, "journal", func(*entry, int64, []byte) error { return nil })
		if !errors.Is(err, errDisk) {
			t.Fatalf("the byte at %d cannot be read: %v", at, err)
		}
	}
}
