package xmlfeed_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

// small is a feed with something of everything.
const small = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- - --><?p ?>\r\n" +
	`<GeocodeFeed xmlns="` + namespace + `" xmlns:x="urn:x" Version="2.0">` +
	"<GeocodeEntity Id='é&amp;&#x1D11E;' x:y=\"1\">\n<GeocodeRequest Query=\"a\r\nb\"><Address Locality=\"Köln\" PostalCode=\"50667\" /><x:z>&lt;</x:z></GeocodeRequest>" +
	"<StatusCode>a<![CDATA[]]b]]>c\r\n<!-- d --></StatusCode> text ]] </GeocodeEntity >" +
	`<GeocodeEntity Id="2"><ReverseGeocodeRequest><Location/></ReverseGeocodeRequest></GeocodeEntity></GeocodeFeed>` + "\n"

func log(r io.Reader) string {
	l := feedtest.Log{Positions: true}
	l.Read(feedtest.Check(feedtest.Expire(xmlfeed.NewReader(r, &feed.ReaderOptions{Notice: l.Notice}))))
	return l.String()
}

// TestEverySplit reads a feed that arrives in three pieces, cut at every two
// places.
func TestEverySplit(t *testing.T) {
	want := log(strings.NewReader(small))
	for i := range small {
		for _, j := range []int{i, i + 1, i + 2, i + 9, len(small)} {
			if got := log(feedtest.SplitAt(small, i, min(j, len(small)))); got != want {
				t.Fatalf("split at %d and %d:\n%s\nnot\n%s", i, j, got, want)
			}
		}
	}
}

// TestEveryTruncation reads a feed that ends anywhere: until the root has ended
// that is one fatal fault with a place, after what the whole feed yields too.
func TestEveryTruncation(t *testing.T) {
	for i := range strings.LastIndex(small, ">") {
		r := xmlfeed.NewReader(strings.NewReader(small[:i]), nil)
		err := error(nil)
		for err == nil || !fatal(err) {
			if _, err = r.ReadToken(); err == io.EOF {
				t.Fatalf("cut at %d: no fault", i)
			}
		}
		var f *feed.Fault
		if !errors.As(err, &f) || f.Line == 0 || f.Cause != feed.XMLSyntax && f.Cause != feed.EncodingInvalid || f.Remedy == "" {
			t.Errorf("cut at %d: %#v", i, err)
		}
	}
}

func fatal(err error) bool {
	var f *feed.Fault
	return !errors.As(err, &f) || f.Fatal
}

// TestEveryFailure reads a feed whose reader fails anywhere: the error passes
// through, again and again, after all that was there before.
func TestEveryFailure(t *testing.T) {
	broken := errors.New("broken")
	for i := range len(small) + 1 {
		r := xmlfeed.NewReader(feedtest.FailAt(small, i, broken), nil)
		err := error(nil)
		for err == nil || !fatal(err) {
			_, err = r.ReadToken()
		}
		_, again := r.ReadToken()
		if err != broken || again != broken {
			t.Fatalf("failure at %d: %v, then %v", i, err, again)
		}
	}
}

// TestSource shows that an entity can be seen as it is in the input, faults
// and all, and that places stay known to its end.
func TestSource(t *testing.T) {
	for how, in := range feedtest.Hostile(small) {
		r := xmlfeed.NewReader(in, nil)
		var sources []string
		var start int64
		for {
			token, err := r.ReadToken()
			if err == io.EOF {
				break
			}
			if token.Kind == feed.EntityStart {
				start = token.Offset
			}
			if token.Kind == feed.EntityEnd {
				sources = append(sources, string(r.Source()))
				if p := r.Position(start); p.Line == 0 || p.Offset != start {
					t.Errorf("%s: the entity's place is %+v", how, p)
				}
			}
		}
		first := strings.Index(small, "<GeocodeEntity")
		second := strings.LastIndex(small, "<GeocodeEntity")
		end := strings.Index(small, "</GeocodeFeed")
		if len(sources) != 2 || sources[0] != small[first:second] || sources[1] != small[second:end] {
			t.Errorf("%s: %q", how, sources)
		}
	}
}
