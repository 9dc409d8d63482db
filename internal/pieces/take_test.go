package pieces_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// judged is all that can be told of a validation.
func judged(text string, f feed.Format, o validate.Options, run func(*validate.Validator, feed.RecordReader) error) string {
	var log strings.Builder
	o.File = "in"
	o.Handle = func(p validate.Problem) error {
		fmt.Fprintf(&log, "%+v\n", p)
		return nil
	}
	v := validate.New(f, &o)
	err := run(v, feedio.NewReader(strings.NewReader(text), f, &feed.ReaderOptions{Notice: v.Notice}))
	fmt.Fprintf(&log, "%d entities, %v\n", v.Entities(), err)
	for code, n := range v.Counts().All() {
		fmt.Fprintf(&log, "%s: %v\n", code, n)
	}
	return log.String()
}

// judgements have limits that feeds reach, rules that are off, and what is counted
// over a whole feed.
var judgements = []validate.Options{
	{Kind: validate.Results},
	{Kind: validate.Results, Max: 3, Profile: profile(`{"extends": "basic", "severity": {"id-duplicate": "off"}}`)},
	{Profile: profile(`{"limits": {"entities": 100, "bytes": 30000}, "required": ["GeocodeRequest/Address/CountryRegion"], "cultures": ["en-US"], "fill": {"GeocodeRequest/Address/Locality": 99, "StatusCode": 100}}`)},
	{Kind: validate.Results, Profile: profile(`{"limits": {"bytes": 5000}, "severity": {"too-large": "off", "match-ambiguous": "error", "confidence-low": "note"}}`)},
}

func profile(text string) *validate.Profile {
	p, err := validate.ParseProfile([]byte(text))
	if err != nil {
		panic(err)
	}
	return p
}

// plainly validates by the Validator alone.
func plainly(v *validate.Validator, r feed.RecordReader) error {
	return v.Run(context.Background(), sequential{r.(whole)})
}

// inPieces validates in pieces of a size.
func inPieces(size int) func(*validate.Validator, feed.RecordReader) error {
	return func(v *validate.Validator, r feed.RecordReader) error { return takeIn(v, r, size) }
}

// compareJudgements validates a text plainly and in pieces.
func compareJudgements(t *testing.T, name, text string, f feed.Format, judgements ...validate.Options) {
	t.Helper()
	for i, o := range judgements {
		want := judged(text, f, o, plainly)
		for _, size := range pieceSizes {
			if got := judged(text, f, o, inPieces(size)); got != want {
				t.Errorf("%s in pieces of %d, judgement %d:\n%s\nwant\n%s", name, size, i, difference(got, want), difference(want, got))
			}
		}
	}
}

// TestTakeJudges shows that a validation in pieces finds the same, for all of the
// shared cases and for generated feeds.
func TestTakeJudges(t *testing.T) {
	const entities = 120 // several of the largest pieces
	for _, c := range feedtest.Cases() {
		compareJudgements(t, c.Name, c.Bytes(), c.Format, judgements...)
	}
	for _, f := range []feed.Format{feed.XML, feed.CSV, feed.Pipe} {
		compareJudgements(t, fmt.Sprint("results in ", f), text(t, feedtest.Results(1, entities), f), f, judgements...)
		compareJudgements(t, fmt.Sprint("requests in ", f), text(t, feedtest.Requests(2, entities), f), f, judgements...)
	}
}

// TestTakeJudgesTraps puts traps, and values that rules report, at random places of
// feeds.
func TestTakeJudgesTraps(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	rounds := 25
	if feedtest.Race {
		rounds = 5
	}
	values := []string{"\" \"", "fi_FI", "Low", "", "99", "47,5"}
	for _, f := range []feed.Format{feed.XML, feed.CSV} {
		list := traps[f]
		for i := range rounds {
			feedText := text(t, feedtest.Results(uint64(i), 60), f)
			for range 1 + random.IntN(4) {
				at := random.IntN(len(feedText) + 1)
				put := list[random.IntN(len(list))]
				if random.IntN(2) == 0 {
					at += max(0, strings.IndexAny(feedText[at:], ",\"")) // near a value
					put = values[random.IntN(len(values))]
				}
				feedText = feedText[:at] + put + feedText[at:]
			}
			compareJudgements(t, fmt.Sprint("trap ", i), feedText, f, judgements[i%len(judgements)])
		}
	}
}

