package validate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// TestProfileSchemaLists keeps the published schema's lists of rules and fields
// in step with the tables.
func TestProfileSchemaLists(t *testing.T) {
	var rules, fields []string
	for _, r := range Rules() {
		rules = append(rules, r.Code)
	}
	for f := range feed.NumFields {
		if _, ok := valuesByName()[f.String()]; ok {
			fields = append(fields, f.String())
		}
	}
	schema := readSchema("profile")
	for name, list := range map[string][]string{"rule": rules, "field": fields} {
		lists := regexp.MustCompile(`"` + name + `": \{ "enum": \[[^\]]*\] \}`)
		lines := fmt.Sprintf("\"%s\": { \"enum\": [\n      \"%s\"\n    ] }", name, strings.Join(list, "\",\n      \""))
		schema = lists.ReplaceAllLiteralString(schema, lines)
	}
	golden(t, "schema/profile.schema.json", schema)
}

// TestProfileInCode shows that a profile whose members are set is the same, and does the
// same, as one that is read, and that one can be made into the other.
func TestProfileInCode(t *testing.T) {
	for _, c := range []struct {
		json    string
		profile Profile
		rule    string // that a feed breaks because of the profile
	}{
		{`{}`, Profile{}, ""},
		{`{"extends": "basic"}`, Profile{Extends: "basic"}, "too-many-entities"},
		{`{"limits": {"entities": 3}}`, Profile{Limits: Limits{Entities: 3}}, "too-many-entities"},
		{`{"extends": "basic", "limits": {"entities": 100, "bytes": 500}}`, Profile{Extends: "basic", Limits: Limits{100, 500}}, "too-large"},
		{`{"severity": {"space-padded": "error", "id-missing": "off"}}`, Profile{Severity: map[string]Severity{"space-padded": Error, "id-missing": Off}}, "space-padded"},
		{`{"cultures": ["de-DE", "de-AT"]}`, Profile{Cultures: []string{"de-DE", "de-AT"}}, "culture-not-allowed"},
		{`{"required": ["Id", "GeocodeRequest/Address/CountryRegion"]}`, Profile{Required: []string{"Id", "GeocodeRequest/Address/CountryRegion"}}, "field-required"},
		{`{"fill": {"GeocodeRequest/Address/PostalCode": 99.5, "Id": 100}}`, Profile{Fill: map[string]float64{"GeocodeRequest/Address/PostalCode": 99.5, "Id": 100}}, "field-fill"},
		{`{"patterns": {"GeocodeRequest/Address/PostalCode": "[0-9]{5}"}}`, Profile{Patterns: map[string]string{"GeocodeRequest/Address/PostalCode": "[0-9]{5}"}}, "field-pattern"},
	} {
		parsed, err := ParseProfile([]byte(c.json))
		if err != nil {
			t.Fatal(c.json, err)
		}
		set := c.profile
		data, err := json.Marshal(&set)
		if err != nil {
			t.Fatal(c.json, err)
		}
		back, err := ParseProfile(data)
		if err != nil {
			t.Fatal(string(data), err)
		}
		if diff := cmp.Diff(parsed, back); diff != "" {
			t.Errorf("%s, written as %s:\n%s", c.json, data, diff)
		}
		again, err := json.Marshal(back)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := ParseProfile(again); err != nil || !cmp.Equal(twice, back) {
			t.Errorf("%s is read as %+v, %v", again, twice, err)
		}
		rows := "Id|GeocodeRequest/Culture|GeocodeRequest/Address/PostalCode|GeocodeRequest/Address/CountryRegion\n" + strings.Repeat("\" 1\"|fr-FR|980|\n|fr-FR||\n", 30)
		problems := func(p *Profile) string {
			var codes []string
			for _, p := range run(t, feed.CSV, delimited(feed.CSV, rows), Options{Profile: p}) {
				codes = append(codes, fmt.Sprint(p.Severity, "[", p.Rule, "] ", p.Line, " ", p.Message))
			}
			return strings.Join(codes, "\n")
		}
		want := problems(parsed)
		if c.rule != "" && !strings.Contains(want, "["+c.rule+"]") {
			t.Errorf("%s: no %s in\n%s", c.json, c.rule, want)
		}
		for name, p := range map[string]*Profile{"set": &set, "written and read": back} {
			if got := problems(p); got != want {
				t.Errorf("%s, %s:\n%s\nwant\n%s", c.json, name, got, want)
			}
		}
	}
	for _, p := range []*Profile{Enterprise(), Basic()} {
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ParseProfile(data); err != nil || !cmp.Equal(p, back) {
			t.Errorf("%s is read as %+v, %v", data, back, err)
		}
	}
}

