package tablefeed

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestMappingTexts shows how the texts of -map and -set are taken apart, and the errors.
func TestMappingTexts(t *testing.T) {
	for _, c := range []struct {
		maps, sets []string
		want       string // JSON of the Mapping, or the error
	}{
		{[]string{"AddressLine=Street"}, nil, `{"map":{"AddressLine":"Street"}}`},
		{[]string{"AddressLine=Street,Locality=City", "postalcode = #3 "}, nil, `{"map":{"AddressLine":"Street","Locality":"City","postalcode":"#3"}}`},
		{[]string{"AddressLine=Street, No,Locality=City"}, nil, `{"map":{"AddressLine":"Street, No","Locality":"City"}}`},
		{[]string{"Query={Street}, {City},Id=No"}, nil, `{"map":{"Id":"No","Query":"{Street}, {City}"}}`},
		{[]string{"Query={a,Id=b},Id=c"}, nil, `{"map":{"Id":"c","Query":"{a,Id=b}"}}`},
		{[]string{"GeocodeRequest/Address/AddressLine=a=b"}, nil, `{"map":{"GeocodeRequest/Address/AddressLine":"a=b"}}`},
		{[]string{"Query=q"}, []string{"Culture=de-DE", "CountryRegion?=DE", "FaultReason=a=b, c"}, `{"map":{"Query":"q"},"set":{"Culture":"de-DE","FaultReason":"a=b, c"},"setIfEmpty":{"CountryRegion":"DE"}}`},

		{[]string{"Street"}, nil, `"Street" is not FIELD=COLUMN`},
		{[]string{"Query="}, nil, "the column is missing after Query="},
		{[]string{"=Street"}, nil, `the name of a field is missing before "="`},
		{[]string{"Query=a,,Id=b"}, nil, `{"map":{"Id":"b","Query":"a,"}}`},
		{[]string{"Query=a,Adressline=b"}, nil, `no field "Adressline"; did you mean AddressLine?`},
		{[]string{"City=Locality"}, nil, `no field "City"; did you mean Locality?`},
		{[]string{"Frobnicator=a"}, nil, `no field "Frobnicator"; the fields are Query, AddressLine, Locality, PostalCode, AdminDistrict, CountryRegion and the other columns of a feed`},
		{[]string{"Query=a,query=b"}, nil, "the field query is given twice"},
		{[]string{"GeocodeResponse/GeocodePoints=a"}, nil, "the field GeocodeResponse/GeocodePoints holds several values and cannot be mapped"},
		{nil, []string{"Culture"}, `"Culture" is not FIELD=VALUE`},
		{nil, []string{"Culture="}, "the value is missing after Culture="},
		{nil, []string{"Culture?=de", "Culture?=en"}, "the field Culture is given twice"},
		{nil, []string{"Culturee=de"}, `no field "Culturee"; did you mean Culture?`},
	} {
		var m Mapping
		var err error
		for _, text := range c.maps {
			if err == nil {
				err = m.AddMap(text)
			}
		}
		for _, text := range c.sets {
			if err == nil {
				err = m.AddSet(text)
			}
		}
		got, _ := json.Marshal(m)
		if err != nil {
			got = []byte(err.Error())
		}
		if string(got) != c.want {
			t.Errorf("%q %q:\n got %s\nwant %s", c.maps, c.sets, got, c.want)
		}
	}
}