// TestTakeJudgesDuplicates has Ids that occur twice, within a piece and in two.
func TestTakeJudgesDuplicates(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		var b strings.Builder
		b.WriteString("Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n")
		for i := range 150 {
			id := fmt.Sprint(i)
			if random.IntN(40) == 0 {
				id = fmt.Sprint(random.IntN(150))
			}
			fmt.Fprintf(&b, "%s,%s\n", id, strings.Repeat("Leeds ", random.IntN(3)))
		}
		compareJudgements(t, "duplicates", b.String(), feed.CSV, validate.Options{})
	}
}

// TestTakeJudgesSizes lets feeds reach the limit within their last entities, and
// after these.
func TestTakeJudgesSizes(t *testing.T) {
	for _, f := range []feed.Format{feed.XML, feed.CSV} {
		feedText := text(t, feedtest.Requests(1, 30), f) + "\n\n\n\n"
		for n := len(feedText) - 300; n <= len(feedText); n += 3 {
			p := profile(fmt.Sprintf(`{"limits": {"bytes": %d}}`, n))
			compareJudgements(t, fmt.Sprint("limit ", n), feedText, f, validate.Options{Profile: p})
		}
	}
}

// TestTakeStops shows that an error of Handle ends a validation in pieces after the
// same problems, and that a piece may have more of these than are kept.
func TestTakeStops(t *testing.T) {
	text := "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n" + strings.Repeat("1,\n", 9000)
	enough := errors.New("enough")
	for _, most := range []int{1, 500, 5000, 12_000} {
		outcome := func(run func(*validate.Validator, feed.RecordReader) error) string {
			n, last := 0, validate.Problem{}
			v := validate.New(feed.CSV, &validate.Options{Handle: func(p validate.Problem) error {
				if n++; n == most {
					return enough
				}
				last = p
				return nil
			}})
			err := run(v, feedio.NewReader(strings.NewReader(text), feed.CSV, nil))
			return fmt.Sprint(n, last, v.Entities(), v.Count(validate.Error), err)
		}
		want := outcome(plainly)
		if !strings.HasSuffix(want, "enough") {
			t.Fatal(want)
		}
		for _, size := range []int{1000, 20_000, 30_000} {
			if got := outcome(inPieces(size)); got != want {
				t.Errorf("at most %d in pieces of %d: %s, want %s", most, size, got, want)
			}
		}
	}
}

// TestTakeJudgesInPieces shows that pieces of feeds that have problems, but neither
// faults nor duplicates, are joined.
func TestTakeJudgesInPieces(t *testing.T) {
	for _, f := range []feed.Format{feed.XML, feed.CSV} {
		feedText := text(t, feedtest.Results(1, 400), f)
		src := newCounting(feedio.NewReader(strings.NewReader(feedText), f, nil))
		v := validate.New(f, &validate.Options{Kind: validate.Results})
		if err := takeIn(v, src, 10_000); err != nil || v.Entities() != 400 || v.Count(validate.Warning) < 100 {
			t.Error(err, v.Entities(), v.Count(validate.Warning))
		}
		if want := len(feedText) / 10_000; src.pieces < want || src.plain > 1 {
			t.Errorf("%v: %d pieces, %d times plainly; want %d", f, src.pieces, src.plain, want)
		}
	}
}

// copiedJudged is all that can be told of a copy with a look at the entities.
func copiedJudged(text string, from feed.Format, o validate.Options, rejects bool, run func(*validate.Validator, feed.RecordWriter, feed.RecordReader, func(*validate.Reject) error) error) string {
	var log, out strings.Builder
	o.File = "in"
	var v *validate.Validator
	o.Handle = func(p validate.Problem) error {
		fmt.Fprintf(&log, "%d: %+v\n", v.Entities(), p)
		return nil
	}
	v = validate.New(from, &o)
	var reject func(*validate.Reject) error
	if rejects {
		reject = func(r *validate.Reject) error {
			fmt.Fprintf(&log, "%d: rejected %+v\n", v.Entities(), *r)
			return nil
		}
	}
	w := xmlfeed.NewWriter(&out, nil)
	err := run(v, w, feedio.NewReader(strings.NewReader(text), from, &feed.ReaderOptions{Notice: v.Notice}), reject)
	w.Flush()
	fmt.Fprintf(&log, "%d entities, %v, %v\n", v.Entities(), v.Counts(), err)
	return log.String() + out.String()
}

