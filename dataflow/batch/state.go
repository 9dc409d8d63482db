package batch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A state is everything about a run that it cannot find out again. It does not hold the
// key.
type state struct {
	Run      string   `json:"run"`      // drawn at random; tells this run's jobs from all others
	Endpoint string   `json:"endpoint"` // of the service
	Input    string   `json:"input"`    // SHA-256 of the feed's text
	Retry    bool     `json:"retry"`
	RetryIf  []string `json:"retryIf,omitempty"`
	First    int64    `json:"first,omitempty"`    // only so many entities of the feed
	Reading  string   `json:"reading,omitempty"`  // how the feed is read
	Settings string   `json:"settings,omitempty"` // of Options.Service
	Dedupe   bool     `json:"dedupe,omitempty"`
	Entities int64    `json:"entities"` // that the run takes, sent or not
	// The limits that the parts keep to.
	PartEntities int   `json:"partEntities"`
	PartBytes    int64 `json:"partBytes"`
	Jobs         int   `json:"jobs"` // how many parts the feed was cut into at first

	Parts []part `json:"parts"` // in the order of the feed

	Files []OutputFile `json:"files,omitempty"`
	// Ended is set when the outputs are on disk: only what was kept is still to
	// be removed.
	Ended bool `json:"ended,omitempty"`
}

// A part is the piece of the feed that becomes one job.
type part struct {
	Number   int   `json:"number"` // from 1, names its files and its job
	First    int64 `json:"first"`  // how many entities are sent in the parts before it
	Entities int   `json:"entities"`
	Bytes    int64 `json:"bytes"`
	Attempt  int   `json:"attempt"` // counts the jobs that were aborted
	// Refused is set when the service refuses the part, or aborts its job.
	Refused bool   `json:"refused,omitempty"`
	Stage   Stage  `json:"stage"`
	Job     string `json:"job,omitempty"` // its URL
	// Sent is when the last bytes went out.
	Sent time.Time `json:"sent,omitzero"`

	Failed   int `json:"failed"`
	Missing  int `json:"missing"`
	Foreign  int `json:"foreign"`  // results that are of no entity of the part
	Repeated int `json:"repeated"` // the same result of an entity again
	// Differing counts further results of an entity that differ from its first.
	Differing int `json:"differing,omitempty"`
	// Odd counts the places of the results that hold something unknown.
	Odd int `json:"odd,omitempty"`
	// Feed counts the entities of the feed that the results are for.
	Feed feedCounts `json:"feed"`

	index int // in the state's parts
}

// A Stage is how far a part has got.
type Stage string

// The stages of a part.
const (
	Ready     Stage = "ready"     // not sent, or certainly not taken
	Sent      Stage = "sent"      // sent as a whole; whether it was taken is not known
	Created   Stage = "created"   // there is a job
	Aborted   Stage = "aborted"   // the job ended without results
	Collected Stage = "collected" // the results are here
)

// description returns the description of a part's job, as List shows it. Its token is in
// no other job's description.
func (s *state) description(p *part, text string) string {
	if text != "" {
		text += " "
	}
	return text + s.token(p)
}

func (s *state) token(p *part) string {
	return fmt.Sprintf("[feedconv %s %d/%d.%d]", s.Run, p.Number, s.Jobs, p.Attempt)
}

// untouched reports whether the service has seen nothing of the run.
func (s *state) untouched() bool {
	return !slices.ContainsFunc(s.Parts, func(p part) bool { return p.Stage != Ready || p.Attempt > 0 })
}

// collected reports whether all results are here.
func (s *state) collected() bool {
	return !slices.ContainsFunc(s.Parts, func(p part) bool { return p.Stage != Collected })
}

// A stateFile is a state on disk. Mark and Version identify the program's file, and Sum
// shows that it was not changed.
type stateFile struct {
	Mark    string          `json:"feedconv"`
	Version int             `json:"version"`
	Sum     string          `json:"sum"` // SHA-256 of State, written compactly
	State   json.RawMessage `json:"state"`
}

const (
	stateMark = "geocode run"
	// stateVersion is raised when older programs cannot continue from a new state.
	stateVersion = 4
	// maxStateSize limits the size of a state that is read: about 200,000 parts.
	maxStateSize = 64 << 20
)

