package delimfeed_test

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestLimits shows the faults of texts over a limit, with small limits. They do not depend on
// how the bytes arrive.
func TestLimits(t *testing.T) {
	limits := feed.Limits{Value: 10, Entity: 60, Header: 100}
	x := func(n int) string { return strings.Repeat("x", n) }
	const header = versionLine + "Id,GeocodeRequest/Query,TraceId\n"
	for _, c := range []struct{ name, text, want string }{
		{"value", header + "1," + x(11) + ",t\n2," + x(10) + "\n",
			"fault [value-too-large] 3:3: entity 1 (Id \"1\"): GeocodeRequest/Query: the value is larger than the limit of 10 bytes; shorten it\nentity Id=\"1\"\n  GeocodeRequest\n  TraceId=\"t\"\nend\n" +
				"entity Id=\"2\"\n  GeocodeRequest Query=\"" + x(10) + "\"\nend\n"},
		{"value with quotes", header + "1,\"" + strings.Repeat(`""`, 10) + "\"\n",
			"entity Id=\"1\"\n  GeocodeRequest Query=\"" + strings.Repeat(`\"`, 10) + "\"\nend\n"},
		{"Id", header + x(11) + ",q,\n",
			"fault [value-too-large] 3:1: entity 1: Id: the value is larger than the limit of 10 bytes; shorten it\nentity Id=\"\"\n  GeocodeRequest Query=\"q\"\nend\n"},
		{"row", header + "1,q\n2," + x(60) + "\n",
			"entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\nfault [value-too-large] 4:1: entity 2 (Id \"2\"): the row is larger than the limit of 60 bytes for an entity; shorten it (fatal)\n"},
		{"endless row", header + "1," + x(1000),
			"fault [value-too-large] 3:1: entity 1 (Id \"1\"): the row is larger than the limit of 60 bytes for an entity; shorten it (fatal)\n"},
		{"quoted value", header + "1,\"" + x(70) + "\"\n",
			"fault [value-too-large] 3:3: entity 1 (Id \"1\"): the value that begins here is over the limit of 60 bytes for an entity, or its quote is not closed; close the quote (fatal)\n"},
		{"unclosed quote", header + "1,\"" + strings.Repeat("x y\n", 100),
			"fault [text-syntax] 3:3: entity 1 (Id \"1\"): the quote that opens here is not closed, or its value is over the limit of 60 bytes for an entity; close the quote (fatal)\n"},
		{"first line", x(103), "fault [value-too-large] 1:1: the line is larger than the limit of 100 bytes for a header; shorten it (fatal)\n"},
		{"header", versionLine + "Id" + strings.Repeat(",", 200) + "\n", "fault [value-too-large] 2:1: the line is larger than the limit of 100 bytes for a header; shorten it (fatal)\n"},
		{"header with a quote", versionLine + "Id,\"" + strings.Repeat("x\n", 200) + "\n",
			"fault [text-syntax] 2:4: the quote that opens here is not closed, or its value is over the limit of 100 bytes for a header; close the quote (fatal)\n"},
		{"index rows", indexHeader + "1,q\n" + strings.Repeat("1,,,,9\n", 20), ""},
		{"blank rows", header + "1,q\n" + strings.Repeat(",,\n", 100) + "2,q\n", "entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\nentity Id=\"2\"\n  GeocodeRequest Query=\"q\"\nend\n"},
		{"blank rows and an index", indexHeader + "1,q\n" + strings.Repeat(",,\n", 100) + "2,q\n",
			"notice [column-extension] 2:57: GeocodeResponse/Index: the service does not know this column; remove it, or convert the feed to XML\n" +
				"entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\nentity Id=\"2\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	} {
		got := read(c.text, feed.CSV, limits)
		if c.want != "" {
			same(t, c.name, got, c.want)
		} else if !strings.HasSuffix(got, "fault [value-too-large] 3:1: entity 1 (Id \"1\"): the rows of the entity are larger than the limit of 60 bytes; shorten them (fatal)\n") {
			t.Errorf("%s: %s", c.name, got)
		}
		if pieces, _ := log(oneByte{strings.NewReader(c.text)}, limits); pieces != got {
			same(t, c.name+", byte by byte", pieces, got)
		}
	}
}

type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:1]) }

// TestHostileSizes reads texts that would fill the memory of a reader without limits.
func TestHostileSizes(t *testing.T) {
	const size = 24 << 20
	if testing.Short() || feedtest.Race {
		t.Skip("reads hundreds of megabytes")
	}
	for _, c := range []struct {
		name, begin, again string
		end                string
	}{
		{"a cell", versionLine + "Id,TraceId\n1,", "x", "value-too-large"},
		{"a quoted cell", versionLine + "Id,TraceId\n1,\"", "x", "value-too-large"},
		{"doubled quotes", versionLine + "Id,TraceId\n1,\"", `""`, "value-too-large"},
		{"an unclosed quote", versionLine + "Id,TraceId\n1,\"", "x y\n", "text-syntax"},
		{"cells", versionLine + "Id,TraceId\n1,", ",", "value-too-large"},
		{"a first line", "", "x", "value-too-large"},
		{"columns", versionLine, ",Id", "value-too-large"},
		{"empty columns", versionLine + "Id", ",", "value-too-large"},
		{"blank lines first", "", "\n", "text-header"},
		{"blank lines before the header", versionLine, ",,\n", "text-header"},
		{"blank rows", versionLine + "Id\n1\n", "\r\n", "EOF"},
		{"blank rows after an entity that may go on", versionLine + "Id,GeocodeResponse/Index\n1\n", ",\n", "EOF"},
		{"rows too long", versionLine + "Id\n", "1," + strings.Repeat("x", 61) + "\n", "EOF"},
		{"unknown columns", versionLine + "Id", ",Foo", "value-too-large"},
		{"misquoted rows", versionLine + "Id\n", "\"1\"" + strings.Repeat("x", 60) + "\n", "EOF"},
		{"index rows", versionLine + "Id,GeocodeResponse/Index\n1\n", "1,2\n", "value-too-large"},
		{"orphans", versionLine + "Id,GeocodeResponse/Index\n", strings.Repeat("1", 61) + ",2\n", "value-too-large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := delimfeed.NewReader(feedtest.Endless(c.begin, c.again, size), feed.CSV, nil)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			err := last(r)
			runtime.GC()
			runtime.ReadMemStats(&after)
			if fault, ok := err.(*feed.Fault); ok && string(fault.Cause) != c.end || !ok && err.Error() != c.end {
				t.Errorf("it ends with %v", err)
			}
			held := int64(2 << 20)
			if c.end != "EOF" && c.end != "text-header" || strings.Contains(c.name, "may go on") {
				held += 16 << 20 // an entity up to its limit is in view
			}
			if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > held {
				t.Errorf("%d bytes are held", grown)
			}
			runtime.KeepAlive(r)
		})
	}
}

// last reads up to the error that ends the reading, and returns it.
func last(r feed.Reader) error {
	for {
		_, err := r.ReadToken()
		if fault, ok := err.(*feed.Fault); err != nil && (!ok || fault.Fatal) {
			return err
		}
	}
}
