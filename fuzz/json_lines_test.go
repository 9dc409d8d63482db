package fuzz

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
)

// The oracle reads a line with encoding/json, and what the rules say beyond that: no key
// that is unknown or there twice, no half of a surrogate pair, and values of their kinds. An
// entity is a list of paths with values, such as responses[0].point.latitude=1.

// A jsonPlace is what may be at a path.
type jsonPlace struct {
	field feed.FieldInfo
	inner bool // an object, or with many an array of them
	many  bool
}

var jsonPlaces = func() map[string]jsonPlace {
	places := map[string]jsonPlace{"": {inner: true}}
	for f := range feed.NumFields {
		info := f.Info()
		if !info.InXML() {
			continue
		}
		keys := info.Keys()
		for i := range keys[:len(keys)-1] {
			key := keys[i]
			places["."+strings.Join(keys[:i+1], ".")] = jsonPlace{inner: true, many: key == "responses" || key == "geocodePoints" || key == "queryParseValues"}
		}
		places["."+strings.Join(keys, ".")] = jsonPlace{field: info}
	}
	return places
}()

var errLine = errors.New("not a line")

// oracle reads a line.
func oracle(line string) (values []string, err error) {
	if !utf8.ValidString(line) || !json.Valid([]byte(line)) || halfSurrogate(line) || strings.TrimLeft(line, " \t\r")[0] != '{' {
		return nil, errLine
	}
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	if err = oracleValue(d, "", "", &values); err != nil {
		return nil, err
	}
	slices.Sort(values)
	return values, nil
}

// oracleValue reads the value of a path, which shown has with indexes.
func oracleValue(d *json.Decoder, path, shown string, values *[]string) error {
	p, ok := jsonPlaces[path]
	if !ok {
		return errLine
	}
	token, _ := d.Token()
	switch {
	case token == nil && path != "":
		return nil
	case p.many:
		if token != json.Delim('[') {
			return errLine
		}
		for i := 0; d.More(); i++ {
			if token, _ = d.Token(); token != json.Delim('{') {
				return errLine
			}
			if err := oracleObject(d, path, fmt.Sprintf("%s[%d]", shown, i), values); err != nil {
				return err
			}
		}
		_, _ = d.Token()
		return nil
	case p.inner:
		if token != json.Delim('{') {
			return errLine
		}
		return oracleObject(d, path, shown, values)
	}
	text := ""
	switch token := token.(type) {
	case string:
		text = token
	case json.Number:
		text = token.String()
	case bool:
		if p.field.Type != feed.BooleanType {
			return errLine
		}
		text = fmt.Sprint(token)
	case json.Delim:
		if token != '[' || !p.field.List {
			return errLine
		}
		var words []string
		for d.More() {
			word, _ := d.Token()
			if _, ok := word.(string); !ok {
				return errLine
			}
			words = append(words, word.(string))
		}
		_, _ = d.Token()
		text = strings.Join(words, ", ")
	}
	if text != "" {
		*values = append(*values, shown+"="+text)
	}
	return nil
}

func oracleObject(d *json.Decoder, path, shown string, values *[]string) error {
	seen := map[string]bool{}
	for d.More() {
		key, _ := d.Token()
		name := key.(string)
		if seen[name] {
			return errLine
		}
		seen[name] = true
		if err := oracleValue(d, path+"."+name, shown+"."+name, values); err != nil {
			return err
		}
	}
	_, _ = d.Token()
	return nil
}

// valuesOf returns the entity of a record as the oracle does.
func valuesOf(r *feed.Record) (values []string) {
	counts := map[feed.Group]int{}
	for i := range r.Len() {
		p := r.At(i)
		g := p.Group()
		if counts[g]++; g == feed.ResponseGroup {
			counts[feed.PointGroup], counts[feed.QueryParseGroup] = 0, 0
		}
		for _, f := range g.Fields() {
			if text := p.Text(f); len(text) > 0 {
				shown := ""
				for depth, key := range f.Info().Keys() {
					shown += "." + key
					switch {
					case g >= feed.ResponseGroup && depth == 0:
						shown += fmt.Sprintf("[%d]", counts[feed.ResponseGroup]-1)
					case g > feed.ResponseGroup && depth == 1:
						shown += fmt.Sprintf("[%d]", counts[g]-1)
					}
				}
				values = append(values, shown+"="+string(text))
			}
		}
	}
	slices.Sort(values)
	return values
}

// jsonLine returns what a reader makes of the line that follows a good one.
func jsonLine(t testing.TB, r feed.RecordReader, rec *feed.Record) (values []string, err error) {
	t.Helper()
	for {
		e := r.ReadRecord(rec)
		var fault *feed.Fault
		switch {
		case e == nil && err != nil:
			return nil, err
		case e == nil:
			return valuesOf(rec), nil
		case !errors.As(e, &fault) || fault.Fatal || fault.Line == 0:
			t.Fatal(e)
		}
		err = fault
	}
}

