package dataflow

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// An answer is what the service's document says, be it JSON or XML.
type answer struct {
	status         int
	authentication string
	traceID        string
	details        []string
	jobs           []Job
	retryAfter     time.Duration
	page           bool // it is none, but a page for people
}

const validCredentials = "ValidCredentials"

// keyRefused reports whether the service says that the key is at fault.
func (a *answer) keyRefused() bool {
	switch a.authentication {
	case "InvalidCredentials", "CredentialsExpired", "NotAuthorized", "NoCredentials":
		return true
	}
	return false
}

// parseAnswer reads a document of either form, told apart by how it begins:
// content types are not to be relied on.
func (c *Client) parseAnswer(body []byte, resp *http.Response) (*answer, error) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\uFEFF")))
	var document *document
	var err error
	switch {
	case len(body) == 0:
		return nil, errors.New("the answer is empty")
	case looksLikeHTML(body):
		return nil, errors.New("an HTML page instead of an answer of the service")
	case body[0] == '{':
		document, err = parseJSON(body)
	case body[0] == '<':
		document, err = parseXML(body)
	default:
		return nil, fmt.Errorf("the answer is neither JSON nor XML but %s", contentType(resp))
	}
	if err != nil {
		return nil, err
	}
	return c.understand(document, resp), nil
}

func contentType(resp *http.Response) string {
	if t := resp.Header.Get("Content-Type"); t != "" {
		return oneLine(t)
	}
	return "something without a content type"
}

// sniffAnswer is how many bytes tell an answer from results.
const sniffAnswer = 1024

func looksLikeHTML(body []byte) bool {
	start := strings.ToLower(string(bytes.TrimSpace(body[:min(len(body), sniffAnswer)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// looksLikeAnswer reports whether what came in place of results is a document of the
// service or an HTML page.
func looksLikeAnswer(prefix []byte) bool {
	prefix = bytes.TrimSpace(bytes.TrimPrefix(prefix, []byte("\uFEFF")))
	return looksLikeHTML(prefix) || bytes.HasPrefix(prefix, []byte("{")) ||
		bytes.HasPrefix(prefix, []byte("<")) && bytes.Contains(prefix, []byte("<Response"))
}

// A document is an answer document as it is written. The JSON names are those
// of the XML elements but for case, which its decoder does not let count. What it
// holds is read as far as it makes sense: that a value is not what it should be is
// no reason to do without the others.
type document struct {
	StatusCode               number
	AuthenticationResultCode words
	TraceID                  words `xml:"TraceId"`
	ErrorDetails             list[words]
	resources                []resource
}

// A resource is a DataflowJob, or something else that List skips.
type resource struct {
	ID                   words              `xml:"Id"`
	Links                list[resourceLink] `xml:"Link"`
	Description          words
	Status               words
	CreatedDate          words
	CompletedDate        words
	TotalEntityCount     number
	ProcessedEntityCount number
	FailedEntityCount    number
	ErrorMessage         words
}

type resourceLink struct {
	Role words `xml:"role,attr"`
	Name words `xml:"name,attr"`
	URL  words `xml:",chardata"`
}

// understand makes an answer of a document.
func (c *Client) understand(d *document, resp *http.Response) *answer {
	a := &answer{
		status:         int(d.StatusCode),
		authentication: c.scrub(string(d.AuthenticationResultCode)),
		traceID:        string(d.TraceID),
		retryAfter:     c.retryAfter(resp),
	}
	for _, detail := range d.ErrorDetails {
		a.details = append(a.details, string(detail))
	}
	for i := range d.resources {
		a.jobs = append(a.jobs, c.job(&d.resources[i], resp))
	}
	return a
}

// job makes a Job of a resource.
func (c *Client) job(r *resource, resp *http.Response) Job {
	job := Job{
		ID:           c.scrub(oneLine(string(r.ID))),
		Description:  c.scrub(string(r.Description)),
		Status:       parseStatus(string(r.Status)),
		Created:      parseDate(string(r.CreatedDate)),
		Completed:    parseDate(string(r.CompletedDate)),
		Total:        int64(r.TotalEntityCount),
		Processed:    int64(r.ProcessedEntityCount),
		Failed:       int64(r.FailedEntityCount),
		ErrorMessage: c.scrub(oneLine(string(r.ErrorMessage))),
	}
	for _, l := range r.Links {
		u, ok := c.link(string(l.URL), resp.Request.URL)
		switch {
		case !ok:
		case is(l.Role, "self"):
			job.URL = u
		case is(l.Role, "output") && is(l.Name, string(Succeeded)):
			job.SucceededURL = u
		case is(l.Role, "output") && is(l.Name, string(Failed)):
			job.FailedURL = u
		}
	}
	return job
}

// is reports whether w is a word, in any case.
func is(w words, word string) bool { return strings.EqualFold(strings.TrimSpace(string(w)), word) }