// ErrNotState is wrapped by Open's error if the file for the state exists and holds
// something else. Open does not change the file.
var ErrNotState = errors.New("not the state of a run")

// ErrState is wrapped by Open's error if the state or its folder is damaged.
var ErrState = errors.New("the state of the run is damaged")

// loadState reads a state; nil if there is none.
func loadState(name string) (*state, error) {
	data, err := readStateFile(name)
	if data == nil || err != nil {
		return nil, err
	}
	f, err := parseStateFile(name, data)
	if err != nil {
		return nil, err
	}
	s := new(state)
	if err = decodeStrictly(f.State, s); err == nil {
		err = s.check()
	}
	if err != nil {
		return nil, damaged(name, err.Error())
	}
	return s, nil
}

// readStateFile returns what is in a file, nil if there is none.
func readStateFile(name string) ([]byte, error) {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is %w", name, ErrNotState)
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxStateSize+1))
	if err == nil && len(data) > maxStateSize {
		err = fmt.Errorf("%s is %w", name, ErrNotState)
	}
	if data == nil {
		data = []byte{}
	}
	return data, err
}

// parseStateFile makes sure that a file is a state of this version, and undamaged.
func parseStateFile(name string, data []byte) (*stateFile, error) {
	f := new(stateFile)
	err := decodeStrictly(data, f)
	switch {
	case f.Mark != stateMark && isFirstVersion(data):
		return nil, otherVersion(name)
	case f.Mark != stateMark && !hasMark(data):
		return nil, fmt.Errorf("%s is %w", name, ErrNotState)
	case versionOf(data) > 0 && versionOf(data) != stateVersion:
		return nil, otherVersion(name)
	case err != nil:
		return nil, damaged(name, err.Error())
	case f.Version != stateVersion || f.Sum != sumOf(f.State):
		return nil, damaged(name, "its check sum is wrong")
	}
	return f, nil
}

// hasMark reports whether a file begins like a state of ours, whatever the rest.
func hasMark(data []byte) bool {
	return bytes.HasPrefix(data, []byte("{\n\t\"feedconv\": \""+stateMark+"\""))
}

// isFirstVersion reports whether a file is a state of version 1, which has no
// mark.
func isFirstVersion(data []byte) bool {
	var first struct {
		Version              int
		Run, Endpoint, Input string
		Parts                []struct{ Number int }
	}
	return json.Unmarshal(data, &first) == nil && first.Version == 1 && isHex(first.Run, 8) && isHex(first.Input, sha256.Size)
}

// versionOf returns the version of a state, which may have unknown members, or 0 if it
// has none.
func versionOf(data []byte) int {
	var f struct{ Version int }
	if json.Unmarshal(data, &f) != nil {
		return 0
	}
	return f.Version
}

func otherVersion(name string) error {
	return fmt.Errorf("%w: %s is that of another version of this program; end the run with that version, or remove the file and %s%s to begin again", ErrOtherRun, name, name, folderSuffix)
}

// damaged returns the error of a state from which a run cannot continue.
func damaged(name, why string) error {
	return fmt.Errorf("%s: %w: %s; put back a copy of it, or remove it and %s%s to begin again, which sends and pays for everything again", name, ErrState, why, name, folderSuffix)
}

// decodeStrictly decodes JSON that has nothing but what v has.
func decodeStrictly(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return errors.New("it is not what was written")
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows its end")
	}
	return nil
}

// sumOf returns the check sum of a state, which does not depend on its white
// space.
func sumOf(state json.RawMessage) string {
	var compact bytes.Buffer
	if err := json.Compact(&compact, state); err != nil {
		return ""
	}
	sum := sha256.Sum256(compact.Bytes())
	return hex.EncodeToString(sum[:])
}

// save replaces the state on disk atomically: after a crash there is either the old state
// or the new one. It writes the new one in our folder and then renames it.
func (s *state) save(name string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(stateFile{stateMark, stateVersion, sumOf(text), text}, "", "\t")
	if err != nil {
		return err
	}
	temp := filepath.Join(name+folderSuffix, stateTemp)
	f, err := createOwn(temp)
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}
