package dataflow

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
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
	case service.LooksLikeHTML(body):
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
		return service.OneLine(t)
	}
	return "something without a content type"
}

// looksLikeAnswer reports whether what came in place of results is a document of the
// service or an HTML page.
func looksLikeAnswer(prefix []byte) bool {
	prefix = bytes.TrimSpace(bytes.TrimPrefix(prefix, []byte("\uFEFF")))
	return service.LooksLikeHTML(prefix) || bytes.HasPrefix(prefix, []byte("{")) ||
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
		ID:           c.scrub(service.OneLine(string(r.ID))),
		Description:  c.scrub(string(r.Description)),
		Status:       parseStatus(string(r.Status)),
		Created:      parseDate(string(r.CreatedDate)),
		Completed:    parseDate(string(r.CompletedDate)),
		Total:        int64(r.TotalEntityCount),
		Processed:    int64(r.ProcessedEntityCount),
		Failed:       int64(r.FailedEntityCount),
		ErrorMessage: c.scrub(service.OneLine(string(r.ErrorMessage))),
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

// A number is a count, given as a number or as text. What is none is 0: not known.
type number int64

// UnmarshalJSON reads the number in either form.
func (n *number) UnmarshalJSON(text []byte) error {
	return n.UnmarshalText([]byte(strings.Trim(string(text), `"`)))
}

// UnmarshalText reads the number as XML holds it.
func (n *number) UnmarshalText(text []byte) error {
	i, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		i = 0
	}
	*n = number(max(i, 0))
	return nil
}

// Words are a text. In JSON, what is none is empty.
type words string

// UnmarshalJSON reads a text.
func (w *words) UnmarshalJSON(text []byte) error {
	var s string
	if json.Unmarshal(text, &s) != nil {
		s = ""
	}
	*w = words(s)
	return nil
}

// A list is an array in JSON. What is none is empty, and so is an element that is
// not what it should be.
type list[T any] []T

// UnmarshalJSON reads an array.
func (l *list[T]) UnmarshalJSON(text []byte) error {
	var elements []json.RawMessage
	if json.Unmarshal(text, &elements) != nil {
		return nil
	}
	for _, e := range elements {
		var v T
		if json.Unmarshal(e, &v) != nil {
			v = *new(T)
		}
		*l = append(*l, v)
	}
	return nil
}

type jsonDocument struct {
	document
	ResourceSets list[struct{ Resources list[resource] }]
}

func parseJSON(body []byte) (*document, error) {
	var d jsonDocument
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, errors.New(brokenJSON(body))
	}
	for _, set := range d.ResourceSets {
		d.resources = append(d.resources, set.Resources...)
	}
	return &d.document, nil
}

// brokenJSON says what is wrong with an answer that is not a document in JSON. The
// library's own words differ from one version of Go to the next.
func brokenJSON(body []byte) string {
	if json.Valid(body) {
		return "the answer is JSON, but not of a job"
	}
	return "the answer is broken JSON"
}

// An xmlDocument is a document as XML nests it. The documentation does not show
// the elements within ErrorDetails, so any are taken.
type xmlDocument struct {
	XMLName xml.Name
	document
	ErrorDetails struct {
		Texts []struct {
			Text string `xml:",chardata"`
		} `xml:",any"`
	}
	Resources []resource `xml:"ResourceSets>ResourceSet>Resources>DataflowJob"`
}

func parseXML(body []byte) (*document, error) {
	var x xmlDocument
	if err := xml.Unmarshal(body, &x); err != nil {
		return nil, fmt.Errorf("the answer is broken XML: %s", service.OneLine(err.Error()))
	}
	if x.XMLName.Local != "Response" {
		return nil, fmt.Errorf("the answer is an XML document <%s>, not <Response>", service.OneLine(x.XMLName.Local))
	}
	for _, d := range x.ErrorDetails.Texts {
		x.document.ErrorDetails = append(x.document.ErrorDetails, words(d.Text))
	}
	x.document.resources = x.Resources
	return &x.document, nil
}
