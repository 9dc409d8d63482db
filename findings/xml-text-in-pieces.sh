#!/bin/sh
# Guess:  mxj and ltx give the whole text of an element, also if a comment or a CDATA section is within it.
# Really: mxj keeps only what comes after the last comment or section. ltx loses the text after each, up to the next
#         tag. Nothing is reported. mxj documents that it leaves out comments, and ltx's maintainers say the same, but
#         nobody says that the text beside them goes too.
# Where:  github.com/clbanning/mxj/v2 v2.7.0 (Go) and ltx 3.1.2 (npm, JavaScript), each the newest. For comparison, the
#         text as Go's own encoding/xml gives it. It needs Go; run with Go 1.26 and Node.js 20.
# Why:    tools put whole values or parts of them into CDATA, need two sections for one with "]]>", and people leave
#         comments in an address. The half that is left looks like a value.
set -eu
command -v go >/dev/null || { echo "go is not installed"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install mxj v2.7.0, ltx 3.1.2"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts ltx@3.1.2 >npm.log 2>&1 || { cat npm.log; exit 2; }
export GOMODCACHE="$dir/modules" GOFLAGS=-modcacherw
go mod init example >go.log 2>&1 && go get github.com/clbanning/mxj/v2@v2.7.0 >go.log 2>&1 || { cat go.log; exit 2; }

cat >feed.xml <<'XML'
<GeocodeFeed>
<Locality>Walla Walla</Locality>
<Locality>Walla <!-- not Wallula -->Walla</Locality>
<AddressLine>12 <![CDATA[Smith & Sons]]> Yard</AddressLine>
<Query><![CDATA[Gate [[A]]]]><![CDATA[> 5, Main St]]></Query>
</GeocodeFeed>
XML

cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"

	"github.com/clbanning/mxj/v2"
)

func main() {
	text, err := os.ReadFile("feed.xml")
	if err != nil {
		panic(err)
	}
	var right struct {
		Elements []struct {
			Text string `xml:",chardata"`
		} `xml:",any"`
	}
	if err := xml.Unmarshal(text, &right); err != nil {
		panic(err)
	}
	for _, e := range right.Elements {
		fmt.Printf("encoding/xml: %q\n", e.Text)
	}
	m, err := mxj.NewMapXml(text)
	if err != nil {
		panic(err)
	}
	read, err := json.Marshal(m["GeocodeFeed"])
	if err != nil {
		panic(err)
	}
	fmt.Printf("mxj: %s\n", read)
}
GO
cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { parse } from 'ltx';
for (const element of parse(readFileSync('feed.xml', 'utf8')).getChildElements()) {
  console.log(`ltx: ${JSON.stringify(element.getText())}`);
}
JS
{
  go run .
  node run.mjs
} >out.txt
cat out.txt

cat >expected.txt <<'TXT'
encoding/xml: "Walla Walla"
encoding/xml: "Walla Walla"
encoding/xml: "12 Smith & Sons Yard"
encoding/xml: "Gate [[A]]> 5, Main St"
mxj: {"AddressLine":"Yard","Locality":["Walla Walla","Walla"],"Query":"\u003e 5, Main St"}
ltx: "Walla Walla"
ltx: "Walla "
ltx: "12 Smith & Sons"
ltx: "Gate [[A]]> 5, Main St"
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: one keeps the last piece of a text, the other the first"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
