package feed_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

const xmlStart = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
`

// edited is an entity that is edited.
const edited = xmlStart + `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" Culture="en-GB"/><GeocodeResponse Name="Leeds"><GeocodePoint Latitude="1" Longitude="2"/></GeocodeResponse><GeocodeResponse Name="Leeds AL"/><StatusCode>Success</StatusCode></GeocodeEntity>
</GeocodeFeed>`

func readEdited(t *testing.T) *feed.Record {
	t.Helper()
	r := new(feed.Record)
	if err := r.Read(xmlfeed.NewReader(strings.NewReader(edited), nil)); err != nil {
		t.Fatal(err)
	}
	return r
}

// entityOf writes a record as XML and returns the lines of its entity.
func entityOf(t *testing.T, r *feed.Record) string {
	t.Helper()
	var b strings.Builder
	w := xmlfeed.NewWriter(&b, nil)
	if err := errors.Join(w.WriteRecord(r), w.Close()); err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(b.String(), "Version=\"2.0\">\n")
	return strings.TrimSuffix(text, "</GeocodeFeed>\n")
}

// TestEditedRecord sets and deletes values of every kind of part.
func TestEditedRecord(t *testing.T) {
	r := readEdited(t)
	request, _ := r.Request(feed.GeocodeGroup)
	var response, point feed.Part
	for response = range r.Parts(feed.ResponseGroup) {
		break
	}
	for point = range response.Items(feed.PointGroup) {
		break
	}
	for _, e := range []struct {
		p    feed.Part
		f    feed.Field
		text string
	}{
		{feed.Part{}, feed.ID, "x-1"},
		{feed.Part{}, feed.GeocodeQuery, ""},
		{request, feed.GeocodeAddressLine, "1 \"The\" Headrow & Co"},
		{request, feed.GeocodeLocality, "Löwenberg"},
		{response, feed.ResponseName, "Leeds, UK"},
		{point, feed.PointLatitude, "53.8"},
		{feed.Part{}, feed.ReverseLatitude, "3"},
		{feed.Part{}, feed.ReverseLongitude, "4"},
		{feed.Part{}, feed.StatusCode, ""},
		{feed.Part{}, feed.TraceID, ""},
		{feed.Part{}, feed.GeocodeQuery, ""},
	} {
		if err := r.Set(e.p, e.f, []byte(e.text)); err != nil {
			t.Errorf("%v: %v", e.f, err)
		}
	}
	const want = `  <GeocodeEntity Id="x-1">
    <ReverseGeocodeRequest>
      <Location Latitude="3" Longitude="4" />
    </ReverseGeocodeRequest>
    <GeocodeRequest Culture="en-GB">
      <Address AddressLine="1 &quot;The&quot; Headrow &amp; Co" Locality="Löwenberg" />
    </GeocodeRequest>
    <GeocodeResponse Name="Leeds, UK">
      <GeocodePoint CalculationMethod="" Latitude="53.8" Longitude="2" Type="" UsageTypes="" />
    </GeocodeResponse>
    <GeocodeResponse Name="Leeds AL" />
  </GeocodeEntity>
`
	if got := entityOf(t, r); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	if got := r.Number(); got != 1 {
		t.Errorf("number %d", got)
	}
}

// TestElementGoesWithItsLastValue deletes values of inner elements, also absent ones: an
// empty ConfidenceFilter would make the service refuse the entity.
func TestElementGoesWithItsLastValue(t *testing.T) {
	const entity = `  <GeocodeEntity Id="1">
    <ReverseGeocodeRequest Culture="de">%s
    </ReverseGeocodeRequest>
  </GeocodeEntity>
