package run

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// TestPrepared shows that a request is read as it was prepared, and that its text, cut
// anywhere, is refused or read without a panic.
func TestPrepared(t *testing.T) {
	m, err := azuremaps.NewMapper(&azuremaps.Options{Both: azuremaps.BothQuery})
	if err != nil {
		t.Fatal(err)
	}
	faults := 0
	for _, e := range mixed(40) {
		var rec feed.Record
		if err := rec.Read(feedtest.Entities(&e).Reader()); err != nil {
			t.Fatal(err)
		}
		item, want := m.AppendItem(nil, &rec, 0)
		text, r := prepare(m, []byte("x"), &rec)
		if text[0] != 'x' || cmp.Diff(want, r) != "" {
			t.Fatalf("%q, %s", text, cmp.Diff(want, r))
		}
		var p prepared
		if err := p.parse(m, text[1:], map[string]string{}); err != nil {
			t.Fatal(err)
		}
		if want.Fault != "" {
			faults++
			want = azuremaps.Request{Fault: want.Fault, Lost: want.Lost, Changed: want.Changed}
		}
		if diff := cmp.Diff(want, p.Request); diff != "" || !bytes.Equal(p.item, item) {
			t.Errorf("%s, item %q, want %q", diff, p.item, item)
		}
		filter := m.Filter(&rec)
		textOf := func(f *azuremaps.Filter) []byte { return azuremaps.Internal.AppendFilter(&private.Granted, nil, f) }
		if got := textOf(&p.filter); want.Fault == "" && !bytes.Equal(got, textOf(&filter)) {
			t.Errorf("filter %q", got)
		}
		for i := range text {
			new(prepared).parse(m, text[1:][:i], map[string]string{})
		}
	}
	if faults == 0 {
		t.Error("no request has a fault")
	}
	if err := new(prepared).parse(m, []byte("abc"), nil); err == nil {
		t.Error("three bytes are a request")
	}
}
