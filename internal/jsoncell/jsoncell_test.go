package jsoncell

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var testKeys = []string{"Type", "Latitude", "é"}

// parse returns the objects of a text as Go writes them, or the fault.
func parse(text string, doubled bool) string {
	var a Array
	if err := a.Parse([]byte(text), testKeys, doubled); err != nil {
		return fmt.Sprintf("%d: %s; %s", err.Offset, err.Message, err.Remedy)
	}
	var objects []map[string]string
	for i := range a.Len() {
		object := map[string]string{}
		for k, key := range testKeys {
			if value := a.Value(i, k); len(value) > 0 {
				object[key] = string(value)
			}
		}
		objects = append(objects, object)
	}
	return fmt.Sprintf("%q", objects)
}

// TestParse shows what is read, and the faults of the rest. A mark is
// before the place of a fault.
func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`[]`, `[]`},
		{" [ ] \n", `[]`},
		{`[{},{"Type":"a"}, { } ]`, `[map["Type":"a"]]`},
		{`[{"Type":""}]`, `[map[]]`},
		{`[{"Latitude":"1","Type":"\"\\\/\b\f\n\r\t\u00e9\uD834\udd1e\u0000"}]`, `[map["Latitude":"1" "Type":"\"\\/\b\f\n\r\té𝄞\x00"]]`},
		{`[{"\u00e9":"a","Ty\u0070e":"b"}]`, `[map["Type":"b" "é":"a"]]`},
		{`[{"Type":0},{"Type":-0.10e+5},{"Type":12E-3}]`, `[map["Type":"0"] map["Type":"-0.10e+5"] map["Type":"12E-3"]]`},
		{`§`, `the end where "[" is expected; complete the array; a cell of several lines needs quotes around it`},
		{`§0`, `"0" where "[" is expected; write an array such as [{"Key":"value"}]`},
		{`[§"a"]`, `"\"" where "{" is expected; write an array such as [{"Key":"value"}]`},
		{`[{}§`, `the end where "," or "]" is expected; complete the array; a cell of several lines needs quotes around it`},
		{`[{"Type":"a"§;`, `";" where "," or "}" is expected; write an array such as [{"Key":"value"}]`},
		{`[{"Type"§}]`, `"}" where ":" is expected; write an array such as [{"Key":"value"}]`},
		{`[{§Type:1}]`, `"T" where a key in quotes is expected; write an array such as [{"Key":"value"}]`},
		{`[{"Type":§x}]`, `"x" where a string or a number is expected; write an array such as [{"Key":"value"}]`},
		{`[{"Type":§"a}]`, `a string without an end; close its quotes`},
		{`[{"Type":§"a\"}]`, `a string without an end; close its quotes`},
		{`[{"Type":"a§\x"}]`, `a wrong escape; write a backslash as \\`},
		{`[{"Type":"a§\u12"}]`, `a wrong escape; write a backslash as \\`},
		{`[{"Type":"a§\`, `a wrong escape; write a backslash as \\`},
		{`[{"Type":"§\ud834"}]`, `half of a surrogate pair; write the character itself`},
		{`[{"Type":"§\ud834\ud834"}]`, `half of a surrogate pair; write the character itself`},
		{`[{"Type":"§\udd1e"}]`, `half of a surrogate pair; write the character itself`},
		{"[{\"Type\":\"a§\n\"}]", `the raw control character U+000A; write \u000A`},
		{"[{\"Type\":\"\\n§\x00\"}]", `the raw control character U+0000; remove it`},
		{`[{§"type":1}]`, `the unknown key "type"; write "Type"; case counts`},
		{`[{"Type":1,§"Foo":1}]`, `the unknown key "Foo"; remove it`},
		{`[{§"` + strings.Repeat("é", 50) + `":1}]`, `the unknown key "` + strings.Repeat("é", 20) + `"; remove it`},
		{`[{"Type":1, §"Type":1}]`, `a second key "Type"; keep one of them`},
		{`[{"Type":§null}]`, `null; leave the key out`},
		{`[{"Type":§true}]`, `a boolean; write a string`},
		{`[{"Type":§{}}]`, `an object or array as a value; write a string`},
		{`[{"Type":§01}]`, `a wrong number; write it in quotes`},
		{`[{"Type":§-}]`, `a wrong number; write it in quotes`},
		{`[{"Type":§1.e1}]`, `a wrong number; write it in quotes`},
		{`[{"Type":§1e}]`, `a wrong number; write it in quotes`},
		{`[]§[]`, `text after the array; remove it`},
		{`[{§""Type"":""a""}]`, `quotes written twice in a cell without quotes around it; put quotes around the cell, or write each quote once`},
	} {
		place := strings.Index(c.text, "§")
		text, want := strings.Replace(c.text, "§", "", 1), c.want
		if place >= 0 {
			want = fmt.Sprintf("%d: %s", place, want)
		}
		if got := parse(text, false); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.text, got, want)
		}
		if place >= 0 {
			place += strings.Count(text[:place], `"`)
			want = fmt.Sprintf("%d: %s", place, c.want)
		}
		if got := parse(strings.ReplaceAll(text, `"`, `""`), true); got != want {
			t.Errorf("%s with doubled quotes:\n%s\nwant\n%s", c.text, got, want)
		}
	}
}

