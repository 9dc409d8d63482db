package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
)

// A RawLine is a kept answer in the form that Raw writes. To join the answer to the feed
// again, it has the number and a digest of each request.
type RawLine struct {
	Batch     string   `json:"batch"`
	Direction string   `json:"direction"`
	Language  string   `json:"language"`
	Numbers   []int64  `json:"numbers"`
	Digests   []string `json:"digests"`
	Status    int      `json:"status"`
	Trace     string   `json:"trace,omitempty"`
	// Answer is the unparsed answer, with spaces for line breaks between its values.
	Answer json.RawMessage `json:"answer,omitempty"`
	Reason string          `json:"reason,omitempty"` // of a request that was refused
}

// Raw writes the answers in the journals, one per line.
func Raw(w io.Writer, journals []string) error {
	out := bufio.NewWriterSize(w, 256<<10)
	for _, name := range journals {
		if err := writeRaw(out, name); err != nil {
			return err
		}
	}
	return out.Flush()
}

func writeRaw(out *bufio.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return scanJournal(f, name, func(e *entry, _ int64, body []byte) error {
		if e.Answer == nil {
			return nil
		}
		line := RawLine{
			Batch: e.Batch, Direction: e.Answer.Direction, Language: e.Answer.Language, Numbers: e.Answer.Numbers, Digests: e.Answer.Digests,
			Status: e.Status, Trace: e.Trace,
		}
		if e.Kind == refused {
			line.Reason = string(body)
		}
		head, err := json.Marshal(line)
		if err != nil {
			return err
		}
		if e.Kind != answered {
			out.Write(head)
			return out.WriteByte('\n')
		}
		out.Write(head[:len(head)-1]) // without its bracket
		out.WriteString(`,"answer":`)
		body = bytes.TrimPrefix(body, []byte("\uFEFF"))
		for i, c := range body { // which a JSON text has only between values
			if c == '\n' || c == '\r' {
				body[i] = ' '
			}
		}
		out.Write(body)
		_, err = out.WriteString("}\n")
		return err
	})
}
