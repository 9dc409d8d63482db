package jsonfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/sniff"
)

// This file recognizes JSON that is no feed, and other formats, when the first line is at
// fault.

func init() { sniff.JSONLines = looksLikeJSON }

// looksLikeJSON implements sniff.JSONLines.
func looksLikeJSON(prefix []byte) bool {
	line := prefix[blankLines(prefix):]
	if len(line) > 0 && line[0] == '[' { // which is refused by name
		line = bytes.TrimLeft(line[1:], " \t\r\n")
	}
	return len(line) > 0 && line[0] == '{'
}

// blankLines returns how many bytes of a text are before its first line that is not blank.
func blankLines(text []byte) (n int) {
	for {
		n += blankPrefix(text[n:])
		if n == len(text) || text[n] != '\n' {
			return n
		}
		n++
	}
}

// others are texts of JSON that are no feeds, by the keys of their first object.
var others = []struct {
	keys         []string
	what, remedy string
}{
	{[]string{"type", "features"}, "this is GeoJSON, which is written and not read", "convert the feed that it was made from"},
	{[]string{"type", "geometry"}, "this is GeoJSON, which is written and not read", "convert the feed that it was made from"},
	{[]string{"type", "coordinates"}, "this is GeoJSON, which is written and not read", "convert the feed that it was made from"},
	{[]string{"batchItems"}, "this is a request to Azure Maps or its answer, not a feed", "convert the feed that it was made of"},
	{[]string{"features"}, "this is an answer of Azure Maps, not a feed", "convert the feed that was sent"},
	{[]string{"error"}, "this is the answer of Azure Maps to a request that it refused, not a feed", "mend what it says, and ask again"},
	{[]string{"resourceSets"}, "this is an answer of the service for single requests, not a feed", "fetch the results of a job"},
}

// enough is how much of the text is looked at.
const enough = 16 << 10

// otherText returns a fault if the text, which begins with the current line, is JSON that is
// no feed, or a feed in another format.
func (r *Reader) otherText() error {
	for !r.whole && int64(len(r.window.Data)) < r.keep-r.window.Base()+enough {
		if r.window.Fill(int(r.keep-r.window.Base()), enough) != nil {
			break
		}
	}
	text := r.window.Data[r.keep-r.window.Base():]
	what, remedy := recognize(text[:min(len(text), enough)])
	if what == "" {
		return nil
	}
	return r.window.Fatal(feed.TextHeader, r.keep, what, remedy)
}

// recognize says what a text that begins so is, and what to do, unless it may be a feed.
func recognize(text []byte) (what, remedy string) {
	if len(text) == 0 {
		return "", ""
	}
	switch text[0] {
	case '{':
		return recognizeObject(text)
	case '[':
		return "this is an array of JSON, not JSON Lines", "write each object on a line of its own, without commas between them, as jq -c '.[]' does"
	case '<':
		return "this looks like XML, not like JSON Lines", "read it as xml"
	}
	if sniff.Delimited == nil { // package delimfeed is not there
		return "", ""
	}
	if f := sniff.Delimited(text); f != feed.NoFormat {
		return "this looks like delimited text, not like JSON Lines", "read it as " + f.String()
	}
	return "", ""
}

// recognizeObject is recognize for a text that begins as an object of JSON.
func recognizeObject(text []byte) (what, remedy string) {
	keys := map[string]bool{}
	var s jsonscan.Scanner
	s.Reset(text, enough)
	for {
		t, err := s.Next()
		if err != nil || t.Kind == jsonscan.End {
			break
		}
		if t.Key && s.Depth() == 1 {
			key, _ := jsonscan.AppendText(nil, text[t.Start:t.End])
			keys[string(key)] = true
		}
	}
	for key := range keys {
		if entity().find([]byte(key)) != nil {
			return "", ""
		}
	}
	for _, o := range others {
		all := true
		for _, key := range o.keys {
			all = all && keys[key]
		}
		if all {
			return o.what, o.remedy
		}
	}
	return "", ""
}
