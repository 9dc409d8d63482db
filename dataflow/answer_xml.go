package dataflow

import (
	"encoding/xml"
	"fmt"
)

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
		return nil, fmt.Errorf("the answer is broken XML: %s", oneLine(err.Error()))
	}
	if x.XMLName.Local != "Response" {
		return nil, fmt.Errorf("the answer is an XML document <%s>, not <Response>", oneLine(x.XMLName.Local))
	}
	for _, d := range x.ErrorDetails.Texts {
		x.document.ErrorDetails = append(x.document.ErrorDetails, words(d.Text))
	}
	x.document.resources = x.Resources
	return &x.document, nil
}
