package xmlfeed_test

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// repeated yields a text many times.
type repeated struct {
	text  string
	times int
	at    int
}

func (r *repeated) Read(p []byte) (n int, err error) {
	for n < len(p) && r.times > 0 {
		m := copy(p[n:], r.text[r.at:])
		n += m
		if r.at += m; r.at == len(r.text) {
			r.at = 0
			r.times--
		}
	}
	if n == 0 {
		err = io.EOF
	}
	return n, err
}

// TestFlatMemory reads what is long between entities, and the rest of a document
// that is no feed: memory must not grow with it.
func TestFlatMemory(t *testing.T) {
	large, medium := 100<<20, 20<<20
	if testing.Short() || feedtest.Race {
		large, medium = 20<<20, 5<<20
	}
	before := `<GeocodeFeed xmlns="` + namespace + `" Version="2.0"><GeocodeEntity Id="1"/>`
	const after = `<GeocodeEntity Id="2"/></GeocodeFeed>`
	for _, c := range []struct {
		name, begin, fill, end string
		size                   int
	}{
		{"a comment", before + "<!--", "long - comment\n", "-->" + after, large},
		{"an instruction", before + "<?p ", "long ? instruction ", "?>" + after, medium},
		{"white space", before, " \r\n\t", after, medium},
		{"entities", before, "<GeocodeEntity Id='x' xmlns='" + namespace + "'><GeocodeRequest Query='y'/></GeocodeEntity>", after, medium},
		{"unknown elements", "<Feed>", "<a b='c'>text &amp; <![CDATA[more]]></a>", "</Feed>", medium},
		{"text", "<Feed>", "long &lt; text\r\n", "</Feed>", medium},
		{"a CDATA section", "<Feed><![CDATA[", "long ]] ] text ", "]]></Feed>", medium},
		{"changing namespaces", before, "<GeocodeEntity xmlns:a='urn:a'><GeocodeRequest xmlns:b='urn:b' xmlns=''/></GeocodeEntity>", after, medium},
	} {
		in := io.MultiReader(strings.NewReader(c.begin), &repeated{text: c.fill, times: c.size / len(c.fill)}, strings.NewReader(c.end))
		r := xmlfeed.NewReader(in, nil)
		allocated := heapAllocated()
		entities := 0
		for {
			token, err := r.ReadToken()
			if err == io.EOF {
				break
			}
			if err != nil && fatal(err) {
				t.Fatalf("%s: %v", c.name, err)
			}
			if token.Kind == feed.EntityStart {
				entities++
			}
		}
		if used := heapAllocated() - allocated; used > 2<<20 {
			t.Errorf("%s: %d bytes were allocated", c.name, used)
		}
		if strings.HasPrefix(c.begin, before) && entities < 2 {
			t.Errorf("%s: %d entities", c.name, entities)
		}
	}
}

// heapAllocated returns all that was ever allocated.
func heapAllocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestHostileSizes reads what is too large: it must be refused without being
// held.
func TestHostileSizes(t *testing.T) {
	before := `<GeocodeFeed xmlns="` + namespace + `" Version="2.0"><GeocodeEntity Id="1">`
	const size = 100 << 20
	for _, c := range []struct{ name, begin, fill, want string }{
		{"a value", before + "<GeocodeRequest Query='", "long value", `entity 1 (Id "1"): the entity is larger than the limit of 8388608 bytes; shorten it; a quote or an end tag may be missing`},
		{"a text", before + "<StatusCode>", "long text", `entity 1 (Id "1"): the entity is larger than the limit of 8388608 bytes; shorten it; a quote or an end tag may be missing`},
		{"comments", before, "<!-- comment -->", `entity 1 (Id "1"): the entity is larger than the limit of 8388608 bytes; shorten it; a quote or an end tag may be missing`},
		{"attributes", before + "<GeocodeRequest", " Query = '1'", `entity 1 (Id "1"): a second attribute Query in one tag; remove one of them`},
		{"a name", "<", "abcdefghijk", "the tag is larger than the limit of 8388608 bytes; shorten it; a quote or an end tag may be missing"},
		{"a reference", before + "<StatusCode>&", "abcdefghijk", `entity 1 (Id "1"): the entity is larger than the limit of 8388608 bytes; shorten it; a quote or an end tag may be missing`},
		{"depth", before, "<GeocodeRequest>", `entity 1 (Id "1"): elements are nested deeper than the limit of 64`},
	} {
		r := xmlfeed.NewReader(io.MultiReader(strings.NewReader(c.begin), &repeated{text: c.fill, times: size / len(c.fill)}), nil)
		allocated := heapAllocated()
		var err error
		for err == nil || !fatal(err) {
			_, err = r.ReadToken()
		}
		f, ok := err.(*feed.Fault)
		if !ok {
			t.Fatalf("%s: %v", c.name, err)
		}
		located := *f
		located.Line = 0
		if located.Error() != c.want || f.Line == 0 {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if used := heapAllocated() - allocated; used > 64<<20 {
			t.Errorf("%s: %d bytes were allocated", c.name, used)
		}
	}
}

// TestAllocations shows that in the long run no entity costs an allocation, to
// read or to write.
func TestAllocations(t *testing.T) {
	for name, one := range map[string]string{
		"results":  results(t),
		"nasty":    `<GeocodeEntity xmlns:x="urn:x" Id="&amp;" x:a="1"><GeocodeRequest Query='a&#10;b'/><StatusCode>a&amp;<![CDATA[b]]></StatusCode></GeocodeEntity>`,
		"prefixes": `<g:GeocodeEntity xmlns:g="` + namespace + `" Id="1"><g:GeocodeRequest Query="q"/></g:GeocodeEntity>`,
	} {
		const many = 1 << 20
		if name == "nasty" {
			one = strings.Replace(one, ` x:a="1"`, "", 1)
		}
		in := io.MultiReader(strings.NewReader(`<GeocodeFeed xmlns="`+namespace+`" Version="2.0">`), &repeated{text: one, times: many})
		r := xmlfeed.NewReader(in, nil)
		w := xmlfeed.NewWriter(io.Discard, nil)
		copyEntities := func(n int) {
			for n > 0 {
				token, err := r.ReadToken()
				if err == nil {
					err = w.WriteToken(token)
				}
				if err != nil {
					t.Fatal(err)
				}
				if token.Kind == feed.EntityEnd {
					n--
				}
			}
		}
		copyEntities(2000) // buffers reach their size
		if n := testing.AllocsPerRun(5, func() { copyEntities(100) }); n > 0 {
			t.Errorf("%s: %v allocations per 100 entities", name, n)
		}
	}
}

// results are the entities of a results feed.
func results(t *testing.T) string {
	text := write(t, feedtest.Results(1, 100), nil)
	return text[strings.Index(text, "<GeocodeEntity"):strings.Index(text, "</GeocodeFeed")]
}
