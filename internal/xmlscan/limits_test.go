package xmlscan_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// TestLimits shows what is refused for its size, however the text arrives.
func TestLimits(t *testing.T) {
	attributes := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " x%d=''", i)
		}
		return b.String()
	}
	limits := feed.Limits{Entity: 20_000, Nesting: 3}
	for _, c := range []struct{ name, document, want string }{
		{"nesting", "<a><a><a></a></a></a>", ""},
		{"nesting over the limit", "<a><a><a><a></a></a></a></a>", "1:10: elements are nested deeper than the limit of 3"},
		{"nesting of empty elements over the limit", "<a><a><a><a/></a></a></a>", "1:10: elements are nested deeper than the limit of 3"},
		{"attributes", "<a" + attributes(1000) + "/>", ""},
		{"attributes over the limit", "<a" + attributes(1000) + " §y=''/>", "§: more than 1,000 attributes in one tag"},
		{"attributes over the limit, the last ones foreseen", "<feed><a id='' b='' c=''/><a" + attributes(1000) + ` §id="" b="" c="0123456789012345678901234567890123456789"/></feed>`, "§: more than 1,000 attributes in one tag"},
		{"a tag of the limit", "<a b='" + strings.Repeat("x", 20_000-9) + "'/>", ""},
		{"a tag over the limit", "<a b='" + strings.Repeat("x", 20_000-8) + "'/>", "1:1: the tag is larger than the limit of 20000 bytes; shorten it; a quote or an end tag may be missing"},
		{"a fault in a tag over the limit", "<a b='" + strings.Repeat("x", 20_000) + "<", "1:1: the tag is larger than the limit of 20000 bytes; shorten it; a quote or an end tag may be missing"},
		{"a tag over the limit that is cut", "<a b='" + strings.Repeat("x", 20_000), "1:1: the tag is larger than the limit of 20000 bytes; shorten it; a quote or an end tag may be missing"},
		{"comments and instructions of any size", "<!--" + strings.Repeat("-x", 50_000) + "--><?p " + strings.Repeat("?", 50_000) + "?><a/>" + strings.Repeat("\n", 50_000), ""},
		{"the names of open elements", "<" + strings.Repeat("a", 15_000) + ">§<" + strings.Repeat("b", 15_000) + ">", "§: names and namespaces of the open elements are larger than the limit of 20000 bytes; close or shorten some"},
		{"namespaces in scope", "<a xmlns='" + strings.Repeat("c", 15_000) + "'><b §xmlns='" + strings.Repeat("d", 15_000) + "'/></a>", "§: namespaces in scope are larger than the limit of 20000 bytes; shorten them"},
		{"namespaces out of scope", "<a>" + strings.Repeat("<a xmlns='"+strings.Repeat("c", 15_000)+"'></a><a xmlns='"+strings.Repeat("d", 15_000)+"'/>", 2) + "</a>", ""},
	} {
		document, places := feedtest.Marks(c.document)
		c.want = feedtest.Located(c.want, places)
		if _, fault := everyWay(t, document, limits); fault != c.want {
			t.Errorf("%s: %q, want %q", c.name, fault, c.want)
		}
	}
}

// TestPinnedLimit shows that what is pinned counts as a whole.
func TestPinnedLimit(t *testing.T) {
	for size, want := range map[int]string{
		100: "",
		101: "1:4: the entity is larger than the limit of 100 bytes; shorten it; a quote or an end tag may be missing",
	} {
		const start, end = "<entity>", "</entity>"
		document := "<a>" + start + strings.Repeat("x", size-len(start)-len(end)) + end + strings.Repeat("x", 200) + "</a>"
		s := newScanner(strings.NewReader(document), feed.Limits{Entity: 100})
		fault := ""
		for {
			event, err := s.Next()
			if err != nil && err != io.EOF {
				fault = err.Error()
			}
			if err != nil {
				break
			}
			switch {
			case event == xmlscan.Start && s.Depth() == 2:
				s.Pin()
			case event == xmlscan.End && s.Depth() == 2:
				if len(s.Pinned()) != size {
					t.Errorf("pinned %d bytes, not %d", len(s.Pinned()), size)
				}
				s.Unpin()
			}
		}
		if fault != want {
			t.Errorf("%d: %q, want %q", size, fault, want)
		}
	}
}

// TestHostileNames scans what would take a time that grows with the square of
// its size if names were compared with each other.
func TestHostileNames(t *testing.T) {
	var tag strings.Builder
	tag.WriteString("<b")
	for i := range 500 {
		fmt.Fprintf(&tag, " xmlns:p%d='u%d' p%d:a='1'", i, i, i)
	}
	tag.WriteString("/>")
	repeats := 20
	begun := time.Now()
	if _, fault := events(newScanner(strings.NewReader("<a>"+strings.Repeat(tag.String(), repeats)+"</a>"), feed.Limits{})); fault != "" {
		t.Fatal(fault)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("%d tags took %v", repeats, took)
	}
}

// TestLargeTagByteByByte scans a tag of 200 kB that arrives in pieces of a byte:
// the work must not grow with the square of its size.
func TestLargeTagByteByByte(t *testing.T) {
	document := "<a b='" + strings.Repeat("&amp;", 40_000) + "'/>"
	begun := time.Now()
	if _, fault := events(newScanner(&trickle{document}, feed.Limits{})); fault != "" {
		t.Fatal(fault)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

// A trickle yields a byte at a time.
type trickle struct{ text string }

func (r *trickle) Read(p []byte) (int, error) {
	if r.text == "" {
		return 0, io.EOF
	}
	p[0], r.text = r.text[0], r.text[1:]
	return 1, nil
}