// TestWrongProfileInCode shows that a profile that makes no sense is an error of
// whatever uses it first.
func TestWrongProfileInCode(t *testing.T) {
	for _, c := range []struct {
		profile Profile
		want    string
	}{
		{Profile{Extends: "gold"}, `/extends: there is no profile "gold" to extend; there are enterprise and basic`},
		{Profile{Limits: Limits{Entities: -1}}, `/limits/entities: must be a whole number from 1 to 1000000000000 and is -1`},
		{Profile{Limits: Limits{Bytes: 1 << 60}}, `/limits/bytes: must be a whole number from 1 to 1000000000000000 and is 1152921504606846976`},
		{Profile{Severity: map[string]Severity{"id-mising": Off}}, `/severity/id-mising: there is no such rule; there are id-missing, id-duplicate`},
		{Profile{Severity: map[string]Severity{"id-missing": 9}}, `/severity/id-missing: there is no severity 9; there are error, warning, note and off`},
		{Profile{Cultures: []string{}}, `/cultures: the list is empty; leave it out to allow all cultures`},
		{Profile{Cultures: []string{"de", "English"}}, `/cultures/1: "English" is not shaped like a culture such as en-US`},
		{Profile{Required: []string{"id"}}, `/required/0: there is no field "id"; it is written Id`},
		{Profile{Required: []string{"Id", "Id"}}, `/required/1: "Id" is in the list already; remove one`},
		{Profile{Fill: map[string]float64{"Locality": 5}}, `/fill/Locality: there is no field "Locality"`},
		{Profile{Fill: map[string]float64{"Id": math.NaN()}}, `/fill/Id: must be from 0 to 100 percent and is NaN`},
		{Profile{Fill: map[string]float64{"Id": 100.5}}, `/fill/Id: must be from 0 to 100 percent and is 100.5`},
		{Profile{Patterns: map[string]string{"Id": "a)(b"}}, `/patterns/Id: "a)(b" is not a regular expression: unexpected ) in "a)(b"`},
	} {
		if err := c.profile.Check(); err == nil || err.Error() != c.want {
			t.Errorf("%+v: %v, want %s", c.profile, err, c.want)
		}
		for user, use := range users {
			v := New(feed.CSV, &Options{Profile: &c.profile})
			err := use(v, feedio.NewReader(strings.NewReader(line1+"Id\n1\n"), feed.CSV, nil))
			if want := "validate: the profile is wrong: " + c.want; err == nil || err.Error() != want || v.Entities() > 0 {
				t.Errorf("%s of %+v: %v, want %s", user, c.profile, err, want)
			}
		}
	}
	if err := New(feed.CSV, &Options{Kind: 8}).Run(context.Background(), newReader(feed.CSV, strings.NewReader(""), nil)); err == nil || errors.Is(err, ErrInvalid) {
		t.Errorf("an unknown kind: %v", err)
	}
}

// TestPatterns shows that a pattern is for whole values, however it is written.
func TestPatterns(t *testing.T) {
	for _, c := range []struct{ pattern, value, want string }{
		{`[0-9]{5}`, "02826", ""}, {`[0-9]{5}`, "028261", "x"}, {`[0-9]{5}`, "2826", "x"}, {`[0-9]{5}`, "", ""}, {`[0-9]{5}`, "02826 ", ""},
		{`a|ab`, "ab", ""}, {`a|ab`, "xab", "x"}, {`\Qa.b`, "a.b", ""}, {`\Qa.b`, "a-b", "x"}, {`^a$`, "a", ""}, {`(?m)a$`, "a\nb", "x"}, {`(?i)ab`, "AB", ""}, {`.*`, "ä|ö", ""},
	} {
		p := &Profile{Patterns: map[string]string{"GeocodeRequest/Query": c.pattern}}
		text := xmlFeed(`<GeocodeEntity Id="1"><GeocodeRequest Query="` + strings.ReplaceAll(c.value, "\n", "&#10;") + `" /></GeocodeEntity>`)
		if got := contains(run(t, feed.XML, text, Options{Profile: p}), "field-pattern"); got != (c.want != "") {
			t.Errorf("%q with the pattern %s: %v", c.value, c.pattern, got)
		}
	}
}

