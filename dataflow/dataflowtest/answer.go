package dataflowtest

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// A document is an answer, before it is written as JSON or XML.
type document struct {
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

const copyright = "An emulator of the service; its places are made up."

// answer writes a document in the form that was asked for.
func (e *Emulator) answer(w http.ResponseWriter, r *http.Request, status int, d *document) {
	if d.AuthenticationResultCode == "" {
		d.AuthenticationResultCode = "ValidCredentials"
	}
	trace := fmt.Sprintf("%032x", e.hash("trace", r.Method, r.URL.Path))
	q := newQuery(r.URL)
	if strings.EqualFold(q.get("output")+q.get("o"), "xml") {
		w.Header().Set("Content-Type", "application/xml; charset=utf-8")
		w.WriteHeader(status)
		io.WriteString(w, xml.Header)
		xml.NewEncoder(w).Encode(d.xml(status, trace))
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(d.json(status, trace))
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
	CompletedDate        *string    `json:"completedDate"`
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

func (d *document) json(status int, trace string) jsonDocument {
	doc := jsonDocument{
		AuthenticationResultCode: d.AuthenticationResultCode,
		Copyright:                copyright,
		ErrorDetails:             d.ErrorDetails,
		ResourceSets:             []jsonSet{},
		StatusCode:               status,
		StatusDescription:        http.StatusText(status),
		TraceID:                  trace,
	}
	if status < 400 {
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
		text := r.Completed.UTC().Format(http.TimeFormat)
		j.CompletedDate = &text
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

type xmlDate struct {
	Nil  string `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr,omitempty"`
	Text string `xml:",chardata"`
}

type xmlResource struct {
	ID                   string    `xml:"Id"`
	Links                []xmlLink `xml:"Link"`
	Description          string
	Status               string
	CreatedDate          string
	CompletedDate        xmlDate
	TotalEntityCount     int64
	ProcessedEntityCount int64
	FailedEntityCount    int64
	ErrorMessage         string `xml:",omitempty"`
}

type xmlDocument struct {
	XMLName                  xml.Name `xml:"http://schemas.microsoft.com/search/local/ws/rest/v1 Response"`
	Copyright                string
	BrandLogoURI             string `xml:"BrandLogoUri"`
	StatusCode               int
	StatusDescription        string
	AuthenticationResultCode string
	TraceID                  string        `xml:"TraceId"`
	ErrorDetails             []string      `xml:"ErrorDetails>ErrorDetail,omitempty"`
	EstimatedTotal           int           `xml:"ResourceSets>ResourceSet>EstimatedTotal"`
	Resources                []xmlResource `xml:"ResourceSets>ResourceSet>Resources>DataflowJob"`
}

// xmlTime is how XML answers write a time.
const xmlTime = "2006-01-02T15:04:05.0000000-07:00"

func (d *document) xml(status int, trace string) xmlDocument {
	doc := xmlDocument{
		Copyright: copyright, StatusCode: status, StatusDescription: http.StatusText(status),
		AuthenticationResultCode: d.AuthenticationResultCode, TraceID: trace,
		ErrorDetails: d.ErrorDetails, EstimatedTotal: len(d.Resources),
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
		CompletedDate:    xmlDate{Nil: "true"},
		TotalEntityCount: r.Total, ProcessedEntityCount: r.Processed, FailedEntityCount: r.Failed,
	}
	if !r.Completed.IsZero() {
		x.CompletedDate = xmlDate{Text: r.Completed.Format(xmlTime)}
	}
	for _, l := range r.Links {
		x.Links = append(x.Links, xmlLink(l))
	}
	return x
}
