#!/bin/sh
# Guess:  a SARIF report that go-sarif reads and writes again says the same as before.
# Really: it says more, and something false. A result without a ruleIndex, which SARIF does not ask for, gets ruleIndex
#         0: a result of the second rule then points to the first. Its rank, byteOffset and charOffset become 0 too. An
#         empty "language" and an empty "newlineSequences" are added, which the schema forbids: the library's own check
#         finds fault with what the library makes of a valid report.
# Where:  github.com/owenrumney/go-sarif/v3 v3.3.1 (Go), the newest, with Open and WriteFile. It needs Go; run with Go
#         1.26. The documentation does not mention it; of joining reports it says that indexes stay right. Earlier
#         builds left out too much (its issue 103 of 2025, mended).
# Why:    it joins the reports of several checks into one. A code host refuses a report that is not valid, and a viewer
#         shows the faults of a feed under the name of another rule.
set -eu
command -v go >/dev/null || { echo "go is not installed"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install go-sarif v3.3.1"
export GOMODCACHE="$dir/modules" GOFLAGS=-modcacherw
go mod init example >go.log 2>&1 &&
  go get github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif@v3.3.1 >go.log 2>&1 || { cat go.log; exit 2; }

cat >report.sarif <<'JSON'
{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "tool": {"driver": {"name": "check", "rules": [{"id": "address-missing"}, {"id": "latitude-range"}]}},
    "results": [{
      "ruleId": "latitude-range",
      "level": "error",
      "message": {"text": "latitude 91 is not between -90 and 90"},
      "locations": [{"physicalLocation": {"artifactLocation": {"uri": "feed.csv"}, "region": {"startLine": 3}}}]
    }]
  }]
}
JSON

cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// result is what SARIF says of a result, as far as it is looked at here.
type result struct {
	RuleID    string   `json:"ruleId"`
	RuleIndex *int     `json:"ruleIndex"`
	Rank      *float64 `json:"rank"`
	Locations []struct {
		PhysicalLocation struct {
			Region map[string]any `json:"region"`
		} `json:"physicalLocation"`
	} `json:"locations"`
}

func show(name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct {
					Rules []struct {
						ID string `json:"id"`
					} `json:"rules"`
				} `json:"driver"`
			} `json:"tool"`
			Results []result `json:"results"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(text, &log); err != nil {
		panic(err)
	}
	run := log.Runs[0]
	r := run.Results[0]
	fmt.Printf("%s: %s", name, r.RuleID)
	if r.RuleIndex != nil {
		fmt.Printf(", ruleIndex %d, which is %s", *r.RuleIndex, run.Tool.Driver.Rules[*r.RuleIndex].ID)
	}
	if r.Rank != nil {
		fmt.Printf(", rank %g", *r.Rank)
	}
	fmt.Printf(", region %v\n", r.Locations[0].PhysicalLocation.Region)
}

func main() {
	report, err := sarif.Open("report.sarif")
	if err != nil {
		panic(err)
	}
	if err := report.WriteFile("written.sarif"); err != nil {
		panic(err)
	}
	show("report.sarif")
	show("written.sarif")
	var faults []string
	for _, line := range strings.Split(fmt.Sprint(report.Validate()), "\n") {
		if _, fault, found := strings.Cut(line, "runs.0."); found {
			faults = append(faults, "its own check: "+fault)
		}
	}
	sort.Strings(faults)
	fmt.Println(strings.Join(faults, "\n"))
}
GO
go run . >out.txt
cat out.txt

cat >expected.txt <<'TXT'
report.sarif: latitude-range, region map[startLine:3]
written.sarif: latitude-range, ruleIndex 0, which is address-missing, rank 0, region map[byteOffset:0 charOffset:0 startLine:3]
its own check: language: Does not match pattern '^[a-zA-Z]{2}(-[a-zA-Z]{2})?$'
its own check: newlineSequences: Array must have at least 1 items
its own check: tool.driver.language: Does not match pattern '^[a-zA-Z]{2}(-[a-zA-Z]{2})?$'
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: the result points to another rule, and the report is not valid any more"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