// TestProfileNumbers shows that a whole number may be written in any way, as the
// schema allows.
func TestProfileNumbers(t *testing.T) {
	for _, number := range []string{"100", "1e2", "100.0", "1000E-1", "0.1e+3"} {
		p, err := ParseProfile([]byte(`{"limits": {"entities": ` + number + `, "bytes": 1e15}, "fill": {"Id": ` + number + `}}`))
		if err != nil {
			t.Errorf("%s: %v", number, err)
		} else if want := (Limits{Entities: 100, Bytes: 1_000_000_000_000_000}); p.Limits != want || p.Fill["Id"] != 100 {
			t.Errorf("%s: %+v, fill %v", number, p.Limits, p.Fill)
		}
	}
}

// TestProfileErrors shows that a wrong profile is refused with its place.
func TestProfileErrors(t *testing.T) {
	for _, c := range []struct{ input, want string }{
		{``, `1:1: the JSON ends early`},
		{"\uFEFF", `1:1: the JSON ends early`},
		{"{\n  \"limits\": {", `2:14: the JSON ends early`},
		{"{\n  \"limits\" 5}", `2:12: a colon is missing after the name "limits"`},
		{`{"limits": }`, `1:12: a value is missing here; a string is written in double quotes`},
		{`{'limits': {}}`, `1:2: the name of a member, in double quotes, is missing here`},
		{`{"limits": {},}`, `1:15: the name of a member, in double quotes, is missing here`},
		{`{"limits": {} "name": ""}`, `1:15: a comma or the closing } is missing before this`},
		{`{"required": ["Id",]}`, `1:20: a value is missing here; a string is written in double quotes`},
		{`{"required": ["Id" "Id"]}`, `1:20: a comma or the closing ] is missing before this`},
		{`{"name": "x}`, `1:10: this string is not closed`},
		{"{\"name\": \"a\nb\"}", `1:12: a line break, tab or other control character within a string; write it as an escape such as \n`},
		{`{"name": "C:\data"}`, `1:13: an escape that JSON does not have; write a backslash as \\`},
		{`{"name": "\u00`, `1:11: an escape that JSON does not have; write a backslash as \\`},
		{"{\"name\": \"M\xfcnchen\"}", `1:12: this byte is not UTF-8; save the file as UTF-8`},
		{`{"fill": {"Id": 01}}`, `1:17: "01" is not a number of JSON`},
		{strings.Repeat("[", 100), `1:52: more than 50 brackets are open`},
		{`{} {}`, `1:4: something follows the value; a profile is one JSON object`},
		{`[]`, `the profile: must be an object and is a list`},
		{`{"limit": {}}`, `/limit: there is no such member`},
		{`{"Limits": {}}`, `/Limits: there is no such member; it is written limits`},
		{`{"limits": {"entities": 0}}`, `/limits/entities: must be a whole number from 1 to 1000000000000 and is 0`},
		{`{"limits": {"entities": "50"}}`, `/limits/entities: must be a number and is a string`},
		{`{"severity": {"id-missing": "fatal"}}`, `/severity/id-missing: there is no severity "fatal"; there are error, warning, note and off`},
		{`{"severity": {"id-missing": null}}`, `/severity/id-missing: must be a string and is null`},
		{`{"cultures": ["English"]}`, `/cultures/0: "English" is not shaped like a culture such as en-US`},
		{`{"cultures": []}`, `/cultures: the list is empty; leave it out to allow all cultures`},
		{`{"fill": {"Id": 101}}`, `/fill/Id: must be from 0 to 100 percent and is 101`},
		{`{"required": ["Id", "Id"]}`, `/required/1: "Id" is in the list already; remove one`},
		{`{"severity": {"id-mising": "off"}}`, `/severity/id-mising: there is no such rule; there are id-missing, id-duplicate`},
		{`{"required": ["GeocodeRequest/Adress"]}`, `/required/0: there is no field "GeocodeRequest/Adress"`},
		{`{"fill": {"GeocodeResponse/Index": 5}}`, `/fill/GeocodeResponse/Index: there is no field "GeocodeResponse/Index"`},
		{`{"fill": {"a~b": 5}}`, `/fill/a~b: there is no field "a~b"`},
		{`{"limits": {"entities": 1.5}}`, `/limits/entities: must be a whole number from 1 to 1000000000000 and is 1.5`},
		{`{"limits": {"bytes": 1e400}}`, `/limits/bytes: the number 1e400 is too large`},
		{`{"limits": {"bytes": 1e40}}`, `/limits/bytes: must be a whole number from 1 to 1000000000000000 and is 1e40`},
		{"{\"extends\": \"basic\",\n \"extends\" : \"enterprise\"}", `2:2: the key "extends" is here twice; remove one`},
		{`{"fill": {"Id": 5, "I\u0064": 6}}`, `1:20: the key "Id" is here twice; remove one`},
		{`{"extends": "gold"}`, `/extends: there is no profile "gold" to extend; there are enterprise and basic`},
		{`{"patterns": {"Id": "["}}`, "/patterns/Id: \"[\" is not a regular expression: missing closing ] in \"[\""},
		// Of several faults the first one in the text is reported, and then of what makes no sense.
		{`{"fill": {"Id": "x", "TraceId": "y"}, "limit": 5, "extends": "gold"}`, `/fill/Id: must be a number and is a string`},
		{`{"severity": {"b": "off", "a": "off"}, "fill": {"Id": 1000}}`, `/severity/a: there is no such rule`},
	} {
		for range 5 { // maps have their own order in every run
			if _, err := ParseProfile([]byte(c.input)); err == nil || err.Error() != c.want {
				t.Fatalf("%s\n got %v\nwant %s", c.input, err, c.want)
			}
		}
	}
}