// sameLine fails where a reader of JSON Lines, or feed.Entity, takes a line that the oracle
// does not take, or reads it as something else.
func sameLine(t testing.TB, line string, values []string, err error) {
	t.Helper()
	want, wantErr := oracle(line)
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%q: %v, but encoding/json: %v", line, err, wantErr)
	}
	if !slices.Equal(values, want) {
		t.Fatalf("%q: %q, want %q", line, values, want)
	}
	if strings.Trim(line, " \t\r") == "null" {
		return // which encoding/json takes for every type
	}
	var e feed.Entity
	err = json.Unmarshal([]byte(line), &e)
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%q: feed.Entity: %v, but encoding/json: %v", line, err, wantErr)
	}
	if err != nil {
		return
	}
	var rec feed.Record
	if err := rec.Read(feed.NewEntityReader(once(&e))); err != nil || !slices.Equal(valuesOf(&rec), want) {
		t.Fatalf("%q: feed.Entity: %q, %v, want %q", line, valuesOf(&rec), err, want)
	}
}

// once returns what returns an entity, and then the end.
func once(e *feed.Entity) func() (*feed.Entity, error) {
	return func() (*feed.Entity, error) {
		next := e
		if e = nil; next == nil {
			return nil, io.EOF
		}
		return next, nil
	}
}

const goodLine = `{"id":"1"}` + "\n"

// FuzzJSONLine: a line is taken exactly where encoding/json takes it and the rules for lines
// do, and has the same values.
func FuzzJSONLine(f *testing.F) {
	for _, in := range inputs(f) {
		if in.format == feed.JSONLines {
			for line := range strings.Lines(in.text) {
				f.Add(strings.TrimSuffix(line, "\n"))
			}
		}
	}
	f.Fuzz(func(t *testing.T, line string) {
		if isUnusual(line) {
			return
		}
		var rec feed.Record
		r := jsonfeed.NewReader(strings.NewReader(goodLine+line+"\n"), nil)
		if _, err := jsonLine(t, r, &rec); err != nil {
			t.Fatal(err)
		}
		values, err := jsonLine(t, r, &rec)
		sameLine(t, line, values, err)
	})
}

// isUnusual reports whether a line is none, more than one, or one that the oracle does not
// know: a wide one, or one within bounds of the reader.
func isUnusual(line string) bool {
	return strings.Trim(line, " \t\r\x1E\uFEFF") == "" || strings.ContainsAny(line, "\n\x1E\uFEFF_") || strings.Contains(line, `\u005`) || strings.Count(line, "{")+strings.Count(line, "[") > 50 || len(line) > 1<<20
}

// TestJSONLinesAgainstOracle compares 100,000 lines, most of them damaged, with what
// encoding/json reads.
func TestJSONLinesAgainstOracle(t *testing.T) {
	n := 100_000
	if feedtest.Race || testing.Short() {
		n = 5_000
	}
	r := rand.New(rand.NewPCG(3, 4))
	good, bad := 0, 0
	for seed := uint64(0); good+bad < n; seed++ {
		lines := []string{strings.TrimSuffix(goodLine, "\n")}
		for line := range strings.Lines(someLines(t, seed)) {
			line = strings.TrimSuffix(line, "\n")
			for range 4 {
				if changed := damagedLine(r, line); len(line) < 4000 && !isUnusual(changed) {
					lines = append(lines, changed)
				}
			}
		}
		src := jsonfeed.NewReader(strings.NewReader(strings.Join(lines, "\n")), nil)
		var rec feed.Record
		for _, line := range lines {
			values, err := jsonLine(t, src, &rec)
			sameLine(t, line, values, err)
			if err == nil {
				good++
			} else {
				bad++
			}
		}
	}
	if good < n/10 || bad < n/10 {
		t.Errorf("%d good lines and %d bad ones show too little", good, bad)
	}
}

// someLines returns lines of JSON of all kinds that the oracle knows.
func someLines(t *testing.T, seed uint64) string {
	if seed%2 == 0 {
		hard := feedtest.Hard(seed, 20, feed.JSONLines).Text
		if utf8.ValidString(hard) && !strings.ContainsAny(hard, "\x00") {
			return hard
		}
	}
	var b bytes.Buffer
	w := jsonfeed.NewWriter(&b, &jsonfeed.WriterOptions{Typed: seed%4 == 1})
	src := feedtest.Random(seed, 20, feedtest.AnyChars).Reader()
	if seed%3 == 0 {
		src = feedtest.Results(seed, 10)
	}
	feedtest.Copy(t, w, src)
	return b.String()
}

// damagedLine returns a line as it is, or with some bytes changed, added or removed.
func damagedLine(r *rand.Rand, line string) string {
	things := []string{`"`, ",", ":", "{", "}", "[", "]", `\`, " ", "\t", "\r", "0", "-", "e", "null", "true", `"id":"2",`, `"x":1,`, `\u00`, `\ud834`, "\xfc", "é", "\x01", "D", `""`}
	text := line
	for range r.IntN(3) {
		at := r.IntN(len(text) + 1)
		to := min(len(text), at+r.IntN(3)*r.IntN(8))
		if r.IntN(2) == 0 {
			to = at
		}
		text = text[:at] + things[r.IntN(len(things))] + text[to:]
	}
	return text
}
