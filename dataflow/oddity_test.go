package dataflow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

const (
	xmlHead  = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">`
	textHead = "Bing Spatial Data Services, 2.0\r\nId,GeocodeRequest/Query,GeocodeResponse/Name,StatusCode"
)

// TestOddResults shows that what is not known in results ends nothing: the entity is
// read as far as it is known, and its source comes with what is wrong with it.
func TestOddResults(t *testing.T) {
	for _, c := range []struct {
		name, text string
		content    string   // Id and StatusCode of what is read
		odd        []string // entity, Id, place, rules, source
	}{
		{"an attribute, an element, text, a second StatusCode", xmlHead +
			"\n<GeocodeEntity Id=\"a\" New=\"1\"><GeocodeRequest Query=\"q\"/><GeocodeResponse Name=\"n\"><New>x</New></GeocodeResponse>text<StatusCode>Success</StatusCode><StatusCode>B</StatusCode></GeocodeEntity>" +
			"\n<GeocodeEntity Id=\"b\"><GeocodeRequest Query=\"q\"/><StatusCode>Success</StatusCode></GeocodeEntity></GeocodeFeed>",
			"a Success, b Success", []string{
				`1 "a" 2:1 xml-unknown xml-unknown xml-unknown xml-unknown <GeocodeEntity Id="a" New="1"><GeocodeRequest Query="q"/><GeocodeResponse Name="n"><New>x</New></GeocodeResponse>text<StatusCode>Success</StatusCode><StatusCode>B</StatusCode></GeocodeEntity>`,
			}},
		{"something beside the entities", strings.Replace(xmlHead, ">", ` New="1">`, 1) +
			"<New/><GeocodeEntity Id=\"a\"><GeocodeRequest Query=\"q\"/><StatusCode>Success</StatusCode></GeocodeEntity>text</GeocodeFeed>",
			"a Success", []string{`0 "" 1:93 xml-unknown 1`, `0 "" 1:101 xml-unknown `, `0 "" 1:204 xml-unknown text`}},
		{"a column", textHead + ",New\r\na,q,n,Success,x\r\nb,q,n,Success,\r\n",
			"a Success, b Success", []string{
				`0 "" 1:1 column-unknown ` + textHead + ",New\r\n",
				`1 "a" 3:1 column-unknown a,q,n,Success,x` + "\r\n",
				`2 "b" 4:1 column-unknown b,q,n,Success,` + "\r\n",
			}},
		{"a column twice", textHead + ",StatusCode\r\na,q,n,Success,Other\r\n",
			"a Success", []string{
				`0 "" 1:1 column-duplicate ` + textHead + ",StatusCode\r\n",
				`1 "a" 3:1 column-duplicate a,q,n,Success,Other` + "\r\n",
			}},
		{"a row that is too long", textHead + "\r\na,q,n,Success,x\r\nb,q,n,Success\r\n",
			"a , b Success", []string{`1 "a" 3:1 row-too-long a,q,n,Success,x` + "\r\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, text(c.text))
			client, _ := s.client()
			r, err := client.Succeeded(context.Background(), s.job(0))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			var odd []string
			r.Odd = func(r *validate.Reject) error {
				rules := make([]string, len(r.Problems))
				for i, p := range r.Problems {
					rules[i] = p.Rule
					if p.File != "results of job abc (succeeded)" || p.File != r.File {
						t.Errorf("file %q", p.File)
					}
				}
				odd = append(odd, fmt.Sprintf("%d %q %d:%d %s %s", r.Entity, r.ID, r.Line, r.Column, strings.Join(rules, " "), r.Source))
				return nil
			}
			var read []string
			var rec feed.Record
			for {
				err := rec.Read(r)
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				e := rec.Entity()
				read = append(read, fmt.Sprintf("%s %s", e.Text(feed.ID), e.Text(feed.StatusCode)))
			}
			if got := strings.Join(read, ", "); got != c.content {
				t.Errorf("read %q, want %q", got, c.content)
			}
			if diff := cmp.Diff(c.odd, odd); diff != "" {
				t.Error(diff)
			}
		})
	}
	s := serve(t, text(xmlHead+`<GeocodeEntity Id="a" New="1"><GeocodeRequest Query="q"/></GeocodeEntity></GeocodeFeed>`))
	client, _ := s.client()
	mine := errors.New("mine")
	err := client.Fetch(context.Background(), s.job(0), dataflow.Succeeded, func(r *dataflow.Results) error {
		r.Odd = func(*validate.Reject) error { return mine }
		_, err := feed.Copy(new(feedtest.Tokens), r)
		return err
	})
	if err != mine {
		t.Errorf("error %v", err)
	}
}

