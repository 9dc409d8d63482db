package delimfeed_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// hostileText has every structure of a text, including some faults.
const hostileText = "\n\"Bing Spatial Data Services\", 2.0,,\r\n\r\nId, GeocodeRequest/Query,Foo,GeocodeResponse/Name,GeocodeResponse/GeocodePoints,GeocodeResponse/Index,\r\n" +
	"1,\"a\"\"b\r\n,c\" ,,ü,\"[{\"\"Latitude\"\":\"\"1\"\"}]\",\r\n1,,,n,[],2\r\r\n1,,,n,[{}],9\n2, é 𝄞 ,,,\"[{]\"\n3,\"x\"y,,\n4,q,,,,,,z\n4,,,,,2\n,,,\n5,\"last\""

// log returns the log of a reader, and the error at its end.
func log(r io.Reader, limits feed.Limits) (string, error) {
	var log feedtest.Log
	reader := delimfeed.NewReader(r, feed.CSV, &feed.ReaderOptions{Limits: limits, Notice: log.Notice})
	log.Read(feedtest.Check(feedtest.Expire(reader)))
	_, err := reader.ReadToken()
	return log.String(), err
}

// TestSplits reads the text in two pieces, split anywhere, and byte by byte.
func TestSplits(t *testing.T) {
	want, _ := log(strings.NewReader(hostileText), feed.Limits{})
	for name, r := range feedtest.Hostile(hostileText) {
		if got, _ := log(r, feed.Limits{}); got != want {
			same(t, name, got, want)
		}
	}
	for i := range len(hostileText) {
		if got, _ := log(feedtest.SplitAt(hostileText, i), feed.Limits{}); got != want {
			t.Fatalf("split at %d:\n%s", i, got)
		}
	}
}

// TestTruncations reads every prefix of the text: an end within a quoted cell or a character
// is a fault, and the complete rows before it are read as usual.
func TestTruncations(t *testing.T) {
	for i := range len(hostileText) {
		whole, err := log(strings.NewReader(hostileText[:i]), feed.Limits{})
		split, _ := log(feedtest.SplitAt(hostileText[:i], i/2), feed.Limits{})
		same(t, "split", split, whole)
		var f *feed.Fault
		if err != io.EOF && (!errors.As(err, &f) || !f.Fatal || f.Line == 0) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

// TestReadErrors shows that errors of the underlying reader are returned unchanged, after all
// complete rows, and again by every further read.
func TestReadErrors(t *testing.T) {
	broken := errors.New("broken")
	for i := range len(hostileText) {
		r := delimfeed.NewReader(feedtest.FailAt(hostileText, i, broken), feed.CSV, nil)
		var err error
		for range len(hostileText) {
			if _, err = r.ReadToken(); err == broken {
				break
			}
		}
		if _, again := r.ReadToken(); err != broken || again != broken {
			t.Fatalf("at %d: %v, then %v", i, err, again)
		}
	}
}

// TestLastLineNeedsNoEnd reads the same with and without a last line end.
func TestLastLineNeedsNoEnd(t *testing.T) {
	const text = versionLine + "Id,GeocodeRequest/Query\n1,q"
	for _, end := range []string{"", "\n", "\r", "\r\n", "\n\n\n", "\n,,\r\n , \r"} {
		same(t, end, read(text+end, feed.CSV, feed.Limits{}), oneEntity)
	}
}
