package validate

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// ProfileSchema is the JSON Schema of a profile.
//
//go:embed schema/profile.schema.json
var ProfileSchema string

// ProblemSchema is the JSON Schema of a line of the jsonl report.
//
//go:embed schema/problem.schema.json
var ProblemSchema string

// RejectSchema is the JSON Schema of a line of the rejects.
//
//go:embed schema/reject.schema.json
var RejectSchema string

var profileSchema = sync.OnceValue(func() *jsonschema.Schema {
	return jsonschema.MustCompileString("profile.schema.json", ProfileSchema)
})

// checkProfile checks a profile against its schema.
func checkProfile(data []byte) error {
	var value any
	if err := decodeProfile(data, &value); err != nil {
		return err
	}
	err := profileSchema().Validate(value)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	for len(invalid.Causes) > 0 {
		invalid = invalid.Causes[0]
	}
	place := invalid.InstanceLocation
	if place == "" {
		place = "the profile"
	}
	return fmt.Errorf("%s: %s", place, schemaMessage(invalid))
}

// schemaMessage says what the schema does not allow, without its long lists.
func schemaMessage(invalid *jsonschema.ValidationError) string {
	switch at := invalid.AbsoluteKeywordLocation; {
	case strings.HasSuffix(at, "/rule/enum"):
		return "there is no such rule"
	case strings.HasSuffix(at, "/field/enum"):
		return "there is no such field"
	}
	return oneLine(invalid.Message)
}

// decodeProfile decodes one JSON value and nothing behind it. The place of what
// is wrong stands in front of the error.
func decodeProfile(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(into); err != nil {
		return profileError(data, d, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%s: more than one JSON value", lineOf(data, d.InputOffset()))
	}
	return nil
}

func profileError(data []byte, d *json.Decoder, err error) error {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	at := d.InputOffset()
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset - 1
	case errors.As(err, &typed):
		at = typed.Offset
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		at, err = int64(len(data)), errors.New("the JSON ends early")
	}
	return fmt.Errorf("%s: %s", lineOf(data, at), strings.TrimPrefix(err.Error(), "json: "))
}
