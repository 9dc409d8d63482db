package jsonfeed_test

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
)

var update = flag.Bool("update", false, "write the schemas again")

// An orderedObject is an object of JSON whose members keep their order.
type orderedObject []orderedMember

type orderedMember struct {
	key   string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o orderedObject) MarshalJSON() ([]byte, error) {
	text := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			text = append(text, ',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		text = append(append(append(text, key...), ':'), value...)
	}
	return append(text, '}'), nil
}

// at returns the object of a key, which is added if it is not there yet.
func (o *orderedObject) at(key string) *orderedObject {
	i := slices.IndexFunc(*o, func(m orderedMember) bool { return m.key == key })
	if i < 0 {
		i = len(*o)
		*o = append(*o, orderedMember{key, new(orderedObject)})
	}
	return (*o)[i].value.(*orderedObject)
}

func (o *orderedObject) set(key string, value any) { *o = append(*o, orderedMember{key, value}) }

// newObject returns the schema of an object with no members.
func newObject(o *orderedObject, absent bool) *orderedObject {
	if len(*o) == 0 {
		o.set("type", "object")
		if absent {
			(*o)[0].value = []string{"object", "null"}
		}
		o.set("additionalProperties", false)
		o.set("properties", new(orderedObject))
	}
	return (*o)[2].value.(*orderedObject)
}

// valueSchema is the schema of a value.
func valueSchema(info feed.FieldInfo) any {
	kind := "text"
	switch {
	case info.List:
		kind = "list"
	case info.Type == feed.BooleanType:
		kind = "boolean"
	}
	return map[string]string{"$ref": "#/$defs/" + kind}
}

// schemaOf returns the schema of lines, usual ones or wide ones, by the table of fields.
func schemaOf(wide bool) string {
	title := "A line of JSON Lines: an entity of a feed. Values are strings or, in typed lines, what they are."
	if wide {
		title = "A wide line of JSON Lines: an entity of a feed with its first response."
	}
	root := &orderedObject{{"type", "object"}, {"additionalProperties", false}, {"properties", new(orderedObject)}}
	var required []string
	for f := range feed.NumFields {
		info := f.Info()
		if !info.InXML() {
			continue
		}
		keys := info.Keys()
		last := len(keys) - 1
		properties := newObject(root, false)
		if wide {
			key := strings.Replace(strings.Join(keys[:min(last, 1)], ""), "responses", "response", 1)
			if last > 0 {
				key += "_"
			}
			key += strings.Join(keys[min(last, 1):], "_")
			value := valueSchema(info)
			if info.Group > feed.ResponseGroup {
				key, value = "response_"+keys[1], map[string]string{"$ref": "#/$defs/text"}
			}
			if !slices.Contains(required, key) {
				properties.set(key, value)
				required = append(required, key)
			}
			continue
		}
		for depth, key := range keys[:last] {
			at := properties.at(key)
			if many := depth == 0 && info.Group >= feed.ResponseGroup || depth == 1 && info.Group > feed.ResponseGroup; many {
				if len(*at) == 0 {
					at.set("type", []string{"array", "null"})
					at.set("items", new(orderedObject))
				}
				at = (*at)[1].value.(*orderedObject)
				properties = newObject(at, false)
			} else {
				properties = newObject(at, true)
			}
		}
		properties.set(keys[last], valueSchema(info))
	}
	schema := orderedObject{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}}
	schema = append(schema, *root...)
	if wide {
		schema.set("required", required)
	}
	schema.set("$defs", orderedObject{
		{"text", map[string]any{"type": []string{"string", "number", "null"}}},
		{"boolean", map[string]any{"type": []string{"string", "number", "boolean", "null"}}},
		{"list", map[string]any{"type": []string{"string", "number", "array", "null"}, "items": map[string]string{"type": "string"}}},
	})
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err)
	}
	return string(text) + "\n"
}

var schemaNames = map[bool]string{false: "schema/line.schema.json", true: "schema/wide.schema.json"}

// TestSchemas keeps the published schemas in step with the table of fields.
func TestSchemas(t *testing.T) {
	for wide, name := range schemaNames {
		want := schemaOf(wide)
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), want); diff != "" {
			t.Errorf("%s (-file +table; -update writes it):\n%s", name, diff)
		}
	}
}

// compiled returns a published schema.
func compiled(t *testing.T, wide bool) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.Compile(schemaNames[wide])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// valid reports what a schema says of a line.
func valid(t *testing.T, s *jsonschema.Schema, line string) error {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return s.Validate(v)
}

// keysOf returns the keys of an object, in order.
func keysOf(t *testing.T, line string) (keys []string) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(line))
	for depth, isKey := 0, true; ; {
		token, err := d.Token()
		if err != nil {
			return keys
		}
		switch delim, ok := token.(json.Delim); {
		case ok && (delim == '{' || delim == '['):
			depth++
		case ok:
			depth--
		case depth == 1:
			if key, ok := token.(string); isKey && ok {
				keys = append(keys, key)
			}
			isKey = !isKey
		}
		if delim, ok := token.(json.Delim); ok && depth == 1 && (delim == '}' || delim == ']') {
			isKey = true
		}
	}
}

// TestLinesMatchSchemas shows that every line that is written, and every line of the table of
// cases that is read without a fault, matches a schema, and that lines at fault do not.
func TestLinesMatchSchemas(t *testing.T) {
	schemas := map[bool]*jsonschema.Schema{false: compiled(t, false), true: compiled(t, true)}
	lines := 0
	for _, o := range []jsonfeed.WriterOptions{{}, {Typed: true}, {Wide: true}, {Wide: true, Typed: true}} {
		for seed := range uint64(10) {
			for _, src := range []feed.Reader{feedtest.Random(seed, 20, feedtest.AnyChars).Reader(), feedtest.Results(seed, 20)} {
				text, _ := write(t, src, &o)
				for line := range strings.Lines(text) {
					lines++
					if err := valid(t, schemas[o.Wide], line); err != nil {
						t.Fatalf("%s: %v", line, err)
					}
				}
			}
		}
	}
	if lines < 1000 {
		t.Errorf("only %d lines", lines)
	}
	for _, c := range feedtest.Cases() {
		if c.Format != feed.JSONLines || c.UTF16 {
			continue
		}
		for line := range strings.Lines(c.Bytes()) {
			line = strings.Trim(line, " \t\r\n\x1E\uFEFF")
			if !json.Valid([]byte(line)) || !utf8.ValidString(line) || strings.Contains(line, "response_") || strings.Contains(line, `\ud834"`) || strings.Contains(line, `"query":"r"`) {
				continue // a key that is there twice is the last one for a schema
			}
			_, err := feedtest.Content(jsonfeed.NewReader(strings.NewReader(line), nil))
			if invalid := valid(t, schemas[false], line); (err != nil) != (invalid != nil) {
				t.Errorf("%s: the reader says %v, the schema %v", line, err, invalid)
			}
		}
	}
}
