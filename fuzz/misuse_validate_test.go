package fuzz

import (
	"context"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func newMisusedReader() *xmlfeed.Reader { return xmlfeed.NewReader(strings.NewReader(misusedXML), nil) }

// misusedValidators are values of package validate, as those of
// misused are.
func misusedValidators() map[string]any {
	ended, stepped := validate.New(feed.XML, nil), validate.New(feed.XML, nil)
	if err := ended.Run(context.Background(), newMisusedReader()); err != nil {
		panic(err)
	}
	stepped.Next(newMisusedReader(), new(feed.Record))
	closed := validate.NewReport(io.Discard, validate.JUnit, nil)
	closed.Close()
	return map[string]any{
		"zero Validator": new(validate.Validator), "new Validator": validate.New(feed.XML, nil), "ended Validator": ended, "stepped Validator": stepped,
		"Validator of Format(200)": validate.New(200, nil), "Validator of Kind(200)": validate.New(feed.XML, &validate.Options{Kind: 200, Max: -1}),
		"Validator of a zero Profile":  validate.New(feed.CSV, &validate.Options{Profile: new(validate.Profile)}),
		"Validator of a wrong Profile": validate.New(feed.CSV, &validate.Options{Profile: &validate.Profile{Limits: validate.Limits{Entities: -1}}}),

		"zero Report": new(validate.Report), "new Report": validate.NewReport(io.Discard, validate.Text, nil), "closed Report": closed,
		"Report of no Style": validate.NewReport(io.Discard, "", nil), "Report to nil": validate.NewReport(nil, validate.JSONL, nil),
		"Report of Severity(200)": validate.NewReport(io.Discard, validate.GitHub, &validate.ReportOptions{Max: -1, Failure: 200}),
		"zero RejectWriter":       new(validate.RejectWriter), "RejectWriter to nil": validate.NewRejectWriter(nil),

		"zero Severity": validate.Off, "Severity(200)": validate.Severity(200), "zero Kind": validate.Kind(0), "Kind(200)": validate.Kind(200),
		"zero Profile": new(validate.Profile), "nil Profile": (*validate.Profile)(nil), "Profile of anything": &validate.Profile{
			Extends: "x", Severity: map[string]validate.Severity{"x": 200}, Cultures: []string{}, Required: []string{""}, Fill: map[string]float64{"x": math.NaN()}, Patterns: map[string]string{"Id": "("}},
		"zero Count": new(validate.Count), "nil Count": (*validate.Count)(nil), "nil Counts": validate.Counts(nil), "Counts of nil": validate.Counts{"id-missing": nil},
		"zero Rule": validate.Rule{}, "zero Problem": validate.Problem{}, "zero Reject": new(validate.Reject),
	}
}

// TestMisuseOfValidators is TestMisuse for package validate.
func TestMisuseOfValidators(t *testing.T) { testMisuse(t, misusedValidators, 500) }

// TestUsedValidator: a Validator that has come to the end of a feed says so where it is
// given another one, in whatever way, and does not find that nothing is wrong with it.
func TestUsedValidator(t *testing.T) {
	const want = "validate: the Validator has come to the end of its feed; make another one for another feed"
	first := newMisusedReader()
	v := validate.New(feed.XML, nil)
	if err := v.Run(context.Background(), first); err != nil {
		t.Fatal(err)
	}
	if err := v.Run(context.Background(), first); err != nil {
		t.Errorf("the end of the same feed again: %v", err)
	}
	for name, use := range map[string]func() error{
		"Run":  func() error { return v.Run(context.Background(), newMisusedReader()) },
		"Next": func() error { _, _, err := v.Next(newMisusedReader(), new(feed.Record)); return err },
		"Copy": func() error {
			_, err := v.Copy(context.Background(), xmlfeed.NewWriter(io.Discard, nil), newMisusedReader(), nil)
			return err
		},
	} {
		if err := use(); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if v.Entities() != 1 {
		t.Errorf("%d entities, want 1", v.Entities())
	}
}

// TestErrorsOfMisuse: what is used in a way that makes no sense says so.
func TestErrorsOfMisuse(t *testing.T) {
	for want, use := range map[string]func() error{
		"validate: a Validator that New has not made": func() error { return new(validate.Validator).Run(context.Background(), newMisusedReader()) },
		"validate: there is no reader of the feed":    func() error { return validate.New(feed.XML, nil).Run(context.Background(), nil) },
		"validate: Format(200) is no format of feeds": func() error { return validate.New(200, nil).Run(context.Background(), newMisusedReader()) },
		"validate: there is no kind 9 of feeds; there are Upload and Results": func() error {
			return validate.New(feed.XML, &validate.Options{Kind: 9}).Run(context.Background(), newMisusedReader())
		},
		"validate: there is no writer to copy the feed to": func() error {
			_, err := validate.New(feed.XML, nil).Copy(context.Background(), nil, newMisusedReader(), nil)
			return err
		},
		"validate: no report format \"page\"; there are text, jsonl, github, junit, html and sarif": func() error { return validate.NewReport(io.Discard, "page", nil).Begin("a") },
		"validate: ReportOptions.Failure: there is no severity 4": func() error {
			return validate.NewReport(io.Discard, validate.Text, &validate.ReportOptions{Failure: 4}).Close()
		},
		"validate: the report of the feed is not begun; call Begin first": func() error { return validate.NewReport(io.Discard, validate.Text, nil).Problem(validate.Problem{}) },
		"validate: the report has no writer":                              func() error { return validate.NewReport(nil, validate.Text, nil).Begin("a") },
		"validate: there is no reject to write":                           func() error { return validate.NewRejectWriter(io.Discard).Write(nil) },
		"feedio: there is no reader of the feed": func() error {
			_, err := feedio.Copy(context.Background(), xmlfeed.NewWriter(io.Discard, nil), nil)
			return err
		},
		"feedio: there is no reader of the feed ": func() error {
			return feedio.Map(nil, func(*feed.Record) error { return nil }).ReadRecord(new(feed.Record))
		},
		"feedio: there is no function for the entities of the feed": func() error {
			_, err := feedio.Copy(context.Background(), xmlfeed.NewWriter(io.Discard, nil), feedio.Filter(newMisusedReader(), nil))
			return err
		},
		"the writer was not made by NewWriter, or without an io.Writer to write to": func() error { return feedio.NewWriter(nil, feed.XML, nil).Close() },
		"feedio: there is no writer of the feed":                                    func() error { _, err := feedio.Copy(context.Background(), nil, newMisusedReader()); return err },
	} {
		if err := use(); err == nil || err.Error() != strings.TrimSpace(want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
