package delimfeed_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// The tests of this file write every combination of the values that layouts
// treat differently, and read them back.

// varied are the values that are present or absent: those that may share a
// column, one other of each request in a documented column and one in an
// extension column, and the Id.
var varied = []feed.Field{
	feed.ID,
	feed.ReverseCulture, feed.ReverseMinimumConfidence, feed.ReverseLatitude, feed.ReverseMaxResults,
	feed.GeocodeCulture, feed.GeocodeMinimumConfidence, feed.GeocodeQuery, feed.GeocodeMaxResults,
}

// responses are all sequences of up to three responses that are empty or have a
// value, and some with responses that have a JSON cell only.
var responses = func() []string {
	all := []string{""}
	for from := 0; len(all[from]) < 3; from++ {
		all = append(all, all[from]+"e", all[from]+"v")
	}
	return append(all, "j", "ej", "jj", "vj", "jev")
}()

// entity returns an entity with some values, each with its field's name as the
// text, and responses.
func entity(values feed.FieldSet, responses string) feedtest.Tokens {
	var tokens feedtest.Tokens
	add := func(k feed.Kind) { tokens.WriteToken(feed.Token{Kind: k}) }
	value := func(f feed.Field, text string) {
		tokens.WriteToken(feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(text)})
	}
	add(feed.EntityStart)
	value(feed.ID, "")
	open := feed.EntityGroup
	for values != 0 {
		var f feed.Field
		f, values = values.Next()
		if f == feed.ID {
			tokens[len(tokens)-1].Text = []byte("Id")
			continue
		}
		if g := f.Info().Group; g != open {
			add(g.Start())
			open = g
		}
		value(f, f.String())
	}
	for i, kind := range responses {
		add(feed.ResponseStart)
		switch kind {
		case 'v':
			value(feed.ResponseName, strings.Repeat("n", i+1))
		case 'j':
			add(feed.PointStart)
			add(feed.QueryParseStart)
			value(feed.QueryParseValue, strings.Repeat("v", i+1))
		case 'e':
			add(feed.PointStart)
			value(feed.PointLatitude, "")
		}
	}
	add(feed.EntityEnd)
	return tokens
}

// subsets yields the subsets of some fields.
func subsets(fields []feed.Field) func(yield func(feed.FieldSet) bool) {
	return func(yield func(feed.FieldSet) bool) {
		for bits := range 1 << len(fields) {
			var s feed.FieldSet
			for i, f := range fields {
				if bits>>i&1 == 1 {
					s = s.With(f)
				}
			}
			if !yield(s) {
				return
			}
		}
	}
}

func without(columns []feed.Field, fields ...feed.Field) []feed.Field {
	return slices.DeleteFunc(slices.Clone(columns), func(f feed.Field) bool { return slices.Contains(fields, f) })
}

// layouts are headers that hold different parts of the varied values.
var layouts = map[string][]feed.Field{
	"documented":                  feed.Columns(feed.Documented),
	"extended":                    feed.Columns(feed.Extended),
	"index":                       append(feed.Columns(feed.Documented), feed.ResponseIndex),
	"max results":                 append(feed.Columns(feed.Documented), feed.ReverseMaxResults, feed.GeocodeMaxResults),
	"one reverse column":          append(feed.Columns(feed.Documented), feed.ReverseMinimumConfidence),
	"without reverse":             without(feed.Columns(feed.Extended), feed.ReverseCulture, feed.ReverseMinimumConfidence),
	"without Id":                  without(feed.Columns(feed.Extended), feed.ID),
	"without the other geocode":   without(feed.Columns(feed.Documented), feed.GeocodeQuery),
	"without the other reverse":   without(feed.Columns(feed.Documented), feed.ReverseLatitude),
	"without the shared culture":  without(feed.Columns(feed.Documented), feed.GeocodeCulture),
	"without response values":     {feed.ID, feed.GeocodeQuery, feed.ResponseIndex},
	"only Id":                     {feed.ID},
	"only a response, and the Id": {feed.ResponseName, feed.ID},
}

// With the race detector two of them are enough, as one goroutine does it all.
func init() {
	for name := range layouts {
		if feedtest.Race && name != "documented" && name != "index" {
			delete(layouts, name)
		}
	}
}

// TestLayoutsRoundTrip writes every entity in every layout: either it is refused,
// or it reads back with the same content, among the others that are not.
func TestLayoutsRoundTrip(t *testing.T) {
	for name, columns := range layouts {
		o := &delimfeed.WriterOptions{Columns: columns}
		var held feedtest.Tokens
		for values := range subsets(varied) {
			for _, shape := range responses {
				tokens := entity(values, shape)
				_, err := write(tokens.Reader(), feed.Pipe, o)
				if errors.Is(err, feed.Unwritable) && name != "extended" {
					continue
				}
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				held = append(held, tokens...)
			}
		}
		if len(held) == 0 {
			t.Errorf("%s holds nothing", name)
		}
		for _, f := range formats {
			text, err := write(held.Reader(), f, o)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want, _ := feedtest.Content(held.Reader())
			if content(t, text, f) != want {
				t.Errorf("%s: the content is not the same", name)
			}
		}
	}
}