// copyPlainly copies by the Validator alone.
func copyPlainly(v *validate.Validator, w feed.RecordWriter, r feed.RecordReader, reject func(*validate.Reject) error) error {
	_, err := v.Copy(context.Background(), w, sequential{r.(whole)}, reject)
	return err
}

// copyInPieces copies in pieces of a size.
func copyInPieces(size int) func(*validate.Validator, feed.RecordWriter, feed.RecordReader, func(*validate.Reject) error) error {
	return func(v *validate.Validator, w feed.RecordWriter, r feed.RecordReader, reject func(*validate.Reject) error) error {
		pieces.Size = size
		_, err := v.Copy(context.Background(), w, r, reject)
		return err
	}
}

// TestTakeCopies shows that a copy that judges the entities and sets some aside is
// the same in pieces.
func TestTakeCopies(t *testing.T) {
	compare := func(name, text string, f feed.Format, o validate.Options, rejects bool) {
		want := copiedJudged(text, f, o, rejects, copyPlainly)
		for _, size := range pieceSizes {
			if got := copiedJudged(text, f, o, rejects, copyInPieces(size)); got != want {
				t.Errorf("%s in pieces of %d, rejects %v:\n%s\nwant\n%s", name, size, rejects, difference(got, want), difference(want, got))
			}
		}
	}
	for _, c := range feedtest.Cases() {
		for _, o := range []validate.Options{judgements[0], judgements[2]} {
			compare(c.Name, c.Bytes(), c.Format, o, true)
			compare(c.Name, c.Bytes(), c.Format, o, false)
		}
	}
	random := rand.New(rand.NewPCG(9, 10))
	for _, f := range []feed.Format{feed.XML, feed.CSV} {
		for i := range 4 {
			feedText := text(t, feedtest.Results(uint64(i), 150), f)
			o, rejects := judgements[i/2*2], i%2 == 0
			compare("results", feedText, f, o, rejects)
			for range 10 { // bad values
				feedText = feedText[:1] + strings.Replace(feedText[1:], "High", "high!", 1+random.IntN(2))
			}
			at := len(feedText)/2 + strings.IndexAny(feedText[len(feedText)/2:], ",\"")
			compare("bad results", feedText[:at]+"\"x"+feedText[at:], f, o, rejects)
		}
	}
}

// TestTakeCopiesInPieces shows that entities that are set aside do not keep the others
// from being copied in pieces.
func TestTakeCopiesInPieces(t *testing.T) {
	feedText := strings.ReplaceAll(text(t, feedtest.Results(1, 400), feed.XML), "High", "high!")
	src := newCounting(feedio.NewReader(strings.NewReader(feedText), feed.XML, nil))
	v := validate.New(feed.XML, &validate.Options{Kind: validate.Results})
	rejected := 0
	pieces.Size = 10_000
	_, err := v.Copy(context.Background(), xmlfeed.NewWriter(io.Discard, nil), src, func(*validate.Reject) error { rejected++; return nil })
	if err != nil || v.Entities() != 400 || rejected < 100 || rejected > 390 {
		t.Error(err, v.Entities(), rejected)
	}
	if want := len(feedText) / 10_000; src.pieces < want || src.plain > 1 {
		t.Errorf("%d pieces, %d times plainly; want %d", src.pieces, src.plain, want)
	}
}

