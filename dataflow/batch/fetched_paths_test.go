package batch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// A joinPath is a way in which results are found.
type joinPath struct {
	partSize   int64
	pieceSize  int
	sequential bool // without what only readers of this module can
}

// TestFetchedPaths joins results to tables in every way in which they may be found: in memory
// or in parts, by the numbers of rows or in the order of the feed, in pieces or not. All give
// the same tables, counts, messages and faults.
func TestFetchedPaths(t *testing.T) {
	defer func(p int64, size, cores int) {
		partSize, pieces.Size = p, size
		runtime.GOMAXPROCS(cores)
	}(partSize, pieces.Size, runtime.GOMAXPROCS(max(3, runtime.GOMAXPROCS(0))))
	faults := 0
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(seed, 15))
		c := randomJoin(random)
		want := c.run(t, joinPath{1 << 20, 1 << 20, true})
		if strings.Contains(want, "faulty") {
			faults++
		}
		for _, p := range []joinPath{
			{1 << 20, 1 + random.IntN(3000), false}, {1, 1 << 20, false}, {1, 1 + random.IntN(1000), false}, {1, 1, true},
			{1 + random.Int64N(5000), 1 + random.IntN(1000), false}, {1 + random.Int64N(5000), 1, true},
		} {
			if diff := cmp.Diff(want, c.run(t, p)); diff != "" {
				t.Fatalf("seed %d, %+v: %s\ntable:\n%s\nresults:\n%s", seed, p, diff, c.table, c.results)
			}
		}
	}
	if faults < 10 || faults > 100 {
		t.Errorf("%d of 150 joins end with a fault", faults)
	}
}

// A joinCase is a table and results of it.
type joinCase struct {
	table   string
	mapping tablefeed.Mapping
	options tablefeed.JoinOptions
	results []string
	format  feed.Format
	fields  feed.FieldSet
}

func randomJoin(random *rand.Rand) joinCase {
	one := func(n int) bool { return random.IntN(n) == 0 }
	c := joinCase{mapping: tablefeed.Mapping{Map: map[string]string{"AddressLine": "Street"}}, format: feed.XML}
	c.options.AllResponses, c.options.Best = one(4), one(4)
	ownIDs, lineEnd := one(2), []string{"\n", "\r\n", "\r"}[random.IntN(3)]
	if ownIDs {
		c.mapping.Map["Id"] = "Key"
	}
	var table strings.Builder
	table.WriteString("Key,Street,Note" + lineEnd)
	var ids []string
	rows := random.IntN(120)
	prefix := []string{"", "C-", "1"}[random.IntN(3)]
	for i := range rows {
		if one(12) {
			table.WriteString([]string{"", ",", ",,"}[random.IntN(3)] + lineEnd)
			ids = append(ids, "")
			continue
		}
		key := fmt.Sprint(prefix, i*7919%rows)
		if one(800) {
			key = prefix + "0"
		}
		note := []string{"", "plain", `"a, b"`, `"two` + lineEnd + `lines"`, `"said ""no"""`, " padded ", "é"}[random.IntN(7)]
		row := fmt.Sprintf("%s,%d Elm St,%s", key, i, note)
		switch {
		case one(20):
			row = fmt.Sprintf("%s,%d Elm St", key, i)
		case one(1500):
			row += ",surplus"
		case one(1500):
			row += `,"un"quoted`
		}
		table.WriteString(row)
		if i < rows-1 || one(2) {
			table.WriteString(lineEnd)
		}
		if !ownIDs {
			key = fmt.Sprint(i + 1)
		}
		ids = append(ids, key)
	}
	c.table = table.String()
	if one(3) {
		random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	}
	if one(2) {
		c.format = feed.CSV
	}
	if one(2) {
		c.fields = c.options.Fields()
	}
	trouble := one(2)
	results := make([][]*feed.Entity, 1+random.IntN(2))
	for i, id := range ids {
		if id == "" || trouble && one(10) {
			continue
		}
		e := &feed.Entity{ID: id, StatusCode: "Success"}
		for n := range random.IntN(3) {
			e.Responses = append(e.Responses, feed.GeocodeResponse{Name: fmt.Sprint("é ", i, "/", n), Confidence: []string{"High", "Low"}[random.IntN(2)]})
		}
		if len(e.Responses) == 0 {
			e.StatusCode, e.FaultReason = "BadRequest", "nothing, \"really\""
		}
		at := &results[i*len(results)/len(ids)]
		*at = append(*at, e)
		if trouble && one(10) {
			again := *e
			if one(2) {
				again.TraceID, again.FaultReason = "other", "other"
			}
			*at = append(*at, &again)
		}
		if trouble && one(20) {
			*at = append(*at, &feed.Entity{ID: []string{"", "0", "01", "-1", "999999999999", "nobody"}[random.IntN(6)], StatusCode: "Success"})
		}
	}
	for _, entities := range results {
		var text strings.Builder
		w := feedio.NewWriter(&text, c.format, &feedio.WriterOptions{Columns: feed.Columns(feed.Documented)})
		for _, e := range entities {
			feed.WriteEntity(w, e)
		}
		w.Close()
		c.results = append(c.results, text.String())
	}
	return c
}

// run joins in one way. It returns all that comes of it. After a fault the outputs are of no
// use, and left out.
func (c *joinCase) run(t *testing.T, p joinPath) string {
	partSize, pieces.Size = p.partSize, p.pieceSize
	open := func(r feed.RecordReader) (feed.RecordReader, error) {
		if p.sequential {
			return struct{ feed.RecordReader }{r}, nil
		}
		return r, nil
	}
	var results []opener
	for _, text := range c.results {
		results = append(results, func() (feed.RecordReader, error) {
			return open(feedio.NewReader(strings.NewReader(text), c.format, nil))
		})
	}
	f, err := ReadFetched(t.TempDir(), c.fields, results...)
	if err != nil {
		return "faulty results: " + err.Error()
	}
	defer f.Close()
	var log strings.Builder
	f.Surplus = func(s Surplus) { fmt.Fprintf(&log, "surplus %+v\n", s) }
	var texts [3]bytes.Buffer
	var joiners [3]*tablefeed.Joiner
	for i := range joiners {
		o := c.options
		o.Subset = i > 0
		joiners[i] = tablefeed.NewJoiner(&texts[i], strings.NewReader(c.table), &o)
	}
	report, err := f.Join(func() (feed.RecordReader, error) {
		return open(tablefeed.NewReader(strings.NewReader(c.table), c.mapping, nil))
	}, Outputs{Joined: joiners[0], Succeeded: joiners[1], Failed: joiners[2], Missing: func(n int64, id string, at feed.Position) {
		fmt.Fprintf(&log, "missing %d %q %+v\n", n, id, at)
	}})
	for _, j := range joiners {
		if err == nil {
			err = j.Close()
		}
	}
	var fault *feed.Fault
	if errors.As(err, &fault) {
		return fmt.Sprintf("faulty: %v", err)
	}
	fmt.Fprintf(&log, "%+v, %v\n", report, err)
	for i := range texts {
		io.Copy(&log, &texts[i])
		log.WriteString("--\n")
	}
	return log.String()
}
