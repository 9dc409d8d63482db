package validate

import _ "embed"

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