// TestTakeStopsRejecting shows that where the rejects come to an error, the entities
// before that are written, and no others.
func TestTakeStopsRejecting(t *testing.T) {
	text := "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n" + strings.Repeat("1,x\n1,x\n1,\n1,x\n", 3000)
	enough := errors.New("enough")
	profile := profile(`{"severity": {"id-duplicate": "off"}}`)
	for _, most := range []int{1, 2, 500, 1111, 3000} {
		outcome := func(run func(*validate.Validator, feed.RecordWriter, feed.RecordReader, func(*validate.Reject) error) error) string {
			var out strings.Builder
			n := 0
			v := validate.New(feed.CSV, &validate.Options{Profile: profile})
			w := xmlfeed.NewWriter(&out, nil)
			err := run(v, w, feedio.NewReader(strings.NewReader(text), feed.CSV, nil), func(*validate.Reject) error {
				if n++; n == most {
					return enough
				}
				return nil
			})
			w.Flush()
			return fmt.Sprint(n, v.Entities(), v.Counts(), err, out.String())
		}
		want := outcome(func(v *validate.Validator, w feed.RecordWriter, r feed.RecordReader, reject func(*validate.Reject) error) error {
			n, err := v.Copy(context.Background(), w, sequential{r.(whole)}, reject)
			if n != int64(3*most-1) || err != enough {
				t.Errorf("at most %d: %d entities, %v", most, n, err)
			}
			return err
		})
		for _, size := range []int{100, 1000, 20_000} {
			got := outcome(func(v *validate.Validator, w feed.RecordWriter, r feed.RecordReader, reject func(*validate.Reject) error) error {
				pieces.Size = size
				_, err := v.Copy(context.Background(), w, r, reject)
				return err
			})
			if got != want {
				t.Errorf("at most %d in pieces of %d:\n%s\nwant\n%s", most, size, difference(got, want), difference(want, got))
			}
		}
	}
}

// TestTakeCountsWritten shows that what is written counts towards the limit of a job
// whether or not it has a text, as with a survey.
func TestTakeCountsWritten(t *testing.T) {
	feedText := text(t, feedtest.Requests(3, 300), feed.XML)
	profile := profile(`{"limits": {"entities": 200}}`)
	for _, size := range []int{100, 1000, 20_000} {
		for name, w := range map[string]feed.RecordWriter{"survey": new(delimfeed.Survey), "writer": xmlfeed.NewWriter(io.Discard, nil)} {
			v := validate.New(feed.XML, &validate.Options{Profile: profile})
			pieces.Size = size
			n, err := v.Copy(context.Background(), w, feedio.NewReader(strings.NewReader(feedText), feed.XML, nil), func(*validate.Reject) error { return nil })
			if !errors.Is(err, validate.ErrInvalid) || n != 200 {
				t.Errorf("%s in pieces of %d: %d entities, %v", name, size, n, err)
			}
		}
	}
}

// TestTakeJudgesSuspiciousRows has rows that are judged by their neighbours, and quotes
// that take rows, wherever pieces are cut.
func TestTakeJudgesSuspiciousRows(t *testing.T) {
	const header = delimfeed.VersionLine + "\nId,GeocodeRequest/Address/AddressLine,GeocodeRequest/Address/Locality,GeocodeRequest/Address/PostalCode\n"
	rows := []string{
		"%d,12 Elm St,Dayton,45402\n", "%d,12 Elm St,Dayton,45402\n", "%d,12 Elm St,Dayton\n", "%d,Mill House\n3 River Rd,Dayton,45403\n", "%d,12 Elm St,Dayton,454\n02 US\n",
		"%d,\"13 Elm St,Dayton,45402\n", "%d,12 Elm St\" x,Dayton,45402\n", "%d,\"Mill House\n3 River Rd\",Dayton,45403\n", "%d\n", "\n", "\uFEFF%d,a,b,c\n",
	}
	random := rand.New(rand.NewPCG(7, 8))
	for round := range 6 {
		var b strings.Builder
		b.WriteString(header)
		for i := range 400 {
			row := rows[0]
			if random.IntN(4) <= round {
				row = rows[random.IntN(len(rows))]
			}
			if strings.Contains(row, "%d") {
				row = fmt.Sprintf(row, i)
			}
			b.WriteString(row)
		}
		compareJudgements(t, fmt.Sprint("suspicious rows ", round), b.String(), feed.CSV, judgements...)
	}
}
