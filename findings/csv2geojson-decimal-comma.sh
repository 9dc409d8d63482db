#!/bin/sh
# Guess:  csv2geojson, which lists rows with unusable coordinates as errors, also lists "52,4131" (a decimal comma).
# Really: it cuts such a number at the comma: "52,4131" and "13,1" become the point 13, 52, tens of kilometres away,
#         and no error is given. "12 km" becomes 12 as well. Only an empty cell or a word counts as unusable.
# Where:  csv2geojson 5.1.2 (npm, JavaScript), called as a library. Run with Node.js 20.
# Why:    feeds written under German or French settings hold such coordinates; the wrong points look like real ones.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install csv2geojson 5.1.2"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts csv2geojson@5.1.2 >npm.log 2>&1 || { cat npm.log; exit 2; }

cat >table.csv <<'CSV'
Id,Latitude,Longitude
001,52.4131,13.1
002,"52,4131","13,1"
003,12 km,7
004,,
005,unknown,unknown
CSV
echo "== input"
cat table.csv

cat >run.js <<'JS'
const { csv2geojson } = require('csv2geojson');
const text = require('fs').readFileSync('table.csv', 'utf8');
csv2geojson(text, { latfield: 'Latitude', lonfield: 'Longitude' }, (errors, collection) => {
  for (const f of collection.features) console.log('point', f.properties.Id, f.geometry.coordinates.join(' '));
  for (const e of errors || []) console.log('error', e.row.Id, e.message);
});
JS
node run.js >out.txt
echo "== csv2geojson"
cat out.txt

cat >expected.txt <<'TXT'
point 001 13.1 52.4131
point 002 13 52
point 003 7 12
error 004 A row contained an invalid value for latitude or longitude
error 005 A row contained an invalid value for latitude or longitude
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: the decimals of 002 are lost, and no error names the row"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
