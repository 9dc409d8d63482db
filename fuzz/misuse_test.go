package fuzz

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"math"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/sniff"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

const misusedXML = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="1"><GeocodeRequest Query="Leeds"/><GeocodeResponse Name="Leeds"><Point Latitude="1" Longitude="2"/></GeocodeResponse></GeocodeEntity></GeocodeFeed>`

// misused are values of the exported types in the states in which a program may call
// them by mistake: never made by their constructor, just made, in use, at the end.
func misused() map[string]any {
	whole, open := new(feed.Record), new(feed.Record)
	if err := whole.Read(xmlfeed.NewReader(strings.NewReader(misusedXML), nil)); err != nil {
		panic(err)
	}
	if _, err := open.Add(feed.Token{Kind: feed.EntityStart}); err != nil {
		panic(err)
	}
	stale := whole.At(2)
	if err := whole.Read(xmlfeed.NewReader(strings.NewReader(strings.Replace(misusedXML, "<GeocodeRequest", `<GeocodeResponse/><GeocodeRequest`, 1)), nil)); err != nil {
		panic(err)
	}
	ended := xmlfeed.NewReader(strings.NewReader(misusedXML), nil)
	for range 20 {
		ended.ReadToken()
	}
	closed := xmlfeed.NewWriter(io.Discard, nil)
	closed.Close()
	opened, _ := feedio.Open(strings.NewReader(misusedXML), nil)
	request, _ := whole.Request(feed.GeocodeGroup)
	absent, _ := whole.Request(feed.ReverseGroup)
	mapping := tablefeed.Mapping{Map: map[string]string{"Query": "a"}}
	return map[string]any{
		"zero Field": feed.NoField, "Field(200)": feed.Field(200), "NumFields": feed.NumFields, "zero Group": feed.EntityGroup, "Group(200)": feed.Group(200),
		"zero Kind": feed.NoToken, "Kind(200)": feed.Kind(200), "zero Format": feed.NoFormat, "Format(200)": feed.Format(200),
		"Layout(200)": feed.Layout(200), "Type(200)": feed.Type(200), "empty FieldSet": feed.FieldSet(0), "full FieldSet": ^feed.FieldSet(0),
		"zero Cause": feed.Cause(""), "zero Fault": &feed.Fault{}, "zero Position": feed.Position{}, "zero Limits": feed.Limits{},
		"zero Token": feed.Token{}, "zero Tally": new(feed.Tally), "nil Tally": (*feed.Tally)(nil), "zero FieldInfo": feed.FieldInfo{},
		"zero Location": feed.Location{}, "zero BoundingBox": feed.BoundingBox{}, "zero GeocodeRequest": &feed.GeocodeRequest{},
		"zero Record": new(feed.Record), "whole Record": whole, "open Record": open,
		"zero Part": feed.Part{}, "stale Part": stale, "absent Part": absent, "request Part": request,

		"zero xmlfeed.Reader": new(xmlfeed.Reader), "new xmlfeed.Reader": xmlfeed.NewReader(strings.NewReader(misusedXML), nil), "ended xmlfeed.Reader": ended,
		"xmlfeed.Reader of nil": xmlfeed.NewReader(nil, nil),
		"zero xmlfeed.Writer":   new(xmlfeed.Writer), "new xmlfeed.Writer": xmlfeed.NewWriter(io.Discard, nil), "closed xmlfeed.Writer": closed, "xmlfeed.Writer to nil": xmlfeed.NewWriter(nil, nil),

		"zero tablefeed.Joiner": new(tablefeed.Joiner), "new tablefeed.Joiner": tablefeed.NewJoiner(io.Discard, strings.NewReader("a\n1\n"), nil),
		"tablefeed.Joiner of nil": tablefeed.NewJoiner(nil, nil, nil), "zero JoinOptions": new(tablefeed.JoinOptions),
		"zero Mapping": new(tablefeed.Mapping),

		"zero jsonfeed.Reader": new(jsonfeed.Reader), "new jsonfeed.Reader": jsonfeed.NewReader(strings.NewReader("{}\n"), nil), "jsonfeed.Reader of nil": jsonfeed.NewReader(nil, nil),
		"zero jsonfeed.Writer": new(jsonfeed.Writer), "new jsonfeed.Writer": jsonfeed.NewWriter(io.Discard, &jsonfeed.WriterOptions{Typed: true, Wide: true}),
		"zero delimfeed.Reader": new(delimfeed.Reader), "new delimfeed.Reader": delimfeed.NewReader(strings.NewReader("Id\n1\n"), feed.CSV, nil),
		"delimfeed.Reader of XML":         delimfeed.NewReader(strings.NewReader("Id\n1\n"), feed.XML, nil),
		"delimfeed.Reader of Format(200)": delimfeed.NewReader(strings.NewReader("Id\n1\n"), 200, nil), "delimfeed.Reader of nil": delimfeed.NewReader(nil, feed.Tab, nil),
		"zero delimfeed.Writer": new(delimfeed.Writer), "new delimfeed.Writer": delimfeed.NewWriter(io.Discard, feed.CSV, nil), "delimfeed.Writer of XML": delimfeed.NewWriter(io.Discard, feed.XML, nil),
		"delimfeed.Writer of Field(200)": delimfeed.NewWriter(io.Discard, feed.CSV, &delimfeed.WriterOptions{Columns: []feed.Field{200}}),
		"feedio.Writer of NoFormat":      feedio.NewWriter(io.Discard, feed.NoFormat, nil), "feedio.Reader of NoFormat": feedio.NewReader(strings.NewReader("Id\n1\n"), feed.NoFormat, nil),

		"zero tablefeed.Reader": new(tablefeed.Reader), "new tablefeed.Reader": tablefeed.NewReader(strings.NewReader("a\n1\n"), mapping, nil),
		"tablefeed.Reader of nil": tablefeed.NewReader(nil, mapping, nil), "tablefeed.Reader without a mapping": tablefeed.NewReader(strings.NewReader("a\n1\n"), tablefeed.Mapping{}, nil),
		"zero tablefeed.Rows": new(tablefeed.Rows), "new tablefeed.Rows": tablefeed.NewRows(strings.NewReader("a\n1\n"), nil), "tablefeed.Rows of nil": tablefeed.NewRows(nil, nil), "zero tablefeed.Row": new(tablefeed.Row),
		"tablefeed.Mapping": &mapping,

		"zero feedio.Reader": new(feedio.Reader), "new feedio.Reader": opened, "zero feedio.File": new(feedio.File),

		"zero Encoding": textbuf.UTF8, "Encoding(200)": textbuf.Encoding(200),
	}
}

// arguments returns values of a type that a mistaken program may hand over.
func arguments(of reflect.Type) (all []reflect.Value) {
	add := func(values ...any) {
		for _, v := range values {
			if v := reflect.ValueOf(v); v.Type().AssignableTo(of) || v.CanConvert(of) && of.Kind() != reflect.String && of.Kind() != reflect.Interface {
				all = append(all, v.Convert(of))
			}
		}
	}
	switch of {
	case reflect.TypeFor[context.Context]():
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // nothing is to go out
		return []reflect.Value{reflect.ValueOf(ctx)}
	case reflect.TypeFor[*http.Request]():
		return []reflect.Value{reflect.ValueOf(httptest.NewRequest("GET", "/REST/v1/Dataflows/ListJobs", nil)), reflect.ValueOf(httptest.NewRequest("POST", "/REST/v1/Dataflows/Geocode?input=xml", strings.NewReader(misusedXML)))}
	}
	switch of.Kind() {
	case reflect.String:
		for _, text := range []string{"", "\xff", "no-such", "http://localhost/job"} {
			all = append(all, reflect.ValueOf(text).Convert(of))
		}
	case reflect.Uint8:
		add(uint8(0), uint8(5), uint8(feed.NumFields), uint8(200))
	case reflect.Int, reflect.Int32, reflect.Int64:
		add(0, -1, 1, math.MaxInt32)
	case reflect.Interface:
		add(new(feed.Record), new(xmlfeed.Reader), new(delimfeed.Reader), xmlfeed.NewWriter(io.Discard, nil), delimfeed.NewWriter(io.Discard, feed.Pipe, nil), strings.NewReader("<a/>"), errors.New("an error"),
			new(validate.Validator), validate.New(feed.XML, nil), new(dataflow.Results), httptest.NewRecorder(), new(bytes.Buffer))
	case reflect.Pointer:
		all = append(all, reflect.New(of.Elem()))
	case reflect.Func:
		all = append(all, reflect.MakeFunc(of, func([]reflect.Value) []reflect.Value {
			results := make([]reflect.Value, of.NumOut())
			for i := range results {
				results[i] = reflect.Zero(of.Out(i))
			}
			return results
		}))
	case reflect.Slice:
		add([]byte(nil), []byte("<GeocodeEntity Id='1'/>"), []feed.Field{200})
	default:
		all = append(all, reflect.Zero(of))
	}
	if len(all) == 0 {
		all = append(all, reflect.Zero(of))
	}
	return all
}

// TestMisuse calls every exported method of every value of misused, several times with
// arguments of all sorts. It may return anything but must not panic.
func TestMisuse(t *testing.T) { testMisuse(t, misused, 1000) }

func testMisuse(t *testing.T, misused func() map[string]any, least int) {
	calls := 0
	for name, v := range misused() {
		kind := reflect.TypeOf(made(v))
		for i := range kind.NumMethod() {
			method := kind.Method(i)
			if _, costly := v.(func() any); !costly {
				v = misused()[name]
			}
			fresh := made(v)
			for choice := range 5 {
				calls++
				misuse(t, name+"."+method.Name, reflect.ValueOf(fresh).Method(i), choice)
			}
		}
	}
	if calls < least {
		t.Errorf("only %d calls", calls)
	}
}

// made returns a value, or what a function in place of a costly one makes.
func made(v any) any {
	if f, ok := v.(func() any); ok {
		return f()
	}
	return v
}

// misuse calls a method with one choice of arguments, and what it returns if that is a
// sequence.
func misuse(t *testing.T, name string, f reflect.Value, choice int) {
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s, arguments %d: panic: %v", name, choice, r)
		}
	}()
	var in []reflect.Value
	for i := range f.Type().NumIn() {
		all := arguments(f.Type().In(i))
		in = append(in, all[(choice+i)%len(all)])
	}
	call := f.Call
	if f.Type().IsVariadic() {
		call = f.CallSlice
	}
	for _, out := range call(in) {
		switch out := out.Interface().(type) {
		case func(func(feed.Part) bool):
			for range out {
			}
		case iter.Seq[feed.Token]:
			for range out {
			}
		}
	}
}

// TestMisuseOfFunctions does the same for functions.
func TestMisuseOfFunctions(t *testing.T) {
	for name, f := range map[string]func(){
		"Columns":      func() { feed.Columns(200) },
		"SetOf":        func() { feed.SetOf(0, 63, 64, 200) },
		"WriteEntity":  func() { feed.WriteEntity(xmlfeed.NewWriter(io.Discard, nil), nil) },
		"Copy":         func() { feed.Copy(new(xmlfeed.Writer), new(delimfeed.Reader)) },
		"Sniff":        func() { xmlscan.Sniff(nil); sniff.Delimited(nil) },
		"Open":         func() { feedio.Open(nil, nil); feedio.OpenFile("", nil) },
		"ColumnByName": func() { feed.ColumnByName("\xff") },
		"Entities": func() {
			for range feed.Entities(new(xmlfeed.Reader)) {
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("panic: %v", r)
				}
			}()
			f()
		})
	}
}

// TestRefusesRecordsThatAreNotWhole: a writer says so where it was handed a record
// without an entity, or with half of one.
func TestRefusesRecordsThatAreNotWhole(t *testing.T) {
	for _, f := range []feed.Format{feed.XML, feed.CSV} {
		open := new(feed.Record)
		if _, err := open.Add(feed.Token{Kind: feed.EntityStart}); err != nil {
			t.Fatal(err)
		}
		for name, r := range map[string]*feed.Record{"zero": new(feed.Record), "open": open, "nil": nil} {
			var out bytes.Buffer
			w := feedio.NewWriter(&out, f, nil)
			before := w.Close()
			w = feedio.NewWriter(&out, f, nil)
			out.Reset()
			if err := w.WriteRecord(r); !errors.Is(err, feed.ErrGrammar) || before != nil {
				t.Errorf("%v, %s: %v, want ErrGrammar", f, name, err)
			}
		}
	}
}

// TestWrongFormat: nothing is written or read in a format that the package does not
// have, and the error says which.
func TestWrongFormat(t *testing.T) {
	var out bytes.Buffer
	delimited := func(f feed.Format) (feed.RecordReader, feed.RecordWriter) {
		return delimfeed.NewReader(strings.NewReader("Id\n1\n"), f, nil), delimfeed.NewWriter(&out, f, nil)
	}
	any := func(f feed.Format) (feed.RecordReader, feed.RecordWriter) {
		return feedio.NewReader(strings.NewReader("Id\n1\n"), f, nil), feedio.NewWriter(&out, f, nil)
	}
	for _, c := range []struct {
		codec func(feed.Format) (feed.RecordReader, feed.RecordWriter)
		f     feed.Format
		want  string
	}{
		{delimited, feed.NoFormat, "delimfeed: no format is given; use feed.CSV, feed.Tab or feed.Pipe"},
		{delimited, feed.XML, "delimfeed: xml is not delimited text; package xmlfeed reads and writes it"},
		{delimited, feed.Table, "delimfeed: a table is not a feed; package tablefeed reads it by a mapping, and nothing writes it"},
		{delimited, 9, "delimfeed: unknown format Format(9); use feed.CSV, feed.Tab or feed.Pipe"},
		{any, feed.NoFormat, "feedio: no format is given; use feed.XML, feed.CSV, feed.Tab, feed.Pipe or feed.JSONLines"},
		{any, feed.Table, "feedio: a table is not a feed; Open reads it by a mapping, with Options.Table, and nothing writes it"},
		{any, 9, "feedio: unknown format Format(9); use feed.XML, feed.CSV, feed.Tab, feed.Pipe or feed.JSONLines"},
	} {
		r, w := c.codec(c.f)
		_, tokenErr := r.ReadToken()
		for _, err := range []error{tokenErr, r.ReadRecord(new(feed.Record))} {
			if err == nil || err.Error() != c.want {
				t.Errorf("reading %v: %v, want %s", c.f, err, c.want)
			}
		}
		flushed := w.(interface{ Flush() error }).Flush()
		for _, err := range []error{feed.WriteEntity(w, &feed.Entity{ID: "1"}), flushed, w.Close()} {
			if err == nil || err.Error() != c.want {
				t.Errorf("writing %v: %v, want %s", c.f, err, c.want)
			}
		}
		if out.Len() > 0 {
			t.Errorf("%v: %q was written", c.f, out.String())
		}
	}
}
