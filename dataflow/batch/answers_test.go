package batch_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// A stage answers as its members say, whatever it is sent.
type stage struct {
	succeeded, failed string // the entities of the results
	job               string // the counts of the job
	fetched           int    // downloads of what succeeded
	late              string // what more there is at the second download
	endless           bool
}

func (s *stage) serve(t *testing.T) service {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return service{url: server.URL}
}

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const head, tail = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">`, `</GeocodeFeed>`
	io.Copy(io.Discard, r.Body)
	base := "http://" + r.Host + "/REST/v1/dataflows/geocode/1"
	switch {
	case strings.HasSuffix(r.URL.Path, "/succeeded"):
		s.fetched++
		fmt.Fprint(w, head, s.succeeded)
		if s.fetched > 1 {
			fmt.Fprint(w, s.late)
		}
		for n := 0; s.endless; n++ {
			if _, err := fmt.Fprintf(w, `<GeocodeEntity Id="x%d"><StatusCode>Success</StatusCode></GeocodeEntity>`, n); err != nil {
				return
			}
		}
		fmt.Fprint(w, tail)
		return
	case strings.HasSuffix(r.URL.Path, "/failed"):
		fmt.Fprint(w, head, s.failed, tail)
		return
	}
	links := fmt.Sprintf(`{"role":"self","url":%q},{"role":"output","name":"succeeded","url":%q}`, base, base+"/output/succeeded")
	if s.failed != "" {
		links += fmt.Sprintf(`,{"role":"output","name":"failed","url":%q}`, base+"/output/failed")
	}
	if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusCreated)
	}
	fmt.Fprintf(w, `{"statusCode":200,"authenticationResultCode":"ValidCredentials","resourceSets":[{"resources":[{"id":"1","status":"Completed","links":[%s],%s}]}]}`, links, s.job)
}

// answered is an entity of results.
func answered(id, status string) string {
	return fmt.Sprintf(`<GeocodeEntity Id="%s"><GeocodeResponse Name="n"/><StatusCode>%s</StatusCode></GeocodeEntity>`, id, status)
}

const threeQueries = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\na,Leeds\nb,York\nc,Hull\n"

// TestCounts shows that the service's counts do not outrank what came: where every
// entity that was sent is there, all is well.
func TestCounts(t *testing.T) {
	for _, job := range []string{
		`"totalEntityCount":3,"failedEntityCount":0`, `"totalEntityCount":0,"failedEntityCount":0`,
		`"totalEntityCount":99,"failedEntityCount":1`, `"totalEntityCount":3,"failedEntityCount":3`, `"totalEntityCount":3`,
	} {
		s := &stage{succeeded: answered("c", "Success") + answered("a", "Success"), failed: answered("b", "BadRequest"), job: job}
		report, joined := run(t, s.serve(t).options(t.TempDir(), feed.CSV, []byte(threeQueries)))
		if report.Succeeded != 2 || report.Failed != 1 || report.Missing+report.Foreign+report.Repeated > 0 || s.fetched != 1 {
			t.Errorf("%s: report %+v after %d downloads", job, report, s.fetched)
		}
		wantJoined(t, joined, feed.CSV, []byte(threeQueries))
	}
}

