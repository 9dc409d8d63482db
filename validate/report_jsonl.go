package validate

import (
	"io"
)

// jsonl is the report for programs: an object in a line, and nothing else.
type jsonl struct {
	e       *lineEncoder
	summary bool
}

func newJSONL(w io.Writer, o *ReportOptions) form { return &jsonl{newLineEncoder(w), o.Summary} }

func (j *jsonl) begin(string) error { return nil }

func (j *jsonl) problem(p *Problem) error {
	return j.e.encode(p)
}

func (j *jsonl) end(*fileSummary) error      { return nil }
func (j *jsonl) failed(string, string) error { return nil }

// close writes, where it is asked for, the one record that has a key "summary".
func (j *jsonl) close(s *runSummary) error {
	if !j.summary {
		return nil
	}
	type numbers struct {
		Files    int64            `json:"files"`
		Unread   int64            `json:"unread"`
		Entities int64            `json:"entities"`
		Errors   int64            `json:"errors"`
		Warnings int64            `json:"warnings"`
		Notes    int64            `json:"notes"`
		Rules    map[string]int64 `json:"rules"`
	}
	sum := s.Problems.Sum()
	n := numbers{s.Files, s.Unread, s.Entities, sum.Of(Error), sum.Of(Warning), sum.Of(Note), make(map[string]int64)}
	for code, t := range s.Problems.All() {
		n.Rules[code] = t.total()
	}
	return j.e.encode(map[string]numbers{"summary": n})
}
