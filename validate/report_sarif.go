package validate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"io"
	"net/url"
	"path/filepath"
	"strings"
)

// sarif is the report in the Static Analysis Results Interchange Format 2.1.0, which code
// scanning reads: one run for all feeds. Results are written as they come. The rules that were
// broken and the feeds that could not be read come last, because they are known only at the
// end.
//
// Programs that merge such files assume UTF-16 code units in a run without columnKind, so it
// is always written. They drop equal results, so none are written.
type sarif struct {
	w       io.Writer
	version string
	results int64

	rules   map[string]int // the indexes of those that were broken
	codes   []string       // of these
	seed    maphash.Seed
	seen    map[uint64]bool // results, by their hashes
	notes   []sarifNotification
	unread  bool // a feed could not be read
	started bool
}

const (
	sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
	projectHome = "https://github.com/xeipuuwjyxo/geocodefeed"
)

func newSARIF(w io.Writer, o *ReportOptions) form {
	return &sarif{w: w, version: cmp.Or(o.Version, "(devel)"), rules: make(map[string]int), seed: maphash.MakeSeed(), seen: make(map[uint64]bool)}
}

type (
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
	sarifPlace struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPlace `json:"physicalLocation"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifRule struct {
		ID            string              `json:"id"`
		Short         *sarifMessage       `json:"shortDescription,omitempty"`
		Full          *sarifMessage       `json:"fullDescription,omitempty"`
		Help          *sarifMessage       `json:"help,omitempty"`
		Configuration *sarifConfiguration `json:"defaultConfiguration,omitempty"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Home    string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
)

// sarifLevels are the levels of the severities.
var sarifLevels = [numSeverities]string{Off: "none", Note: "note", Warning: "warning", Error: "error"}

// start writes what comes before the results.
func (s *sarif) start() error {
	if s.started {
		return nil
	}
	s.started = true
	_, err := fmt.Fprintf(s.w, "{\"$schema\":%q,\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[", sarifSchema)
	return err
}

func (s *sarif) begin(string) error { return s.start() }

func (s *sarif) problem(p *Problem) error {
	if s.isKnown(p) {
		return nil
	}
	index, ok := s.rules[p.Rule]
	if !ok {
		index = len(s.codes)
		s.rules[p.Rule] = index
		s.codes = append(s.codes, p.Rule)
	}
	text, err := sarifText(sarifResult{p.Rule, index, sarifLevels[p.Severity], sarifMessage{p.subject() + p.sentence()}, p.sarifLocations()})
	if err != nil {
		return err
	}
	separator := ",\n"
	if s.results == 0 {
		separator = "\n"
	}
	s.results++
	_, err = io.WriteString(s.w, separator+text)
	return err
}

// mostKnown is how many results are remembered to find equal ones. When there are more, all
// are forgotten: results come in the order of their places, so equal ones are near each other.
const mostKnown = 1 << 16

// isKnown reports whether there is a result of that rule, message and place.
func (s *sarif) isKnown(p *Problem) bool {
	var h maphash.Hash
	h.SetSeed(s.seed)
	fmt.Fprintf(&h, "%q %q %d %d %q", p.Rule, p.File, p.Line, p.Column, p.subject()+p.sentence())
	hash := h.Sum64()
	if s.seen[hash] {
		return true
	}
	if len(s.seen) == mostKnown {
		clear(s.seen)
	}
	s.seen[hash] = true
	return false
}

// sarifLocations returns where a problem is.
func (p *Problem) sarifLocations() []sarifLocation {
	l := sarifLocationOf(p.File)
	if p.Line > 0 {
		l[0].Physical.Region = &sarifRegion{p.Line, max(p.Column, 1)}
	}
	return l
}

func sarifLocationOf(file string) []sarifLocation {
	return []sarifLocation{{sarifPlace{Artifact: sarifArtifact{fileURI(file)}}}}
}

// fileURI returns the name of a file as a URI, or a reference to one if it is relative.
func fileURI(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme, u.Path = "file", "/"+strings.TrimLeft(u.Path, "/") // "file://" comes of itself
	}
	return u.String()
}

// sarifText returns JSON without a line end.
func sarifText(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// end says how many problems are not shown.
func (s *sarif) end(f *fileSummary) error {
	for code, n := range f.hidden() {
		s.notes = append(s.notes, sarifNotification{"note", sarifMessage{fmt.Sprintf("%d more of %s", n, code)}, sarifLocationOf(f.File)})
	}
	return nil
}

func (s *sarif) failed(file, message string) error {
	s.unread = true
	s.notes = append(s.notes, sarifNotification{"error", sarifMessage{oneLine(message)}, sarifLocationOf(file)})
	return s.start()
}

func (s *sarif) close(*runSummary) error {
	if err := s.start(); err != nil {
		return err
	}
	driver := sarifDriver{"feedconv", s.version, projectHome, []sarifRule{}}
	for _, code := range s.codes {
		driver.Rules = append(driver.Rules, sarifRuleOf(code))
	}
	text, err := sarifText(struct {
		Tool        map[string]sarifDriver `json:"tool"`
		Invocations []sarifInvocation      `json:"invocations"`
	}{map[string]sarifDriver{"driver": driver}, []sarifInvocation{{!s.unread, s.notes}}})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.w, "\n],%s]}\n", strings.TrimPrefix(text, "{"))
	return err
}

// sarifRuleOf returns a rule for SARIF. A user's own rule has only its code.
func sarifRuleOf(code string) sarifRule {
	r := find(table, code)
	if r == nil {
		return sarifRule{ID: code}
	}
	help := r.Text
	if r.Bad != "" {
		help += "\n\nBad:\n" + indent(r.Bad)
	}
	if r.Good != "" {
		help += "\n\nGood:\n" + indent(r.Good)
	}
	return sarifRule{code, &sarifMessage{capital(r.Title) + "."}, &sarifMessage{strings.ReplaceAll(r.Text, "\n", " ")}, &sarifMessage{help}, &sarifConfiguration{sarifLevels[r.Severity]}}
}