// oracle reads a text with encoding/json. It refuses what we refuse beyond JSON's
// syntax, so that the two must agree:
//
//   - anything but an array of objects whose values are strings or numbers;
//   - keys that are unknown, in case too, or repeated, of which encoding/json keeps
//     the last;
//   - lone surrogates, which encoding/json replaces.
//
// Invalid UTF-8, which it replaces as well, never reaches us.
func oracle(text string) (objects []map[string]string, ok bool) {
	if !json.Valid([]byte(text)) {
		return nil, false
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, false
	}
	for d.More() {
		object, ok := oracleObject(d)
		if !ok {
			return nil, false
		}
		if object != nil {
			objects = append(objects, object)
		}
	}
	return objects, true
}

func oracleObject(d *json.Decoder) (object map[string]string, ok bool) {
	if t, _ := d.Token(); t != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		key, _ := d.Token()
		value, _ := d.Token()
		if object == nil {
			object = map[string]string{}
		}
		_, again := object[key.(string)]
		if again || key != testKeys[0] && key != testKeys[1] && key != testKeys[2] {
			return nil, false
		}
		switch value := value.(type) {
		case string:
			object[key.(string)] = value
		case json.Number:
			object[key.(string)] = value.String()
		default:
			return nil, false
		}
	}
	_, err := d.Token()
	return object, err == nil
}

// agree compares a text with the oracle, plainly and with doubled quotes.
func agree(t *testing.T, text string) (accepted bool) {
	objects, ok := oracle(text)
	if ok && strings.Contains(text, `\u`) && strings.Contains(fmt.Sprint(objects), "\uFFFD") {
		return false // perhaps a lone surrogate
	}
	for _, doubled := range []bool{false, true} {
		cell := text
		if doubled {
			cell = strings.ReplaceAll(text, `"`, `""`)
		}
		var a Array
		err := a.Parse([]byte(cell), testKeys, doubled)
		if (err == nil) != ok {
			t.Fatalf("%q: %v; encoding/json: %v", text, err, ok)
		}
		if err != nil {
			if err.Offset < 0 || err.Offset > len(cell) {
				t.Fatalf("%q: offset %d", text, err.Offset)
			}
			continue
		}
		var got []map[string]string
		for i := range a.Len() {
			object := map[string]string{}
			for k, key := range testKeys {
				if value := a.Value(i, k); value != nil {
					object[key] = string(value)
				}
			}
			got = append(got, object)
		}
		if diff := cmp.Diff(objects, got); diff != "" {
			t.Fatalf("%q: (-encoding/json +ours)\n%s", text, diff)
		}
	}
	return ok
}

// pieces are what random texts are made of.
var pieces = []string{
	"[", "]", "{", "}", ",", ":", `"`, " ", "\n", `"Type"`, `"Latitude":`, `"é":"ü"`, `"Type":"a"`, `{"Type":"x"}`, `[{"Latitude":1}]`,
	"1", "-0", "0.5", "e3", "null", "true", `\`, `\n`, `\u0041`, `\ud834\udd1e`, `\ud834`, "\x01", "𝄞", `""`,
}

// TestAgainstEncodingJSON compares random texts with encoding/json.
func TestAgainstEncodingJSON(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	accepted := 0
	for range 200_000 {
		var text strings.Builder
		for range random.IntN(8) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		cell := text.String()
		if random.IntN(2) == 0 {
			cell = "[{" + cell + "}]"
		}
		if agree(t, cell) {
			accepted++
		}
	}
	if accepted < 1000 {
		t.Errorf("only %d texts were accepted", accepted)
	}
}

func FuzzParse(f *testing.F) {
	for _, p := range pieces {
		f.Add("[{" + p + "}]")
	}
	f.Fuzz(func(t *testing.T, text string) { agree(t, strings.ToValidUTF8(text, "")) })
}

// TestLongCell reads a cell of many objects.
func TestLongCell(t *testing.T) {
	text := append(bytes.Repeat([]byte(`{"Type":"a\n"},`), 50_000), "{}]"...)
	var a Array
	if err := a.Parse(append([]byte("["), text...), testKeys, false); err != nil || a.Len() != 50_000 {
		t.Errorf("%d objects, %v", a.Len(), err)
	}
}
