package batch

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// The largest numbers in a state. They keep sums from overflowing.
const (
	maxPartEntities = 1 << 30
	maxPartBytes    = 1 << 50
	maxEntities     = 1 << 50
	maxNumber       = 1 << 30
)

// check returns what is wrong with a state. It trusts nothing in it.
func (s *state) check() error {
	switch {
	case !isHex(s.Run, 8):
		return fmt.Errorf("%q is no name of a run", s.Run)
	case !isHex(s.Input, sha256.Size):
		return fmt.Errorf("%q is no check sum of a feed", s.Input)
	case !isWebAddress(s.Endpoint):
		return fmt.Errorf("%q is no endpoint", s.Endpoint)
	case s.Entities < 0 || s.Entities > maxEntities:
		return fmt.Errorf("a feed of %d entities", s.Entities)
	case s.First < 0 || s.First > 0 && s.Entities > s.First:
		return fmt.Errorf("%d entities, the first %d of the feed", s.Entities, s.First)
	case s.PartEntities < 1 || s.PartEntities > maxPartEntities || s.PartBytes < 1 || s.PartBytes > maxPartBytes:
		return fmt.Errorf("parts of up to %d entities and %d bytes", s.PartEntities, s.PartBytes)
	case s.Jobs < 0 || s.Jobs > maxNumber:
		return fmt.Errorf("%d parts at first", s.Jobs)
	case s.Ended && !s.collected():
		return fmt.Errorf("it has ended, and not all results are here")
	}
	for _, f := range s.Files {
		if !filepath.IsAbs(f.Path) || f.Temporary != "" && !filepath.IsAbs(f.Temporary) {
			return fmt.Errorf("%q and %q are no absolute paths", f.Path, f.Temporary)
		}
	}
	return s.checkParts()
}

func (s *state) checkParts() error {
	sum, answered := int64(0), int64(0)
	numbers := make(map[int]bool, len(s.Parts))
	for i := range s.Parts {
		p := &s.Parts[i]
		if err := p.check(s); err != nil {
			return fmt.Errorf("part %d: %w", i+1, err)
		}
		if numbers[p.Number] {
			return fmt.Errorf("part %d has the number %d", i+1, p.Number)
		}
		numbers[p.Number] = true
		if p.First != sum {
			return fmt.Errorf("part %d begins with entity %d, where %d come before it", i+1, p.First+1, sum)
		}
		sum += int64(p.Entities)
		if answered += p.Feed.Entities; answered > s.Entities {
			break
		}
	}
	if answered > s.Entities || answered < s.Entities && !s.Retry {
		return fmt.Errorf("the parts are for %d entities, the feed has %d", answered, s.Entities)
	}
	return nil
}

func (p *part) check(s *state) error {
	switch {
	case p.Number < 1 || p.Number > maxNumber:
		return fmt.Errorf("the number %d", p.Number)
	case p.Entities < 1 || p.Entities > maxPartEntities || p.Bytes < int64(p.Entities) || p.Bytes > maxPartBytes:
		return fmt.Errorf("%d entities of %d bytes", p.Entities, p.Bytes)
	case p.Stage == Ready && !p.Refused && (p.Entities > s.PartEntities || p.Bytes > s.PartBytes):
		return fmt.Errorf("%d entities of %d bytes, where a part has up to %d of %d", p.Entities, p.Bytes, s.PartEntities, s.PartBytes)
	case p.Attempt < 0 || p.Attempt > 1<<20:
		return fmt.Errorf("the attempt %d", p.Attempt)
	case p.Failed < 0 || p.Missing < 0 || p.Failed > p.Entities-min(p.Missing, p.Entities) || p.Foreign < 0 || p.Repeated < 0 || p.Differing < 0 || p.Odd < 0:
		return fmt.Errorf("of %d entities %d failed and %d are missing", p.Entities, p.Failed, p.Missing)
	case p.Missing > p.Entities:
		return fmt.Errorf("%d of %d entities are missing", p.Missing, p.Entities)
	}
	if err := p.checkFeed(s); err != nil {
		return err
	}
	switch p.Stage {
	case Ready, Sent:
		if p.Job != "" {
			return fmt.Errorf("a job %q at the stage %q", p.Job, p.Stage)
		}
	case Created, Aborted, Collected:
		if !isJob(p.Job, s.Endpoint) {
			return fmt.Errorf("the job %q is none of the service's", p.Job)
		}
	default:
		return fmt.Errorf("there is no stage %q", p.Stage)
	}
	if p.Stage != Collected && (p.Failed != 0 || p.Missing != 0 || p.Foreign != 0 || p.Repeated != 0 || p.Differing != 0 || p.Odd != 0) {
		return fmt.Errorf("results at the stage %q", p.Stage)
	}
	return nil
}

// checkFeed checks the part's counts of the feed's entities.
func (p *part) checkFeed(s *state) error {
	sent := feedCounts{int64(p.Entities), int64(p.Failed), int64(p.Missing)}
	f := p.Feed
	switch {
	case !s.Dedupe && f != sent:
		return fmt.Errorf("%v entities of the feed, where each of %v is sent", f, sent)
	case f.Entities < sent.Entities || f.Failed < sent.Failed || f.Missing < sent.Missing,
		f.Entities > s.Entities || f.Failed > f.Entities-sent.Entities+sent.Failed || f.Missing > f.Entities-sent.Entities+sent.Missing,
		f.Failed > f.Entities-f.Missing, (f.Failed > 0) != (sent.Failed > 0), (f.Missing > 0) != (sent.Missing > 0):
		return fmt.Errorf("%v entities of the feed to %v that are sent", f, sent)
	}
	return nil
}

// isHex reports whether text is that many bytes in lower-case hexadecimal.
func isHex(text string, bytes int) bool {
	if len(text) != 2*bytes {
		return false
	}
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func isWebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// isJob reports whether a URL can be that of a job at the service. Its scheme and port
// may differ from the endpoint's, because the service always writes https. A proxy may
// give it another host, but then its path must be that of a job.
func isJob(job, endpoint string) bool {
	j, err := url.Parse(job)
	if err != nil || !isWebAddress(job) {
		return false
	}
	e, err := url.Parse(endpoint)
	return err == nil && strings.EqualFold(j.Hostname(), e.Hostname()) || strings.Contains(strings.ToLower(j.Path), "/dataflows/geocode/")
}