// TestCutRows shows that delimited results that end within a line are fetched again,
// and then are an error with its place, also where the job does not say how many
// entities there are.
func TestCutRows(t *testing.T) {
	whole := textHead + "\r\na,q,n,Success\r\nb,q,n,Success\r\n"
	for name, pack := range packings {
		for cut := 1; cut < len(whole); cut++ {
			if whole[cut-1] == '\n' {
				continue // nothing shows that
			}
			s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(pack([]byte(whole[:cut]))) })
			c, _ := s.client()
			c.TempDir = t.TempDir()
			c.Attempts = 2
			err := c.Fetch(context.Background(), s.job(0), dataflow.Succeeded, func(r *dataflow.Results) error {
				r.Odd = func(*validate.Reject) error { return nil }
				_, err := feed.Copy(new(feedtest.Tokens), r)
				return err
			})
			if !errors.Is(err, dataflow.ErrIncomplete) || s.asked.Load() != 2 {
				t.Errorf("%s, cut at %d: error %v after %d requests", name, cut, err, s.asked.Load())
			}
			s.Close()
		}
	}
}

// TestEndlessResults shows that results without an end are given up, whatever they
// are packed in, and are not asked for again.
func TestEndlessResults(t *testing.T) {
	row := []byte(strings.Repeat("a,q,n,Success\r\n", 4000))
	bomb := gzipped([]byte(textHead + "\r\n" + strings.Repeat(string(row), 400)))
	for name, send := range map[string]func(io.Writer){
		"text":   func(w io.Writer) { io.WriteString(w, textHead+"\r\n"); endlessly(w, row) },
		"XML":    func(w io.Writer) { io.WriteString(w, xmlHead); endlessly(w, []byte(strings.Repeat(" ", 1<<16))) },
		"zip":    func(w io.Writer) { io.WriteString(w, "PK\x03\x04"); endlessly(w, row) },
		"a bomb": func(w io.Writer) { w.Write(bomb) },
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { send(w) })
		c, _ := s.client()
		c.TempDir = t.TempDir()
		err := c.Fetch(context.Background(), s.job(3), dataflow.Succeeded, func(r *dataflow.Results) error {
			var rec feed.Record
			for {
				if err := rec.Read(r); err != nil {
					return err
				}
			}
		})
		if err == nil || !strings.Contains(err.Error(), "the results do not end") || s.asked.Load() != 1 {
			t.Errorf("%s: error %v after %d requests", name, err, s.asked.Load())
		}
	}
}

func endlessly(w io.Writer, data []byte) {
	for {
		if _, err := w.Write(data); err != nil {
			return
		}
	}
}

// TestCountsThatCannotBe shows that the counts of a job do not hold back results
// where they contradict its links.
func TestCountsThatCannotBe(t *testing.T) {
	data := results(t, feed.XML, 5)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(data) })
	c, _ := s.client()
	job := s.job(7)
	job.FailedURL = s.URL + "/failed"
	for _, o := range []dataflow.Outcome{dataflow.Succeeded, dataflow.Failed} {
		if err := c.Fetch(context.Background(), job, o, func(r *dataflow.Results) error {
			_, err := feed.Copy(new(feedtest.Tokens), r)
			return err
		}); err != nil {
			t.Errorf("%s: %v", o, err)
		}
	}
	if s.asked.Load() != 2 {
		t.Errorf("asked %d times", s.asked.Load())
	}
}
