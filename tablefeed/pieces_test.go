package tablefeed

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func init() { runtime.GOMAXPROCS(max(3, runtime.GOMAXPROCS(0))) }

// copied is all that can be told of a copy of a table.
func copied(src io.Reader, m Mapping, o *Options, copy func(feed.Writer, feed.Reader) (int64, error)) string {
	var out bytes.Buffer
	r := NewReader(src, m, o)
	w := xmlfeed.NewWriter(&out, nil)
	n, err := copy(w, r)
	w.Flush()
	return fmt.Sprintf("%s\n%d entities, %v, row %d, offset %d", out.String(), n, err, r.Row(), r.InputOffset())
}

// comparePieces copies a table plainly and in pieces of several sizes.
func comparePieces(t *testing.T, name, text string, m Mapping, o *Options) {
	t.Helper()
	want := copied(strings.NewReader(text), m, o, feed.Copy)
	for _, size := range []int{1, 60, 300, 2000} {
		got := copied(strings.NewReader(text), m, o, func(w feed.Writer, r feed.Reader) (int64, error) {
			pieces.Size = size
			return pieces.Copy(context.Background(), w, r)
		})
		if got != want {
			i := 0
			for got[i] == want[i] {
				i++
			}
			t.Fatalf("%s in pieces of %d differs at %d:\n%.300q\nwant\n%.300q", name, size, i, got[max(0, i-100):], want[max(0, i-100):])
		}
	}
}

// TestPieces shows that a table is read the same on one core and on several, with Ids of its
// own and with the numbers of the rows.
func TestPieces(t *testing.T) {
	count := uint64(150)
	if feedtest.Race {
		count = 20
	}
	for seed := range count {
		var text strings.Builder
		g := generate(seed)
		text.WriteString(g.text)
		if !strings.HasSuffix(g.text, "\n") {
			text.WriteByte('\n')
		}
		_, rows, _ := strings.Cut(text.String(), "\n")
		for range 10 {
			text.WriteString(rows)
		}
		o := &Options{Delimiter: g.delimiter}
		comparePieces(t, fmt.Sprint("table ", seed), text.String(), mapped(t, "AddressLine={#1}, {#2}|Culture?=en"), o)
		comparePieces(t, fmt.Sprint("table with Ids ", seed), text.String(), mapped(t, "Id=#1,Query=#2"), o)
	}
}

// TestPiecesAtFault is TestPieces for tables in which something is wrong, and for rows that
// look like others.
func TestPiecesAtFault(t *testing.T) {
	good := func(n int) string { return strings.Repeat("1,\"Main St, 5\",\"two\nlines\"\n2,x,y\n", n) }
	plain := func(n int) string { return strings.Repeat("1,Main St,York\n,,\n\n2,x,y\n", n) }
	const header = "a,b,c\n"
	for name, text := range map[string]string{
		"a row too long":        header + good(20) + "1,2,3,4\n" + good(20),
		"an open quote":         header + good(20) + "1,\"2,3,4\n" + plain(20),
		"a wrong quote":         header + plain(20) + "1,\"2\"x,3\n" + good(20),
		"the header again":      header + good(20) + header + good(20),
		"no character":          header + plain(20) + "1,\xff,3\n" + good(20),
		"blank rows":            header + plain(20) + strings.Repeat("\n,,\r\n", 500) + plain(20),
		"blank rows at the end": header + plain(20) + strings.Repeat("\n,,\r\n", 500),
		"old line ends":         header + strings.ReplaceAll(good(20), "\n", "\r"),
		"CR LF":                 header + strings.ReplaceAll(plain(40), "\n", "\r\n"),
		"values like rows":      header + good(10) + "1,\"" + strings.Repeat("\n7,8,9", 300) + "\",2\n" + good(10),
		"a long plain row":      header + plain(10) + "1," + strings.Repeat("x", 9000) + ",2\n" + plain(10),
		"a long quoted row":     header + plain(10) + "1,\"" + strings.Repeat("x\n\"\"", 3000) + "\",2\n" + good(10),
		"stray quotes":          header + strings.Repeat("1,5\" pipe,\"x\"\n", 100),
		"short rows":            header + strings.Repeat("1\n2,\"x\"\n", 200),
		"UTF-16":                "\xFF\xFE" + strings.Join(strings.Split(header+plain(30), ""), "\x00") + "\x00",
	} {
		comparePieces(t, name, text, mapped(t, "AddressLine={b} {c}"), nil)
		comparePieces(t, name+", with Ids", text, mapped(t, "Id=#1,Query=#2"), nil)
		comparePieces(t, name+", without a header", text, mapped(t, "Query=#2"), &Options{NoHeader: true})
	}
}

// TestPiecesAreJoined shows that pieces are read by forks and not again by the Reader, also if
// the numbers of rows are the Ids.
func TestPiecesAreJoined(t *testing.T) {
	for name, row := range map[string]string{"plain": "7,Main St,York\n", "quoted": "7,\"Main St, 5\",\"York\r\n\"\n", "blank": "7,Main St,York\n,,\n\n", "CR": "7,x,y\r"} {
		text := "a,b,c\n" + strings.Repeat(row, 2000)
		r := NewReader(strings.NewReader(text), mapped(t, "Query=b"), nil)
		pieces.Size = 1000
		w := xmlfeed.NewWriter(io.Discard, nil)
		counter := &readCounter{Reader: r}
		if n, err := pieces.Copy(context.Background(), w, counter); n != 2000 || err != nil {
			t.Fatal(name, n, err)
		}
		if counter.reads > 200 {
			t.Errorf("%s: %d of 2000 entities were read by the Reader itself", name, counter.reads)
		}
	}
}

// A readCounter counts the entities that a Reader reads, and not its forks.
type readCounter struct {
	*Reader
	reads int
}

func init() { pieces.RegisterReader(func(c *readCounter) pieces.Reader { return splitter{c.Reader} }) }

func (c *readCounter) ReadRecord(rec *feed.Record) error {
	c.reads++
	return c.Reader.ReadRecord(rec)
}
