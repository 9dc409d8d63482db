package dataflow

import (
	"encoding/xml"
	"fmt"
)

type xmlDocument struct {
	XMLName                  xml.Name
	StatusCode               number
	AuthenticationResultCode string
	TraceID                  string        `xml:"TraceId"`
	ErrorDetails             []string      `xml:"ErrorDetails>string"`
	ErrorDetail              []string      `xml:"ErrorDetails>ErrorDetail"`
	Resources                []xmlResource `xml:"ResourceSets>ResourceSet>Resources>DataflowJob"`
}

type xmlResource struct {
	ID                   string    `xml:"Id"`
	Link                 []xmlLink `xml:"Link"`
	Links                []xmlLink `xml:"Links>Link"`
	Description          string
	Status               string
	CreatedDate          string
	CompletedDate        string
	TotalEntityCount     number
	ProcessedEntityCount number
	FailedEntityCount    number
	ErrorMessage         string
}

type xmlLink struct {
	Role string `xml:"role,attr"`
	Name string `xml:"name,attr"`
	URL  string `xml:",chardata"`
}

func parseXML(body []byte) (*document, error) {
	var x xmlDocument
	if err := xml.Unmarshal(body, &x); err != nil {
		return nil, fmt.Errorf("the answer is broken XML: %s", oneLine(err.Error()))
	}
	if x.XMLName.Local != "Response" {
		return nil, fmt.Errorf("the answer is an XML document <%s>, not <Response>", oneLine(x.XMLName.Local))
	}
	d := &document{
		StatusCode:               x.StatusCode,
		AuthenticationResultCode: x.AuthenticationResultCode,
		TraceID:                  x.TraceID,
		ErrorDetails:             append(x.ErrorDetails, x.ErrorDetail...),
	}
	for i := range x.Resources {
		d.resources = append(d.resources, x.Resources[i].resource())
	}
	return d, nil
}

func (x *xmlResource) resource() resource {
	r := resource{
		ID: x.ID, Description: x.Description, Status: x.Status,
		CreatedDate: x.CreatedDate, CompletedDate: x.CompletedDate,
		TotalEntityCount: x.TotalEntityCount, ProcessedEntityCount: x.ProcessedEntityCount, FailedEntityCount: x.FailedEntityCount,
		ErrorMessage: x.ErrorMessage,
	}
	for _, l := range append(x.Link, x.Links...) {
		r.Links = append(r.Links, resourceLink(l))
	}
	return r
}
