package batch_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

var wayBackRows = flag.Int("rows", 20_000, "rows of the table of BenchmarkWayBack")

// wayBack are a table, and results of its rows, which come in another order.
type wayBack struct{ table, results, joined string }

var wayBackMapping = tablefeed.Mapping{Map: map[string]string{"AddressLine": "Street", "Locality": "City", "PostalCode": "Zip"}, Set: map[string]string{"CountryRegion": "US"}}

func newWayBack(b *testing.B, f feed.Format) wayBack {
	b.Helper()
	dir := b.TempDir()
	w := wayBack{filepath.Join(dir, "table.csv"), filepath.Join(dir, "results."+f.String()), filepath.Join(dir, "joined.csv")}
	writeFile(b, w.table, func(out io.Writer) error {
		io.WriteString(out, "Customer,Name,Street,City,Zip,Since,Note\n")
		for n := range *wayBackRows {
			fmt.Fprintf(out, "C-%07d,\"Hartwell, Grace %d\",%d Mill Lane,Walla Walla %d,%05d,2019-04-02,\"called twice, no answer\"\n", n, n, n%900, n%1000, n%100000)
		}
		return nil
	})
	writeFile(b, w.results, func(out io.Writer) error {
		to := feedio.NewWriter(out, f, nil)
		var r feed.Record
		src := feedtest.Results(1, *wayBackRows)
		for n := range *wayBackRows {
			if err := r.Read(src); err != nil {
				return err
			}
			number := n*7919%*wayBackRows + 1
			if err := r.Set(r.Entity(), feed.ID, fmt.Append(nil, number)); err != nil {
				return err
			}
			if err := to.WriteRecord(&r); err != nil {
				return err
			}
		}
		return to.Close()
	})
	return w
}

func writeFile(b *testing.B, name string, write func(io.Writer) error) {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	if err := write(out); err != nil {
		b.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
}

// copyTable copies the table, as cat does.
func (w wayBack) copyTable() error {
	return exec.Command("sh", "-c", `cat "$0" > "$1"`, w.table, w.joined).Run()
}

// readResults reads the results and does nothing with them.
func (w wayBack) readResults() error {
	in, err := feedio.OpenFile(w.results, nil)
	if err != nil {
		return err
	}
	defer in.Close()
	var r feed.Record
	for {
		if err := r.Read(in); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// join joins the results to the table.
func (w wayBack) join() error {
	f, err := batch.ReadFetched(filepath.Dir(w.joined), feed.SetOf(tablefeed.DefaultAdded()...), func() (feed.RecordReader, error) { return feedio.OpenFile(w.results, nil) })
	if err != nil {
		return err
	}
	defer f.Close()
	table, err := os.Open(w.table)
	if err != nil {
		return err
	}
	defer table.Close()
	again, err := os.Open(w.table)
	if err != nil {
		return err
	}
	defer again.Close()
	out, err := os.Create(w.joined)
	if err != nil {
		return err
	}
	defer out.Close()
	j := tablefeed.NewJoiner(out, again, nil)
	report, err := f.Join(func() (feed.RecordReader, error) {
		_, err := table.Seek(0, io.SeekStart)
		return tablefeed.NewReader(table, wayBackMapping, nil), err
	}, batch.Outputs{Joined: j})
	if err == nil && report.Missing+report.Foreign > 0 {
		err = fmt.Errorf("%+v", report)
	}
	if err == nil {
		err = j.Close()
	}
	return err
}

// python is a join in Python, as one writes it there: the results as a dictionary.
const python = `
import csv, sys
table, results, joined = sys.argv[1:]
csv.field_size_limit(1 << 30)
names = ["GeocodeResponse/Point/Latitude", "GeocodeResponse/Point/Longitude", "GeocodeResponse/Confidence", "GeocodeResponse/EntityType",
  "GeocodeResponse/MatchCodes", "GeocodeResponse/Address/FormattedAddress", "StatusCode", "FaultReason"]
found = {}
with open(results, newline="", encoding="utf-8") as f:
    next(f)
    rows = csv.reader(f)
    header = next(rows)
    places = [header.index(name) for name in names]
    key = header.index("Id")
    index = header.index("GeocodeResponse/Index") if "GeocodeResponse/Index" in header else None
    for row in rows:
        if row[key] not in found:
            found[row[key]] = [row[i] for i in places]
with open(table, newline="", encoding="utf-8") as f, open(joined, "w", newline="", encoding="utf-8") as out:
    rows, writer = csv.reader(f), csv.writer(out, lineterminator="\n")
    writer.writerow(next(rows) + [name.split("/")[-1] for name in names])
    for n, row in enumerate(rows, 1):
        writer.writerow(row + found.get(str(n), [""] * len(names)))
`

// BenchmarkWayBack joins results to a table of -rows rows. It says how often that would fit
// into the time in which the table is copied and the results are read (x-copy, at least 0.5),
// and into that of Python's csv module for the same (x-python, at least 10).
func BenchmarkWayBack(b *testing.B) {
	took := func(b *testing.B, f func() error) time.Duration {
		begin := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		return time.Since(begin)
	}
	b.Run("xml", func(b *testing.B) {
		w := newWayBack(b, feed.XML)
		var plain, join time.Duration
		for b.Loop() {
			plain += took(b, w.copyTable) + took(b, w.readResults)
			join += took(b, w.join)
		}
		b.ReportMetric(float64(plain)/float64(join), "x-copy")
		b.ReportMetric(join.Seconds()/float64(b.N), "s/join")
	})
	b.Run("csv", func(b *testing.B) {
		name, err := exec.LookPath("python3")
		if err != nil {
			b.Skip(err)
		}
		w := newWayBack(b, feed.CSV)
		var slow, plain, join time.Duration
		for b.Loop() {
			slow += took(b, func() error {
				cmd := exec.CommandContext(context.Background(), name, "-c", python, w.table, w.results, w.joined)
				cmd.Stderr = os.Stderr
				return cmd.Run()
			})
			plain += took(b, w.copyTable) + took(b, w.readResults)
			join += took(b, w.join)
		}
		b.ReportMetric(float64(slow)/float64(join), "x-python")
		b.ReportMetric(float64(plain)/float64(join), "x-copy")
	})
}
