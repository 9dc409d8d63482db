#!/bin/sh
# Guess:  jstream reads each number of a JSON text as Go's encoding/json does.
# Really: it takes the first digit after the sign of an exponent twice: 1.2E+2 becomes 1.2e+22, and -4.9E-4 becomes
#         -4.9e-44, which is 0 on any map. There is no error. Exponents without a sign are right, and so are those with
#         a zero first (-4.9E-04), as a second zero changes nothing.
# Where:  github.com/bcicen/jstream v1.0.1 (Go), the newest; for comparison Go's own encoding/json. It needs Go; run
#         with Go 1.26. Its README does not mention it; no report of it was found.
# Why:    Java writes a longitude near Greenwich as -4.9E-4 (Double.toString), and 120 without trailing zeros as 1.2E+2
#         (BigDecimal.toString), and both are valid in JSON. The point moves onto the meridian, or off the map.
set -eu
command -v go >/dev/null || { echo "go is not installed"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install jstream v1.0.1"
export GOMODCACHE="$dir/modules" GOFLAGS=-modcacherw
go mod init example >go.log 2>&1 && go get github.com/bcicen/jstream@v1.0.1 >go.log 2>&1 || { cat go.log; exit 2; }

cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/bcicen/jstream"
)

func main() {
	for _, number := range []string{"120", "1.2E2", "1.2E+02", "1.2E+2", "-4.9E-04", "-4.9E-4", "-0.00049"} {
		text := `{"type":"Point","coordinates":[` + number + `,51]}`
		var point struct{ Coordinates []float64 }
		if err := json.Unmarshal([]byte(text), &point); err != nil {
			panic(err)
		}
		decoder := jstream.NewDecoder(strings.NewReader(text), 0)
		for value := range decoder.Stream() {
			read := value.Value.(map[string]any)["coordinates"].([]any)
			fmt.Printf("%s: encoding/json %v, jstream %v\n", number, point.Coordinates[0], read[0])
		}
		if err := decoder.Err(); err != nil {
			fmt.Println("error:", err)
		}
	}
}
GO
go run . >out.txt
cat out.txt

cat >expected.txt <<'TXT'
120: encoding/json 120, jstream 120
1.2E2: encoding/json 120, jstream 120
1.2E+02: encoding/json 120, jstream 120
1.2E+2: encoding/json 120, jstream 1.2e+22
-4.9E-04: encoding/json -0.00049, jstream -0.00049
-4.9E-4: encoding/json -0.00049, jstream -4.9e-44
-0.00049: encoding/json -0.00049, jstream -0.00049
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: the first digit of a signed exponent counts twice"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
