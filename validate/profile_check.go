package validate

import (
	_ "embed"
	"errors"
	"fmt"
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

// checkProfile checks a profile's JSON value against its schema.
func checkProfile(value any) error {
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