// TestMissing shows that results that are not all there are downloaded again, and that
// an entity that stays missing is named, and the rest is written.
func TestMissing(t *testing.T) {
	for _, c := range []struct {
		late, missing string
		fetched       int
	}{{answered("b", "Success"), "", 2}, {"", `2 "b" 4`, 3}} {
		s := &stage{succeeded: answered("c", "Success") + answered("a", "Success"), late: c.late, job: `"totalEntityCount":3`}
		r, err := batch.Open(s.serve(t).options(t.TempDir(), feed.CSV, []byte(threeQueries)))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		report, err := r.Do(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var tokens feedtest.Tokens
		missing := ""
		err = r.Join(batch.Outputs{Joined: &tokens, Missing: func(entity int64, id string, at feed.Position) {
			missing += fmt.Sprintf("%d %q %d", entity, id, at.Line)
		}})
		if err != nil || missing != c.missing || s.fetched != c.fetched || report.Repeated > 0 || int(report.Missing)+int(report.Succeeded) != 3 {
			t.Errorf("error %v, missing %s, report %+v after %d downloads", err, missing, report, s.fetched)
		}
		if got := summary(t, tokens); !strings.HasPrefix(got, "a Success; b") || !strings.HasSuffix(got, "; c Success") {
			t.Errorf("joined: %s", got)
		}
	}
}

// TestEndlessResults shows that results that do not end are read up to what was sent
// and some more.
func TestEndlessResults(t *testing.T) {
	s := &stage{succeeded: answered("c", "Success") + answered("a", "Success") + answered("b", "Success"), endless: true, job: `"totalEntityCount":3`}
	var said log
	o := s.serve(t).options(t.TempDir(), feed.CSV, []byte(threeQueries))
	o.Note = said.add
	report, joined := run(t, o)
	wantJoined(t, joined, feed.CSV, []byte(threeQueries))
	if report.Foreign == 0 || !strings.Contains(said.text(), "results of job 1 (succeeded): they do not end after ") {
		t.Errorf("report %+v, said:\n%s", report, said.text())
	}
}

// TestOddResults shows that what is not known in results is counted, and its source
// kept, and that the rest of the entity is joined.
func TestOddResults(t *testing.T) {
	const odd = `<GeocodeEntity Id="b" Extra="1"><GeocodeResponse Name="n"/><Unknown>x</Unknown>stray<StatusCode>Success</StatusCode><StatusCode>Again</StatusCode></GeocodeEntity>`
	s := &stage{succeeded: answered("c", "Success") + odd + answered("a", "Success"), job: `"totalEntityCount":3`}
	r, err := batch.Open(s.serve(t).options(t.TempDir(), feed.CSV, []byte(threeQueries)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Remove()
	report, err := r.Do(context.Background())
	if err != nil || report.Odd != 1 || report.Succeeded != 3 {
		t.Errorf("error %v, report %+v", err, report)
	}
	wantJoined(t, join(t, r), feed.CSV, []byte(threeQueries))
	var rejects bytes.Buffer
	if err := r.Rejects(&rejects); err != nil || bytes.Count(rejects.Bytes(), []byte("\n")) != 1 || !bytes.Contains(rejects.Bytes(), []byte("<Unknown>x</Unknown>stray")) {
		t.Errorf("error %v, rejects %s", err, rejects.Bytes())
	}
	for _, word := range []string{"Extra", "Unknown", "stray", "StatusCode"} {
		if !strings.Contains(rejects.String(), word) {
			t.Errorf("no word of %s in %s", word, rejects.Bytes())
		}
	}
}

// TestResultsBesides shows that results that are in no output are kept: those of
// entities that were not sent, and those that differ from an earlier one. The same
// result again is only counted.
func TestResultsBesides(t *testing.T) {
	other := strings.Replace(answered("a", "Success"), `Name="n"`, `Name="other"`, 1)
	all := answered("a", "Success") + answered("b", "Success") + answered("c", "Success") + answered("b", "Success") + answered("new", "Success") + other
	s := &stage{succeeded: all, job: `"totalEntityCount":3`}
	r, err := batch.Open(s.serve(t).options(t.TempDir(), feed.CSV, []byte(threeQueries)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Remove()
	report, err := r.Do(context.Background())
	if err != nil || report.Succeeded != 3 || report.Foreign != 1 || report.Repeated != 1 || report.Differing != 1 || report.Odd != 0 {
		t.Errorf("error %v, report %+v", err, report)
	}
	var rejects bytes.Buffer
	if err := r.Rejects(&rejects); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(rejects.String(), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], `"id":"new"`) || !strings.Contains(lines[0], "was not sent") ||
		!strings.Contains(lines[1], `"id":"a"`) || !strings.Contains(lines[1], `Name=\"other\"`) {
		t.Errorf("rejects:\n%s", rejects.String())
	}
}