// TestProfileSchemaAgrees shows that what ParseProfile takes is what the published schema
// allows. Patterns that are no regular expressions are more than the schema can tell.
func TestProfileSchemaAgrees(t *testing.T) {
	schema := jsonschema.MustCompileString("profile.schema.json", readSchema("profile"))
	values := []string{`{}`, `[]`, `null`, `true`, `0`, `1`, `1.5`, `1e2`, `-1`, `100.5`, `1e15`, `1e16`, `""`, `"basic"`, `"Basic"`, `"off"`, `"en-US"`, `["en-US"]`, `["en-US", "en-US"]`, `["e"]`, `["Id"]`, `["Id", "Id"]`, `["id"]`, `[null]`}
	names := []string{`"$schema"`, `"name"`, `"extends"`, `"limits"`, `"severity"`, `"cultures"`, `"required"`, `"fill"`, `"patterns"`, `"Limits"`}
	inner := []string{`"entities"`, `"bytes"`, `"id-missing"`, `"Id"`, `"GeocodeRequest/Query"`, `"x"`}
	texts := append([]string{}, values...)
	for _, name := range names {
		for _, value := range values {
			texts = append(texts, `{`+name+`: `+value+`}`)
			for _, in := range inner {
				texts = append(texts, `{`+name+`: {`+in+`: `+value+`}}`)
			}
		}
	}
	taken := 0
	for _, text := range texts {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		_, err := ParseProfile([]byte(text))
		if want := schema.Validate(value); (err == nil) != (want == nil) {
			t.Errorf("%s: %v, by the schema %v", text, err, want)
		}
		if err == nil {
			taken++
		}
	}
	if taken < 40 || taken > len(texts)/2 {
		t.Errorf("%d of %d taken", taken, len(texts))
	}
}

// TestProfileWithMark shows that a byte order mark before a profile is passed over.
func TestProfileWithMark(t *testing.T) {
	p, err := ParseProfile([]byte("\uFEFF{\"extends\": \"basic\"}"))
	if err != nil || p.Limits.Entities != 50 {
		t.Errorf("%+v, %v", p, err)
	}
}
