package batch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// stateVersion is raised when an older program could not go on with a state.
const stateVersion = 1

// A state is all that a run knows and could not find out again. It holds no key.
type state struct {
	Version  int    `json:"version"`
	Run      string `json:"run"`      // drawn at random; tells this run's jobs from all others
	Endpoint string `json:"endpoint"` // of the service
	Input    string `json:"input"`    // SHA-256 of the feed's text
	Retry    bool   `json:"retry"`
	Entities int64  `json:"entities"` // of the feed, sent or not
	Parts    []part `json:"parts"`
}

// A part is what one job is made of.
type part struct {
	Number   int    `json:"number"` // from 1
	Entities int    `json:"entities"`
	Bytes    int64  `json:"bytes"`
	Attempt  int    `json:"attempt"` // counts the jobs that were aborted
	Stage    Stage  `json:"stage"`
	Job      string `json:"job,omitempty"` // its URL
	// Sent is when the last bytes went out.
	Sent time.Time `json:"sent,omitzero"`

	Failed   int `json:"failed"`
	Missing  int `json:"missing"`
	Foreign  int `json:"foreign"`  // results that are of no entity of the part
	Repeated int `json:"repeated"` // further results of an entity that has one
}

// A Stage is how far a part is.
type Stage string

// The stages of a part.
const (
	Ready     Stage = "ready"     // not sent, or certainly not taken
	Sent      Stage = "sent"      // sent as a whole; whether it was taken is not known
	Created   Stage = "created"   // there is a job
	Aborted   Stage = "aborted"   // the job ended without results
	Collected Stage = "collected" // the results are here
)

// description is what List shows of a part's job. Its token is found in no other
// job's description.
func (s *state) description(p *part, text string) string {
	if text != "" {
		text += " "
	}
	return text + s.token(p)
}

func (s *state) token(p *part) string {
	return fmt.Sprintf("[feedconv %s %d/%d.%d]", s.Run, p.Number, len(s.Parts), p.Attempt)
}

// untouched reports whether the service has seen nothing of the run.
func (s *state) untouched() bool {
	for _, p := range s.Parts {
		if p.Stage != Ready || p.Attempt > 0 {
			return false
		}
	}
	return true
}

// ErrNotState is wrapped by Open's error where the file that is to hold the state
// is there and holds something else. It is left as it is.
var ErrNotState = errors.New("not the state of a run")

// load reads a state; nil if there is none.
func load(name string) (*state, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := new(state)
	if err := json.Unmarshal(data, s); err != nil || s.Version == 0 {
		return nil, fmt.Errorf("%s is %w", name, ErrNotState)
	}
	if s.Version != stateVersion {
		return nil, fmt.Errorf("%s is the state of a run of another version of this program; end that run with it, or remove the file", name)
	}
	return s, nil
}

// save replaces the state on disk: after a crash there is the old one or the new
// one, and nothing in between.
func (s *state) save(name string) error {
	data, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return replaceFile(name, append(data, '\n'))
}

func replaceFile(name string, data []byte) error {
	temp := name + ".tmp"
	f, err := os.Create(temp)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// syncFolder makes the names in a folder last, where the system can do that.
func syncFolder(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Sync() // refused by some file systems, which then do not need it
	return nil
}
