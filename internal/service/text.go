package service

import (
	"bytes"
	"strings"
)

// OneLine makes foreign text fit for a message.
func OneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7F && r < 0xA0 {
			return '\uFFFD'
		}
		return r
	}, text)
	const most = 500
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// SniffSize is how many bytes tell a document of a service from something else.
const SniffSize = 1024

// LooksLikeHTML reports whether a body is a page for people.
func LooksLikeHTML(body []byte) bool {
	start := strings.ToLower(string(bytes.TrimSpace(body[:min(len(body), SniffSize)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}
