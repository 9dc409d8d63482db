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
	return c.understand(document, resp)
}

func contentType(resp *http.Response) string {
	if t := resp.Header.Get("Content-Type"); t != "" {
		return oneLine(t)
	}
	return "something without a content type"
}

func looksLikeHTML(body []byte) bool {
	start := strings.ToLower(string(bytes.TrimSpace(body[:min(len(body), 1024)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// A document is an answer document as it is written. The JSON names are those
// of the XML elements but for case, which its decoder does not let count.
type document struct {
	StatusCode               number
	AuthenticationResultCode string
	TraceID                  string `xml:"TraceId"`
	ErrorDetails             []string
	resources                []resource
}

// A resource is a DataflowJob, or something else that List skips.
type resource struct {
	ID                   string         `xml:"Id"`
	Links                []resourceLink `xml:"Link"`
	Description          string
	Status               string
	CreatedDate          string
	CompletedDate        string
	TotalEntityCount     number
	ProcessedEntityCount number
	FailedEntityCount    number
	ErrorMessage         string
}

type resourceLink struct {
	Role string `xml:"role,attr"`
	Name string `xml:"name,attr"`
	URL  string `xml:",chardata"`
}

// understand makes an answer of a document.
func (c *Client) understand(d *document, resp *http.Response) (*answer, error) {
	a := &answer{
		status:         int(d.StatusCode),
		authentication: c.scrub(d.AuthenticationResultCode),
		traceID:        d.TraceID,
		details:        d.ErrorDetails,
		retryAfter:     c.retryAfter(resp),
	}
	for i := range d.resources {
		job, err := c.job(&d.resources[i], resp)
		if err != nil {
			return nil, err
		}
		a.jobs = append(a.jobs, job)
	}
	return a, nil
}

// job makes a Job of a resource.
func (c *Client) job(r *resource, resp *http.Response) (Job, error) {
	job := Job{
		ID:           c.scrub(oneLine(r.ID)),
		Description:  c.scrub(r.Description),
		Status:       parseStatus(r.Status),
		Total:        int64(r.TotalEntityCount),
		Processed:    int64(r.ProcessedEntityCount),
		Failed:       int64(r.FailedEntityCount),
		ErrorMessage: c.scrub(oneLine(r.ErrorMessage)),
	}
	var err error
	if job.Created, err = parseDate("created", r.CreatedDate); err != nil {
		return job, err
	}
	if job.Completed, err = parseDate("completed", r.CompletedDate); err != nil {
		return job, err
	}
	for _, l := range r.Links {
		u, ok := c.link(l.URL, resp.Request.URL)
		switch {
		case !ok:
		case strings.EqualFold(l.Role, "self"):
			job.URL = u
		case strings.EqualFold(l.Role, "output") && strings.EqualFold(l.Name, string(Succeeded)):
			job.SucceededURL = u
		case strings.EqualFold(l.Role, "output") && strings.EqualFold(l.Name, string(Failed)):
			job.FailedURL = u
		}
	}
	return job, nil
}
