package validate

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestProfileSchemaLists keeps the published schema's lists of rules and fields
// in step with the tables.
func TestProfileSchemaLists(t *testing.T) {
	var rules, fields []string
	for _, r := range Rules() {
		rules = append(rules, r.Code)
	}
	for f := range feed.NumFields {
		if _, ok := valuesByName[f.String()]; ok {
			fields = append(fields, f.String())
		}
	}
	schema := ProfileSchema
	for name, list := range map[string][]string{"rule": rules, "field": fields} {
		lists := regexp.MustCompile(`"` + name + `": \{ "enum": \[[^\]]*\] \}`)
		lines := fmt.Sprintf("\"%s\": { \"enum\": [\n      \"%s\"\n    ] }", name, strings.Join(list, "\",\n      \""))
		schema = lists.ReplaceAllLiteralString(schema, lines)
	}
	golden(t, "schema/profile.schema.json", schema)
}

func TestProfile(t *testing.T) {
	p, err := ParseProfile([]byte(`{
		"extends": "basic",
		"limits": {"bytes": 1000},
		"severity": {"culture-unknown": "off", "space-padded": "error"},
		"cultures": ["de-DE", "de-AT"],
		"required": ["Id", "GeocodeRequest/Address/CountryRegion"],
		"fill": {"GeocodeRequest/Address/PostalCode": 99.5, "Id": 100}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	if p.Limits != (Limits{Entities: 50, Bytes: 1000}) {
		t.Errorf("limits %+v", p.Limits)
	}
	if p.Severity["culture-unknown"] != Off || p.Severity["space-padded"] != Error {
		t.Errorf("severities %v", p.Severity)
	}
	if len(p.required) != 2 || p.required[1] != feed.GeocodeCountryRegion {
		t.Errorf("required %v", p.required)
	}
	if !p.allowed["de-at"] || p.allowed["fr-fr"] {
		t.Errorf("allowed %v", p.allowed)
	}
	if fills := p.newFills(); len(fills) != 2 || fills[0].field != feed.ID || fills[1].percent != 99.5 {
		t.Errorf("fills %v", fills)
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
		{"{\n  \"limits\": {", `2:14: the JSON ends early`},
		{"{\n  \"limits\" 5}", `2:12: invalid character '5' after object key`},
		{`{} {}`, `1:4: more than one JSON value`},
		{`[]`, `the profile: expected object, but got array`},
		{`{"limit": {}}`, `the profile: additionalProperties 'limit' not allowed`},
		{`{"limits": {"entities": 0}}`, `/limits/entities: must be >= 1 but found 0`},
		{`{"limits": {"entities": "50"}}`, `/limits/entities: expected integer, but got string`},
		{`{"severity": {"id-missing": "fatal"}}`, `/severity/id-missing: value must be one of "error", "warning", "note", "off"`},
		{`{"cultures": ["English"]}`, `/cultures/0: does not match pattern '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$'`},
		{`{"fill": {"Id": 101}}`, `/fill/Id: must be <= 100 but found 101`},
		{`{"required": ["Id", "Id"]}`, `/required: items at index 0 and 1 are equal`},
		{`{"severity": {"id-mising": "off"}}`, `/severity/id-mising: there is no such rule`},
		{`{"required": ["GeocodeRequest/Adress"]}`, `/required/0: there is no such field`},
		{`{"fill": {"GeocodeResponse/Index": 5}}`, `/fill/GeocodeResponse~1Index: there is no such field`},
		{`{"limits": {"entities": 1.5}}`, `/limits/entities: expected integer, but got number`},
		{`{"limits": {"bytes": 1e400}}`, `1:22: the number "1e400" is too large`},
		{`{"limits": {"bytes": 1e40}}`, `/limits/bytes: must be <= 1e+15 but found 1e+40`},
		{"{\"extends\": \"basic\",\n \"extends\" : \"enterprise\"}", `2:2: the key "extends" stands twice; remove one`},
		{`{"fill": {"Id": 5, "I\u0064": 6}}`, `1:20: the key "Id" stands twice; remove one`},
		{`{"extends": "gold"}`, `/extends: value must be one of "enterprise", "basic"`},
	} {
		if _, err := ParseProfile([]byte(c.input)); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.input, err, c.want)
		}
	}
}