`
	const location, filter = "\n      <Location Latitude=\"1\" Longitude=\"2\" />", "\n      <ConfidenceFilter MinimumConfidence=\"High\" />"
	read := func(inner string) *feed.Record {
		r := new(feed.Record)
		text := xmlStart + fmt.Sprintf(entity, inner) + "</GeocodeFeed>"
		if err := r.Read(xmlfeed.NewReader(strings.NewReader(text), nil)); err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range []struct {
		inner, want string
		deleted     []feed.Field
	}{
		{location + filter, location, []feed.Field{feed.ReverseMinimumConfidence}},
		{location, location, []feed.Field{feed.ReverseMinimumConfidence, feed.ReverseMinimumConfidence}},
		{location + filter, filter, []feed.Field{feed.ReverseLongitude, feed.ReverseLatitude}},
		{filter, filter, []feed.Field{feed.ReverseLatitude}},
		{location + filter, "\n      <Location Latitude=\"\" Longitude=\"2\" />" + filter, []feed.Field{feed.ReverseLatitude}},
	} {
		r := read(c.inner)
		for _, f := range c.deleted {
			if err := r.Delete(feed.Part{}, f); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := entityOf(t, r), fmt.Sprintf(entity, c.want); got != want {
			t.Errorf("%v deleted of %s:\n%s\nwant\n%s", c.deleted, c.inner, got, want)
		}
	}
}

// TestEditsThatMakeNoSense are errors, and change nothing.
func TestEditsThatMakeNoSense(t *testing.T) {
	r := readEdited(t)
	before := entityOf(t, r)
	other := readEdited(t)
	request, _ := r.Request(feed.GeocodeGroup)
	of, _ := other.Request(feed.GeocodeGroup)
	open := new(feed.Record)
	if _, err := open.Add(feed.Token{Kind: feed.EntityStart}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		r *feed.Record
		p feed.Part
		f feed.Field
	}{
		{new(feed.Record), feed.Part{}, feed.ID}, {open, feed.Part{}, feed.ID}, {r, of, feed.GeocodeQuery}, {r, request, feed.ID}, {r, feed.Part{}, feed.NoField},
		{r, feed.Part{}, 200}, {r, feed.Part{}, feed.ResponseName}, {r, feed.Part{}, feed.ResponseGeocodePoints}, {r, request, feed.PointLatitude},
	} {
		if err := c.r.Set(c.p, c.f, []byte("x")); !errors.Is(err, feed.ErrGrammar) {
			t.Errorf("Set of %v: %v", c.f, err)
		}
		if err := c.r.Delete(c.p, c.f); !errors.Is(err, feed.ErrGrammar) {
			t.Errorf("Delete of %v: %v", c.f, err)
		}
	}
	if got := entityOf(t, r); got != before {
		t.Errorf("\n%s\nwant\n%s", got, before)
	}
}

// TestEditedAsWrittenAndRead edits records that were read in every way, and compares what
// is written with the same edit of the struct: whatever a reader knew of the values
// before, nothing goes out unescaped.
func TestEditedAsWrittenAndRead(t *testing.T) {
	texts := []string{`plain`, `"`, "a\tb", " padded ", "a,b", "é", "\xC3", "\xA9", "<&>", "]]>", strings.Repeat("long ", 40) + `"`}
	for seed := range uint64(20) {
		text := feedtest.Text(t, feedtest.Results(seed, 30), feed.CSV, delimfeed.NewWriter)
		src := delimfeed.NewReader(strings.NewReader(text), feed.CSV, nil)
		var r feed.Record
		for i := 0; r.Read(src) == nil; i++ {
			text := texts[i%len(texts)]
			e := r.Struct()
			e.ID = text
			if e.Geocode != nil {
				e.Geocode.Culture = text
				if err := r.Set(feed.Part{}, feed.GeocodeCulture, []byte(text)); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.Set(feed.Part{}, feed.ID, []byte(text)); err != nil {
				t.Fatal(err)
			}
			for _, format := range []feed.Format{feed.XML, feed.CSV} {
				write := func(give func(feed.RecordWriter) error) string {
					var b strings.Builder
					var w feed.RecordWriter = xmlfeed.NewWriter(&b, nil)
					if format == feed.CSV {
						w = delimfeed.NewWriter(&b, feed.CSV, nil)
					}
					err := errors.Join(give(w), w.Close())
					var fault *feed.Fault
					if errors.As(err, &fault) {
						return fault.Message + fault.Path
					}
					return b.String()
				}
				got := write(func(w feed.RecordWriter) error { return w.WriteRecord(&r) })
				want := write(func(w feed.RecordWriter) error { return feed.WriteEntity(w, e) })
				if got != want {
					t.Errorf("%q as %v:\n%s\nwant\n%s", text, format, got, want)
				}
			}
		}
	}
}

// TestEditingAllocatesNothing edits a record again and again.
func TestEditingAllocatesNothing(t *testing.T) {
	text := strings.Repeat(edited[strings.Index(edited, "<GeocodeEntity"):strings.Index(edited, "\n</GeocodeFeed>")], 3000)
	src := xmlfeed.NewReader(strings.NewReader(edited[:strings.Index(edited, "\n<GeocodeEntity")]+text), nil)
	var r feed.Record
	id := []byte("another")
	edit := func() {
		if err := r.Read(src); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(r.Set(feed.Part{}, feed.ID, id), r.Set(feed.Part{}, feed.ReverseCulture, id), r.Delete(feed.Part{}, feed.StatusCode)); err != nil {
			t.Fatal(err)
		}
	}
	for range 500 {
		edit()
	}
	if n := testing.AllocsPerRun(500, edit); n > 0 {
		t.Errorf("%v allocations an entity", n)
	}
}
