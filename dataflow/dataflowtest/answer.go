package dataflowtest

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
)

// A document is an answer, before it is written as JSON or XML.
type document struct {
	StatusCode               int // the HTTP status, if 0
	AuthenticationResultCode string
	ErrorDetails             []string
	Resources                []resource
}

// A resource is a job as answers show it.
type resource struct {
	Type, ID, Description, Status string
	Links                         []link
	Created, Completed            time.Time
	Total, Processed, Failed      int64
	ErrorMessage                  string
}

type link struct{ Role, Name, URL string }

const (
	copyright = "An emulator of the service; its places are made up."
	brandLogo = "http://spatial.virtualearth.net/Branding/logo_powered_by.png"
)

// answer writes a document in the form that was asked for.
func (e *Emulator) answer(w http.ResponseWriter, r *http.Request, status int, d *document) {
	if d.AuthenticationResultCode == "" {
		d.AuthenticationResultCode = "ValidCredentials"
	}
	if d.StatusCode == 0 {
		d.StatusCode = status
	}
	h := e.hash("trace", r.Method, r.URL.Path)
	trace := fmt.Sprintf("%016x%016x|DB%08d|7.7.0.0|", h, chance.Mix(h), h%100_000_000)
	q := newQuery(r.URL)
	if strings.EqualFold(cmp.Or(q.get("output"), q.get("o")), "xml") {
		w.Header().Set("Content-Type", "application/xml; charset=utf-8")
		w.WriteHeader(status)
		d.writeXML(w, trace)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(d.json(trace))
}

// writeXML writes every element on a line of its own, as the service does. The
// official toolkit skips a Link that follows another on the same line.
func (d *document) writeXML(w io.Writer, trace string) {
	io.WriteString(w, xml.Header)
	x := xml.NewEncoder(w)
	x.Indent("", "  ")
	x.Encode(d.xml(trace))
	io.WriteString(w, "\n")
}

// refuse answers that something is wrong.
func (e *Emulator) refuse(w http.ResponseWriter, r *http.Request, status int, details ...string) {
	e.answer(w, r, status, &document{ErrorDetails: details})
}

type jsonLink struct {
	Role string `json:"role"`
	Name string `json:"name,omitempty"`
	URL  string `json:"url"`
}

type jsonResource struct {
	Type                 string     `json:"__type"`
	CompletedDate        string     `json:"completedDate,omitempty"` // no key while the job is pending
	CreatedDate          string     `json:"createdDate"`
	Description          string     `json:"description"`
	ErrorMessage         string     `json:"errorMessage,omitempty"`
	FailedEntityCount    int64      `json:"failedEntityCount"`
	ID                   string     `json:"id"`
	Links                []jsonLink `json:"links"`
	ProcessedEntityCount int64      `json:"processedEntityCount"`
	Status               string     `json:"status"`
	TotalEntityCount     int64      `json:"totalEntityCount"`
}

type jsonSet struct {
	EstimatedTotal int            `json:"estimatedTotal"`
	Resources      []jsonResource `json:"resources"`
}

type jsonDocument struct {
	AuthenticationResultCode string    `json:"authenticationResultCode"`
	BrandLogoURI             string    `json:"brandLogoUri"`
	Copyright                string    `json:"copyright"`
	ErrorDetails             []string  `json:"errorDetails,omitempty"`
	ResourceSets             []jsonSet `json:"resourceSets"`
	StatusCode               int       `json:"statusCode"`
	StatusDescription        string    `json:"statusDescription"`
	TraceID                  string    `json:"traceId"`
}

func (d *document) json(trace string) jsonDocument {
	doc := jsonDocument{
		AuthenticationResultCode: d.AuthenticationResultCode,
		BrandLogoURI:             brandLogo,
		Copyright:                copyright,
		ErrorDetails:             d.ErrorDetails,
		ResourceSets:             []jsonSet{},
		StatusCode:               d.StatusCode,
		StatusDescription:        http.StatusText(d.StatusCode),
		TraceID:                  trace,
	}
	if d.StatusCode < 400 {
		set := jsonSet{EstimatedTotal: len(d.Resources), Resources: []jsonResource{}}
		for i := range d.Resources {
			set.Resources = append(set.Resources, d.Resources[i].json())
		}
		doc.ResourceSets = append(doc.ResourceSets, set)
	}
	return doc
}

func (r *resource) json() jsonResource {
	j := jsonResource{
		Type: r.Type, CreatedDate: r.Created.UTC().Format(http.TimeFormat), Description: r.Description, ErrorMessage: r.ErrorMessage,
		FailedEntityCount: r.Failed, ID: r.ID, ProcessedEntityCount: r.Processed, Status: r.Status, TotalEntityCount: r.Total,
	}
	if !r.Completed.IsZero() {
		j.CompletedDate = r.Completed.UTC().Format(http.TimeFormat)
	}
	for _, l := range r.Links {
		j.Links = append(j.Links, jsonLink(l))
	}
	return j
}

type xmlLink struct {
	Role string `xml:"role,attr"`
	Name string `xml:"name,attr,omitempty"`
	URL  string `xml:",chardata"`
}

type xmlResource struct {
	ID                   string    `xml:"Id"`
	Links                []xmlLink `xml:"Link"`
	Description          string
	Status               string
	CreatedDate          string
	CompletedDate        string `xml:",omitempty"`
	TotalEntityCount     int64
	ProcessedEntityCount int64
	FailedEntityCount    int64
	ErrorMessage         string `xml:",omitempty"`
}

type xmlDetails struct {
	Details []string `xml:"ErrorDetail"`
}

type xmlDocument struct {
	XMLName                  xml.Name `xml:"http://schemas.microsoft.com/search/local/ws/rest/v1 Response"`
	Copyright                string
	BrandLogoURI             string `xml:"BrandLogoUri"`
	StatusCode               int
	StatusDescription        string
	AuthenticationResultCode string
	TraceID                  string        `xml:"TraceId"`
	ErrorDetails             *xmlDetails   // nil: no element
	EstimatedTotal           int           `xml:"ResourceSets>ResourceSet>EstimatedTotal"`
	Resources                []xmlResource `xml:"ResourceSets>ResourceSet>Resources>DataflowJob"`
}

// xmlTime is how XML answers write a time.
const xmlTime = "2006-01-02T15:04:05.0000000-07:00"

func (d *document) xml(trace string) xmlDocument {
	doc := xmlDocument{
		Copyright: copyright, StatusCode: d.StatusCode, StatusDescription: http.StatusText(d.StatusCode),
		AuthenticationResultCode: d.AuthenticationResultCode, TraceID: trace,
		BrandLogoURI: brandLogo, EstimatedTotal: len(d.Resources),
	}
	if len(d.ErrorDetails) > 0 {
		doc.ErrorDetails = &xmlDetails{d.ErrorDetails}
	}
	for i := range d.Resources {
		doc.Resources = append(doc.Resources, d.Resources[i].xml())
	}
	return doc
}

func (r *resource) xml() xmlResource {
	x := xmlResource{
		ID: r.ID, Description: r.Description, Status: r.Status, ErrorMessage: r.ErrorMessage,
		CreatedDate:      r.Created.Format(xmlTime),
		TotalEntityCount: r.Total, ProcessedEntityCount: r.Processed, FailedEntityCount: r.Failed,
	}
	if !r.Completed.IsZero() {
		x.CompletedDate = r.Completed.Format(xmlTime)
	}
	for _, l := range r.Links {
		x.Links = append(x.Links, xmlLink(l))
	}
	return x
}