// TestLossyDropsWhatItMust writes the same with losses: what is left is a part of
// the entity, in its place, all else is counted, and none of it would have been
// accepted beside the rest.
func TestLossyDropsWhatItMust(t *testing.T) {
	for name, columns := range layouts {
		for values := range subsets(varied) {
			for _, shape := range []string{"", "ejv"} {
				var dropped feed.Tally
				text, err := write(entity(values, shape).Reader(), feed.Tab, &delimfeed.WriterOptions{Columns: columns, Dropped: &dropped})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				left, counted := readBack(t, text), feed.FieldSet(0)
				for f, n := range dropped.All() {
					if counted = counted.With(f); n > 1 {
						t.Fatalf("%s: %d values of %v are dropped", name, n, f)
					}
				}
				gone := values &^ left
				if left&^values&^responseFields != 0 || gone != counted&^responseFields.With(feed.ResponseIndex) {
					t.Fatalf("%s: of %x are left %x and counted %x\n%s", name, values, left, counted, text)
				}
				for gone != 0 {
					var f feed.Field
					f, gone = gone.Next()
					back := (left & values).With(f)
					if _, err := write(entity(back, "").Reader(), feed.Tab, &delimfeed.WriterOptions{Columns: columns}); err == nil {
						t.Fatalf("%s: %v was dropped beside %x for nothing", name, f, left)
					}
				}
			}
		}
	}
}

var responseFields = feed.ResponseGroup.Set() | feed.PointGroup.Set() | feed.QueryParseGroup.Set()

// readBack returns the fields of a text, each of which must hold its own name.
func readBack(t *testing.T, text string) (set feed.FieldSet) {
	var tokens feedtest.Tokens
	if _, err := feed.Copy(&tokens, open(strings.NewReader(text), feed.Tab, nil)); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, token := range tokens {
		if token.Kind != feed.FieldValue || len(token.Text) == 0 {
			continue
		}
		set = set.With(token.Field)
		if !responseFields.Has(token.Field) && string(token.Text) != token.Field.String() {
			t.Fatalf("%v holds %q\n%s", token.Field, token.Text, text)
		}
	}
	return set
}

// TestSurvey shows that a Survey finds the columns that an entity needs: with
// them it is written, without any of them it is refused. The two reverse columns
// come together.
func TestSurvey(t *testing.T) {
	pair := []feed.Field{feed.ReverseCulture, feed.ReverseMinimumConfidence}
	for values := range subsets(varied) {
		for _, shape := range responses {
			tokens := entity(values, shape)
			var survey delimfeed.Survey
			if _, err := feed.Copy(&survey, tokens.Reader()); err != nil || survey.Close() != nil {
				t.Fatal(err)
			}
			columns := survey.Columns()
			if _, err := write(tokens.Reader(), feed.CSV, &delimfeed.WriterOptions{Columns: columns}); err != nil {
				t.Fatalf("%x %s: %v with columns %v", values, shape, err, columns)
			}
			for _, f := range columns[len(feed.Columns(feed.Documented)):] {
				fewer := without(columns, f)
				if slices.Contains(pair, f) {
					fewer = without(columns, pair...)
				}
				if _, err := write(tokens.Reader(), feed.CSV, &delimfeed.WriterOptions{Columns: fewer}); !errors.Is(err, feed.Unwritable) {
					t.Fatalf("%x %s: %v is not needed", values, shape, f)
				}
			}
		}
	}
}

// TestSurveyAgreesOnRandomFeeds does the same with whole feeds.
func TestSurveyAgreesOnRandomFeeds(t *testing.T) {
	for seed := range uint64(300) {
		feedTokens := feedtest.Random(seed, int(seed%5)+1, feedtest.AnyChars)
		var survey delimfeed.Survey
		if _, err := feed.Copy(&survey, feedTokens.Reader()); err != nil {
			t.Fatal(err)
		}
		want, err := feedtest.Content(feedTokens.Reader())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range formats {
			text, err := write(feedTokens.Reader(), f, &delimfeed.WriterOptions{Columns: survey.Columns()})
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			same(t, "content", content(t, text, f), want)
		}
	}
}

// TestSurveyOfEverything shows what a feed looks like that needs all columns.
func TestSurveyOfEverything(t *testing.T) {
	all := feed.SetOf(feed.Columns(feed.Extended)...) & (feed.ReverseGroup.Set() | feed.GeocodeGroup.Set())
	var survey delimfeed.Survey
	feed.Copy(&survey, entity(all, "v").Reader())
	if slices.Contains(survey.Columns(), feed.ResponseIndex) {
		t.Error("an index without a second response")
	}
	feed.Copy(&survey, entity(0, "vv").Reader())
	if diff := slices.Compare(survey.Columns(), feed.Columns(feed.Extended)); diff != 0 {
		t.Errorf("the columns are %v", survey.Columns())
	}
}
