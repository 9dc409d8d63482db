package browsertest

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// reportOf writes the report on texts of feeds, by their names, and returns its file and the
// counts of each.
func reportOf(t *testing.T, names []string, texts map[string]string) (file string, all validate.Counts) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "report.html")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	r := validate.NewReport(out, validate.HTML, &validate.ReportOptions{Max: -1, Source: func(name string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(texts[name])), nil
	}})
	all = make(validate.Counts)
	for _, name := range names {
		if err := r.Begin(name); err != nil {
			t.Fatal(err)
		}
		in, err := feedio.Open(strings.NewReader(texts[name]), nil)
		if err != nil {
			t.Fatal(err)
		}
		v := validate.New(in.Format(), &validate.Options{File: name, Handle: func(p validate.Problem) error {
			if all[p.Rule] == nil {
				all[p.Rule] = new(validate.Count)
			}
			all[p.Rule][p.Severity]++
			return r.Problem(p)
		}})
		in.Notice(v.Notice)
		if err := v.Run(context.Background(), in); err != nil {
			t.Log(err)
		}
		if err := r.End(v.Entities(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return file, all
}

// TestReport shows the report on two feeds on screens of all kinds, and filters it.
func TestReport(t *testing.T) {
	const hostile = `<img src=x onerror=window.hacked=1>`
	texts := map[string]string{
		"a.csv": "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Culture,GeocodeRequest/Query,GeocodeRequest/Colour\n" +
			"1,en-US,\"Ämterstraße 5, Görlitz\",\n1,xx-XX," + hostile + ",\n" + hostile + ",,,\n4,en-US,Leeds,red\n5,en-US,one,two,three\n",
		"b.xml": `<?xml version="1.0"?>
<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
  <GeocodeEntity Id="7"><ReverseGeocodeRequest><Location Latitude="191" Longitude="7" /></ReverseGeocodeRequest></GeocodeEntity>
  <GeocodeEntity ID="8"><GeocodeRequest Query="x" Colour="red" /></GeocodeEntity>
</GeocodeFeed>
`,
	}
	file, all := reportOf(t, []string{"a.csv", "b.xml"}, texts)
	sum := all.Sum()
	n := int(sum.Of(validate.Error) + sum.Of(validate.Warning) + sum.Of(validate.Note))
	if n < 6 || sum.Of(validate.Error) == 0 || sum.Of(validate.Warning) == 0 {
		t.Fatalf("the feeds have %v", sum)
	}
	const shown = `document.querySelectorAll(".problem").length`
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			p := newTab(t, s)
			p.open(file, "")
			want(p, shown, n)
			want(p, `document.querySelectorAll(".rule").length`, len(all))
			want(p, `document.documentElement.scrollWidth <= innerWidth`, true)
			want(p, `window.hacked === undefined && !document.querySelector("#app img")`, true)
			want(p, `[...document.querySelectorAll("mark")].some(m => m.textContent === 'Latitude="191"')`, true)
			want(p, `[...document.querySelectorAll(".problem")].some(p => p.textContent.includes("`+hostile+`"))`, true)
			p.screenshot("report-" + s.name)
			p.eval(`document.querySelector(".warning input").click()`)
			p.settle()
			want(p, shown, n-int(sum.Of(validate.Warning)))
			p.eval(`document.querySelector(".warning input").click()`)
			p.eval(`{ const f = document.getElementById("file"); f.value = "b.xml"; f.dispatchEvent(new Event("change")); }`)
			want(p, `[...document.querySelectorAll(".place")].every(e => e.textContent.startsWith("b.xml:"))`, true)
			p.eval(`{ const s = document.getElementById("search"); s.value = "b.xml:3 LATITUDE"; s.dispatchEvent(new Event("input")); new Promise(done => setTimeout(done, 300)) }`)
			want(p, shown, 1)
			p.screenshot("report-filtered-" + s.name)
			p.eval(`{ const s = document.getElementById("search"); s.value = "no such thing"; s.dispatchEvent(new Event("input")); new Promise(done => setTimeout(done, 300)) }`)
			p.wantText("#empty", "No problem passes the filters.")
		})
	}
}

// TestReportOfMany shows that a report on very many problems shows some of them at once.
func TestReportOfMany(t *testing.T) {
	var text strings.Builder
	text.WriteString("Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "%d,\n", i)
	}
	file, all := reportOf(t, []string{"many.csv"}, map[string]string{"many.csv": text.String()})
	if n := all.Sum().Of(validate.Error); n != 5000 {
		t.Fatalf("%d errors", n)
	}
	p := newTab(t, desktop)
	p.open(file, "")
	want(p, `document.querySelectorAll(".problem").length`, 200)
	p.click(".more")
	want(p, `document.querySelectorAll(".problem").length`, 400)
}
