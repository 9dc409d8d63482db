package validate

import (
	"encoding/json"
	"io"
)

// jsonl is the report for programs: an object in a line, and nothing else.
type jsonl struct{ e *json.Encoder }

func newJSONL(w io.Writer, _ *ReportOptions) form { return &jsonl{newLineEncoder(w)} }

func (j *jsonl) begin(string) error { return nil }

func (j *jsonl) problem(p *Problem) error {
	return j.e.Encode(p)
}

func (j *jsonl) end(*FileSummary) error      { return nil }
func (j *jsonl) failed(string, string) error { return nil }
func (j *jsonl) close(*RunSummary) error     { return nil }
