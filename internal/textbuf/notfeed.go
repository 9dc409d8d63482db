package textbuf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file recognises what is often mistaken for a feed, whatever the name of the file
// says. Archives are looked into by OpenZip.

// SniffLength is how many bytes of a text are enough to find its format.
const SniffLength = 64 << 10

// magicLength is how many bytes of a file are enough to recognise what it is.
const magicLength = 64

// notFeeds are what files begin with that are no feeds, in lower case.
var notFeeds = []struct{ begin, what, remedy string }{
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a workbook or document of Microsoft Office (.xls, .doc), not a feed", `open it, save the sheet as "CSV UTF-8", and read that`},
	{"%pdf-", "this is a PDF document, not a feed", "look for the data that it was made from"},
	{"<!doctype html", "this is a web page, not a feed", "open it in a browser: it may say why there was no download"},
	{"<html", "this is a web page, not a feed", "open it in a browser: it may say why there was no download"},
}

// refuseOthers returns a fault if a text is none of a feed.
func refuseOthers(text *Peeker) error {
	prefix, err := text.Peek(magicLength)
	if err != nil {
		return err
	}
	begin := bytes.TrimPrefix(prefix, []byte("\uFEFF"))
	begin = bytes.ToLower(bytes.TrimLeft(begin, " \t\r\n"))
	for _, n := range notFeeds {
		if strings.HasPrefix(string(begin), n.begin) || strings.HasPrefix(string(prefix), n.begin) {
			return notFeed(n.what, n.remedy)
		}
	}
	if !bytes.HasPrefix(begin, []byte("{")) {
		return nil
	}
	prefix, err = text.Peek(SniffLength)
	if err != nil {
		return err
	}
	return refuseAnswer(bytes.TrimPrefix(prefix, []byte("\uFEFF")))
}

// longDetail is how many bytes of an error detail a message shows.
const longDetail = 300

// refuseAnswer returns a fault if a text is an answer of the service in JSON, with the errors
// in it.
func refuseAnswer(text []byte) error {
	var answer struct {
		Authentication *string  `json:"authenticationResultCode"`
		Details        []string `json:"errorDetails"`
		Status         int      `json:"statusCode"`
	}
	if json.Unmarshal(text, &answer) != nil || answer.Authentication == nil && answer.Details == nil {
		return nil
	}
	if len(answer.Details) == 0 {
		return notFeed("this is what the service answered about a job, not a feed", `fetch the results with "feedconv job fetch"`)
	}
	var details []string
	for _, d := range answer.Details {
		if cut := strings.ToValidUTF8(d[:min(len(d), longDetail)], ""); cut != d {
			d = cut + "…"
		}
		details = append(details, strconv.Quote(d))
	}
	return notFeed(fmt.Sprintf("this is an error that the service answered with, not a feed: %s", strings.Join(details, ", ")), "mend that, and fetch the results again")
}

func notFeed(what, remedy string) error {
	return &feed.Fault{Cause: feed.TextHeader, Position: feed.Position{Line: 1, Column: 1}, Message: what, Remedy: remedy, Fatal: true}
}
