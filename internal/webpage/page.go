// Package webpage has what the pages that feedconv writes share: a page is one file that
// needs nothing else, runs no script but its own, and asks no network for anything.
//
// Values are data. They are in a page as JSON, in script elements that browsers do not run,
// or as base64; scripts show them by textContent only.
package webpage

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html"
)

//go:embed assets/base.css
var baseStyle string

//go:embed assets/base.js
var baseScript string

// A Page is what one kind of page consists of, besides its data.
type Page struct {
	Style  string // CSS, after that of all pages
	Body   string // HTML
	Script string // runs after all data is there, and after the script of all pages
}

// AppendHead appends the page up to its data. The title is text. Images are the origins from
// which the page may load images, as a Content-Security-Policy names them; usually none.
func (p *Page) AppendHead(dst []byte, title, images string) []byte {
	style, script := baseStyle+p.Style, p.script()
	if images != "" {
		images = " " + images
	}
	dst = append(dst, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '`+hash(script)+`'; style-src '`+hash(style)+`'; img-src data:`+images+`; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>`...)
	dst = append(dst, html.EscapeString(title)...)
	dst = append(dst, "</title>\n<style>"...)
	dst = append(dst, style...)
	dst = append(dst, "</style>\n</head>\n<body>\n"...)
	return append(dst, p.Body...)
}

// AppendEnd appends the page after its data.
func (p *Page) AppendEnd(dst []byte) []byte {
	dst = append(dst, "<script>"...)
	dst = append(dst, p.script()...)
	return append(dst, "</script>\n</body>\n</html>\n"...)
}

// script returns the script of the page, whose names are its own.
func (p *Page) script() string {
	return "(() => {\n\"use strict\";\n" + baseScript + p.Script + "})();\n"
}

// hash returns what a Content-Security-Policy allows a script or style by.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// AppendJSON appends a script element that holds JSON, which must have no "<" in it: json.Marshal
// writes none.
func AppendJSON(dst []byte, id string, json []byte) []byte {
	dst = append(dst, `<script type="application/json" id="`...)
	dst = append(dst, id...)
	dst = append(dst, `">`...)
	dst = append(dst, json...)
	return append(dst, "</script>\n"...)
}

// AppendBase64 appends a script element of a class that holds bytes as base64.
func AppendBase64(dst []byte, class string, data []byte) []byte {
	dst = append(dst, `<script type="application/base64" class="`...)
	dst = append(dst, class...)
	dst = append(dst, `">`...)
	dst = base64.StdEncoding.AppendEncode(dst, data)
	return append(dst, "</script>\n"...)
}

// Asset returns a file of the folder assets of a package, as text.
func Asset(files embed.FS, name string) string {
	data, err := files.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is not in the package
	}
	return string(data)
}