// TestMappingCheck shows the errors of mappings that are of no use with any table.
func TestMappingCheck(t *testing.T) {
	type texts = map[string]string
	for _, c := range []struct {
		m    Mapping
		want string
	}{
		{Mapping{Map: texts{"Query": "q"}}, ""},
		{Mapping{Map: texts{"latitude": "y", "Longitude": "x"}}, ""},
		{Mapping{Map: texts{"Latitude": "y"}, Set: texts{"Longitude": "0"}}, ""},
		{Mapping{Map: texts{"PostalCode": "zip"}, Set: texts{"CountryRegion": "US"}}, ""},
		{Mapping{Map: texts{"Query": "q", "CountryRegion": "c"}, SetIfEmpty: texts{"CountryRegion": "US"}}, ""},
		{Mapping{Map: texts{"District": "d"}}, ""},

		{Mapping{}, "the mapping gives nothing to geocode; map Query, AddressLine or another part of an address, or Latitude and Longitude"},
		{Mapping{Map: texts{"Id": "No", "Culture": "c"}, Set: texts{"Query": "x"}}, "the mapping gives nothing to geocode; map Query, AddressLine or another part of an address, or Latitude and Longitude"},
		{Mapping{Map: texts{"Query": "q", "GeocodeRequest/Query": "r"}}, "the field Query is mapped twice"},
		{Mapping{Map: texts{"District": "q", "AdminDistrict2": "r"}}, "the field AdminDistrict2 is mapped twice"},
		{Mapping{Map: texts{"Query": "q"}, Set: texts{"query": "r"}}, "the field Query is both mapped and set; to set it only where the column is empty, write Query?=VALUE"},
		{Mapping{Map: texts{"Query": "q"}, Set: texts{"Culture": "r"}, SetIfEmpty: texts{"culture": "s"}}, "the field Culture is set twice, with Culture= and with Culture?="},
		{Mapping{Map: texts{"Query": "q"}, Set: texts{"Culture": "r", "GeocodeRequest/Culture": "s"}}, "the field Culture is set twice"},
		{Mapping{Map: texts{"Query": "q"}, Set: texts{"Culture": ""}}, "the field Culture is set to an empty value"},
		{Mapping{Map: texts{"Query": "q"}, Set: texts{"Id": "1"}}, "the field Id cannot be set: it tells the rows apart"},
		{Mapping{Map: texts{"Query": "y"}, Set: texts{"IncludeEntityTypes": "Address"}}, "the field ReverseGeocodeRequest/IncludeEntityTypes is set, and no column is mapped to what its ReverseGeocodeRequest looks for"},
		{Mapping{Map: texts{"Query": "y"}, Set: texts{"Culture": "\xff"}}, `the value that Culture is set to is not UTF-8: "\xff"`},
		{Mapping{Map: texts{"Query": "{y} \xff"}}, `Query: "{y} \xff" is not UTF-8`},
		{Mapping{Map: texts{"Latitude": "y"}}, "Latitude is mapped and Longitude is not; a reverse request needs both"},
		{Mapping{Map: texts{"Longitude": "y"}}, "Longitude is mapped and Latitude is not; a reverse request needs both"},
		{Mapping{Map: texts{"Query": ""}}, "Query: the name of a column is missing"},
		{Mapping{Map: texts{"Query": "{Street"}}, `Query: the brace before "Street" is not closed in "{Street"; for a brace in the value write {{`},
		{Mapping{Map: texts{"Query": "a {} b"}}, `Query: there is no name between the braces in "a {} b"; for a brace in the value write {{`},
		{Mapping{Map: texts{"Query": "{a{b}"}}, `Query: there is a brace in the name "a{b" in "{a{b}"; name that column by its number, such as {#3}`},
		{Mapping{Map: texts{"Query": "{{a"}}, `Query: "{{a" names no column in braces; for a constant use a set value`},
		{Mapping{Map: texts{"Index": "i"}}, `no field "Index"; the fields are Query, AddressLine, Locality, PostalCode, AdminDistrict, CountryRegion and the other columns of a feed`},
	} {
		got := ""
		if err := c.m.Check(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%v:\n got %s\nwant %s", c.m, got, c.want)
		}
	}
}

// TestFieldNames shows which fields short names mean.
func TestFieldNames(t *testing.T) {
	for _, c := range []struct {
		name             string
		forward, reverse feed.Field
	}{
		{"AddressLine", feed.GeocodeAddressLine, feed.GeocodeAddressLine},
		{"ADDRESS/addressline", feed.GeocodeAddressLine, feed.GeocodeAddressLine},
		{"GeocodeResponse/Address/AddressLine", feed.ResponseAddressLine, feed.ResponseAddressLine},
		{"Latitude", feed.ReverseLatitude, feed.ReverseLatitude},
		{"Point/Latitude", feed.ResponseLatitude, feed.ResponseLatitude},
		{"Culture", feed.GeocodeCulture, feed.ReverseCulture},
		{"maxresults", feed.GeocodeMaxResults, feed.ReverseMaxResults},
		{"MinimumConfidence", feed.GeocodeMinimumConfidence, feed.ReverseMinimumConfidence},
		{"IncludeNeighborhood", feed.GeocodeIncludeNeighborhood, feed.ReverseIncludeNeighborhood},
		{"GeocodeRequest/Culture", feed.GeocodeCulture, feed.GeocodeCulture},
		{"IncludeEntityTypes", feed.ReverseIncludeEntityTypes, feed.ReverseIncludeEntityTypes},
		{"Id", feed.ID, feed.ID},
		{"Confidence", feed.ResponseConfidence, feed.ResponseConfidence},
		{"StatusCode", feed.StatusCode, feed.StatusCode},
		{"district", feed.GeocodeAdminDistrict2, feed.GeocodeAdminDistrict2},
		{"Landmark", feed.ResponseLandmark, feed.ResponseLandmark},
	} {
		for reverse, want := range map[bool]feed.Field{false: c.forward, true: c.reverse} {
			if f, err := fieldByName(c.name, reverse); err != nil || f != want {
				t.Errorf("%s (reverse: %v): %v, %v, want %v", c.name, reverse, f, err, want)
			}
		}
	}
	for _, f := range namedFields {
		if got, err := fieldByName(shortName(f), false); err != nil || got != f {
			t.Errorf("%v has the short name %s, which means %v, %v", f, shortName(f), got, err)
		}
	}
}

