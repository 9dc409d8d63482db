package excerpt_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/excerpt"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

// open begins to read a feed that is in memory.
func open(t *testing.T, text string, f feed.Format) *excerpt.Reader {
	t.Helper()
	src, err := feedio.Open(strings.NewReader(text), &feedio.Options{Format: f})
	if err != nil {
		t.Fatal(err)
	}
	r, err := excerpt.NewReader(src, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// parts copies a feed to parts of n entities and returns their texts. Each is as long
// as SizeWith says.
func parts(t *testing.T, text string, f feed.Format, n int) (parts []string) {
	t.Helper()
	r := open(t, text, f)
	frame, err := r.Frame()
	if err != nil {
		t.Fatal(err)
	}
	for over := false; !over; {
		var b bytes.Buffer
		w := excerpt.NewWriter(&b, frame)
		size := int64(-1)
		for range n {
			_, source, err := r.Next()
			if over = err == io.EOF; over {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			size = w.SizeWith(source)
			if err := w.Write(source); err != nil {
				t.Fatal(err)
			}
		}
		if size < 0 && len(parts) > 0 {
			break
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if size >= 0 && size != int64(b.Len()) {
			t.Fatalf("SizeWith says %d bytes of\n%s", size, b.String())
		}
		parts = append(parts, b.String())
	}
	return parts
}

// join writes all entities of feeds under the head of the first.
func join(t *testing.T, texts []string, f feed.Format) string {
	t.Helper()
	var b bytes.Buffer
	var w *excerpt.Writer
	key := ""
	for i, text := range texts {
		r := open(t, text, f)
		frame, err := r.Frame()
		if err != nil {
			t.Fatalf("part %d: %v in\n%s", i+1, err, text)
		}
		if w == nil {
			w, key = excerpt.NewWriter(&b, frame), frame.Key()
		}
		if frame.Key() != key {
			t.Fatalf("part %d has the key %q, not %q", i+1, frame.Key(), key)
		}
		for {
			_, source, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("part %d: %v in\n%s", i+1, err, text)
			}
			if err := w.Write(source); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func content(t *testing.T, text string, f feed.Format) string {
	t.Helper()
	c, err := feedtest.Content(feedio.NewReader(strings.NewReader(text), f, nil))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return c
}

var formats = []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines}

// TestHardFeeds splits feeds in all spellings, and joins the parts again.
func TestHardFeeds(t *testing.T) {
	for _, f := range formats {
		for seed := range uint64(50) {
			hard := feedtest.Hard(seed, int(seed%12), f)
			whole := parts(t, hard.Text, f, 1000)
			if len(whole) != 1 {
				t.Fatalf("%v feed %d: %d parts", f, seed, len(whole))
			}
			want := content(t, hard.Text, f)
			if got := content(t, whole[0], f); got != want {
				t.Fatalf("%v feed %d:\n%s\nis copied as\n%s", f, seed, hard.Text, whole[0])
			}
			for n := 1; n < 4; n++ {
				if got := join(t, parts(t, hard.Text, f, n), f); got != whole[0] {
					t.Fatalf("%v feed %d in parts of %d:\n%s\njoined\n%s", f, seed, n, whole[0], got)
				}
			}
		}
	}
}

// TestWrittenFeeds shows that what our writers write comes back to the byte.
func TestWrittenFeeds(t *testing.T) {
	for _, f := range formats {
		for _, n := range []int{0, 1, 2, 7} {
			b := feedtest.Text(t, feedtest.Results(1, n), f, feedio.NewWriter)
			if got := join(t, parts(t, b, f, 2), f); got != b {
				t.Errorf("%v, %d entities:\n%s\nwant\n%s", f, n, got, b)
			}
		}
	}
}

const namespace = `xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode"`

// TestText shows what is kept of the text around the entities.
func TestText(t *testing.T) {
	for _, c := range []struct {
		name   string
		format feed.Format
		text   string
		want   string
	}{
		{"no line ends", feed.XML,
			`<GeocodeFeed ` + namespace + ` Version="2.0"><GeocodeEntity Id="1"/><GeocodeEntity Id='2' ></GeocodeEntity></GeocodeFeed>`,
			`<GeocodeFeed ` + namespace + ` Version="2.0"><GeocodeEntity Id="1"/><GeocodeEntity Id='2' ></GeocodeEntity></GeocodeFeed>`},
		{"CR LF, comments, a prefix, a byte order mark", feed.XML,
			"\uFEFF<?xml version='1.0'?>\r\n<!-- a > b -->\r\n<g:GeocodeFeed xmlns:g='" + namespace[7:len(namespace)-1] + "' Version=\"2.0\"\r\n >\r\n<!-- first -->\r\n\r\n\t<g:GeocodeEntity Id=\"1\" />\r\n<!-- second --> <g:GeocodeEntity Id=\"2\" />  </g:GeocodeFeed>",
			"\uFEFF<?xml version='1.0'?>\r\n<!-- a > b -->\r\n<g:GeocodeFeed xmlns:g='" + namespace[7:len(namespace)-1] + "' Version=\"2.0\"\r\n >\r\n<!-- first -->\r\n\r\n\t<g:GeocodeEntity Id=\"1\" />\r\n\t<g:GeocodeEntity Id=\"2\" />\r\n</g:GeocodeFeed>\r\n"},
		{"no entity in XML", feed.XML,
			"<GeocodeFeed " + namespace + " Version='2.0' />",
			"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GeocodeFeed " + namespace + " Version=\"2.0\">\n</GeocodeFeed>\n"},
		{"the last row without a line end", feed.CSV,
			"Bing Spatial Data Services, 2.0\r\nId,GeocodeRequest/Query\r\n\r\n1,\"a\r\nb\"\r\n\r\n\"2\", b ",
			"Bing Spatial Data Services, 2.0\r\nId,GeocodeRequest/Query\r\n\r\n1,\"a\r\nb\"\r\n\"2\", b "},
		{"no entity in CSV", feed.CSV, "\uFEFFBing Spatial Data Services, 2.0,,\nId,GeocodeRequest/Query,", "\uFEFFBing Spatial Data Services, 2.0,,\nId,GeocodeRequest/Query,"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := parts(t, c.text, c.format, 1000)[0]; got != c.want {
				t.Errorf("%q\nwant\n%q", got, c.want)
			}
			content(t, c.want, c.format)
		})
	}
}

// TestUTF16 shows that what is written is UTF-8 and says so.
func TestUTF16(t *testing.T) {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\uFEFF<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<GeocodeFeed " + namespace + " Version=\"2.0\">\n<GeocodeEntity Id=\"é\" />\n</GeocodeFeed>")) {
		b.WriteString(string([]byte{byte(u), byte(u >> 8)}))
	}
	const want = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<GeocodeFeed " + namespace + " Version=\"2.0\">\n<GeocodeEntity Id=\"é\" />\n</GeocodeFeed>\n"
	if got := parts(t, b.String(), feed.XML, 9)[0]; got != want {
		t.Errorf("%q\nwant\n%q", got, want)
	}
}

// TestFaults shows that a fault is where the whole feed has it, and comes again.
func TestFaults(t *testing.T) {
	for _, c := range feedtest.Cases() {
		_, want := feedtest.Content(feedio.NewReader(strings.NewReader(c.Bytes()), c.Format, nil))
		src, err := feedio.Open(strings.NewReader(c.Bytes()), &feedio.Options{Format: c.Format})
		if err != nil {
			continue // it is refused before anything is read
		}
		r, err := excerpt.NewReader(src, nil)
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, _, err = r.Next()
		}
		if _, _, again := r.Next(); again != err {
			t.Errorf("%s: %v after %v", c.Name, again, err)
		}
		if want == nil {
			want = io.EOF
		}
		if fmt.Sprint(err) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", c.Name, err, want)
		}
	}
}

// TestLongHead gives up on text before the first entity that has no end.
func TestLongHead(t *testing.T) {
	text := "<GeocodeFeed " + namespace + " Version='2.0'>" + strings.Repeat("<!-- -->\n", 300_000) + "<GeocodeEntity Id='1' /></GeocodeFeed>"
	const want = `300001:1: entity 1 (Id "1"): more than 2097152 bytes come before the first entity; remove what is no entity`
	if _, err := open(t, text, feed.XML).Frame(); fmt.Sprint(err) != want {
		t.Error(err)
	}
}