// TestTemplates shows what templates make of parts, some of them empty.
func TestTemplates(t *testing.T) {
	for _, c := range []struct {
		template string
		parts    string // separated by commas
		want     string
	}{
		{"{Street} {No}, {City}", "Elm St,5,York", "Elm St 5, York"},
		{"{Street} {No}, {City}", "Elm St,,York", "Elm St, York"},
		{"{Street} {No}, {City}", ",5,York", "5, York"},
		{"{Street} {No}, {City}", ",,York", "York"},
		{"{Street} {No}, {City}", "Elm St,5,", "Elm St 5"},
		{"{Street} {No}, {City}", "Elm St,,", "Elm St"},
		{"{Street} {No}, {City}", ",,", ""},
		{"No. {No} {Street}!", "5,Elm St", "No. 5 Elm St!"},
		{"No. {No} {Street}!", ",Elm St", "No. Elm St!"},
		{"No. {No} {Street}!", ",", ""},
		{"{a}{b}{c}", "1,,3", "13"},
		{"{{{a}}", "1", "{1}"},
		{"{{x {{ {a}", "1", "{x { 1"},
	} {
		p, err := parseTemplate(c.template)
		if err != nil {
			t.Error(err)
			continue
		}
		r := NewReader(strings.NewReader(strings.Join(p.columns, ",")+",x\n"+c.parts+",x\n"), Mapping{Map: map[string]string{"Query": c.template}}, nil)
		var rec feed.Record
		if err := r.ReadRecord(&rec); err != nil {
			t.Error(err)
			continue
		}
		request, _ := rec.Request(feed.GeocodeGroup)
		if got := string(request.Text(feed.GeocodeQuery)); got != c.want {
			t.Errorf("%s of %q: %q, want %q", c.template, c.parts, got, c.want)
		}
	}
}

// TestColumnNames shows which columns names mean, and the errors of those that mean none.
func TestColumnNames(t *testing.T) {
	const header = "Id,Street,name,Name,City,City,,#4,Zip#2"
	const all = `; the table has the 9 columns "Id", "Street", "name", "Name#2", "City", "City#2", "#7", "#4", "Zip#2"`
	for _, c := range []struct {
		name string
		want int // from 1
		err  string
	}{
		{"Street", 2, ""}, {"STREET", 2, ""}, {"#2", 2, ""},
		{"name", 3, ""}, {"Name", 4, ""}, {"NAME#1", 3, ""}, {"Name#2", 4, ""},
		{"City#2", 6, ""}, {"city#1", 5, ""}, {"#7", 7, ""}, {"#4", 8, ""}, {"Zip#2", 9, ""},
		{"City", 0, `the column "City" is ambiguous, as the table has it 2 times: write City#1 for the first of them, or its number, such as #5` + all},
		{"NAME", 0, `the column "NAME" is ambiguous, as the table has it 2 times: write NAME#1 for the first of them, or its number, such as #3` + all},
		{"City#3", 0, `the table has no column "City#3"; did you mean "City#2"?` + all},
		{"#10", 0, `the table has no column "#10"` + all},
		{"#0", 0, `the table has no column "#0"` + all},
		{"", 0, `the table has no column ""` + all},
		{"Stret", 0, `the table has no column "Stret"; did you mean "Street"?` + all},
		{"Frob", 0, `the table has no column "Frob"` + all},
	} {
		got, err := NewRows(strings.NewReader(header+"\n"), nil).Column(c.name)
		if err != nil {
			if err.Error() != c.err {
				t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.err)
			}
		} else if got+1 != c.want {
			t.Errorf("%s: column %d, want %d (%s)", c.name, got+1, c.want, c.err)
		}
	}
	_, err := NewRows(strings.NewReader("a,b\n"), &Options{NoHeader: true}).Column("Street")
	if want := `the table has no column "Street", as it has no header; name the columns by their numbers, such as #1; the table has the 2 columns "#1", "#2"`; err.Error() != want {
		t.Error(err)
	}
	_, err = NewRows(strings.NewReader("Ann,12,York\n"), nil).Column("Street")
	if want := `the table has no column "Street"; if the first row is data, give -no-header and name the columns by their numbers, such as #1; the table has the 3 columns "Ann", "12", "York"`; err.Error() != want {
		t.Error(err)
	}
	wide := strings.TrimSuffix(strings.Repeat("c,", 100), ",")
	_, err = NewRows(strings.NewReader(wide), nil).Column("x")
	if !strings.HasSuffix(err.Error(), `"c#29", "c#30" and 70 more`) {
		t.Error(err)
	}
}

// TestMappingJSON shows that ParseMapping and the published schema accept the same texts.
func TestMappingJSON(t *testing.T) {
	text, err := os.ReadFile("schema/mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	schema := jsonschema.MustCompileString("mapping.json", string(text))
	for _, c := range []struct {
		text     string
		want     string // the error, empty for none
		accepted bool   // by the schema all the same
	}{
		{`{}`, "", true},
		{`{"map":{"Query":"Address"},"set":{"Culture":"de"},"setIfEmpty":{"CountryRegion":"DE"}}`, "", true},
		{` {"map":{}} ` + "\n", "", true},
		{`{"map":{"Query":""}}`, `1:17: map: "Query" is not a string with something in it`, false},
		{`{"map":{"Query":1}}`, `1:17: map: "Query" is not a string with something in it`, false},
		{`{"map":{"Query":null}}`, `1:17: map: "Query" is not a string with something in it`, false},
		{`{"map":{"Query":{}}}`, `1:17: map: "Query" is not a string with something in it`, false},
		{`{"map":[]}`, "1:8: map is not an object in braces", false},
		{`[]`, "1:1: the mapping is not an object in braces", false},
		{`null`, "1:1: the mapping is not an object in braces", false},
		{`{"Map":{}}`, `1:2: there is no "Map" in a mapping; it has map, set and setIfEmpty`, false},
		{`{"Query":"Address"}`, `1:2: there is no "Query" in a mapping; it has map, set and setIfEmpty`, false},
		{`{"map":{"Query":"a","query":"b"}}`, `1:21: map has "query" twice`, true},
		{"\uFEFF{}", "", true},
		{"{\n \"map\" : {\"Query\" \"Ä\"}}", `2:19: invalid character '"' after object key`, true},
		{"{\n \"map\" : {\"Query\" : \"Ä\"; }}", `2:24: invalid character ';' after object key:value pair`, true},
		{"map: Query", "1:1: invalid character 'm' looking for beginning of value", true},
		{`{"map":{"Query":"a"},"map":{}}`, `1:22: the mapping has "map" twice`, true},
		{`{"map":{}} {}`, "1:12: there is more after the mapping", true},
		{`{"map":{"Query":"a"`, "1:20: the JSON of the mapping ends too early", true},
		{``, "1:1: the JSON of the mapping ends too early", true},
		{`{"map":{"Query":"` + strings.Repeat("a", largestMapping) + `"}}`, "1:17: the mapping is larger than 1048576 bytes", true},
	} {
		m, err := ParseMapping(strings.NewReader(c.text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%.80s:\n got %s\nwant %s", c.text, got, c.want)
		}
		var value any
		if json.Unmarshal([]byte(c.text), &value) != nil {
			continue
		}
		if accepted := schema.Validate(value) == nil; accepted != c.accepted {
			t.Errorf("%.80s: accepted by the schema: %v", c.text, accepted)
		}
		if err != nil {
			continue
		}
		again, _ := json.Marshal(m)
		if back, err := ParseMapping(strings.NewReader(string(again))); err != nil || cmp.Diff(m.Map, back.Map) != "" && len(m.Map) > 0 {
			t.Errorf("%s: %v, %v", again, back, err)
		}
	}
}
