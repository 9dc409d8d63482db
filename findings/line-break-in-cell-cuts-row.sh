#!/bin/sh
# Guess:  csv-split-easy reads, and csv-splitter keeps in one part, a row with a line break in a quoted cell.
# Really: csv-split-easy ends the row at the line break and drops the line before it: of "1 Main St" and "Denver" only
#         Denver is left, as the first cell of a row of its own. With three lines, two are dropped. csv-splitter counts
#         lines: the row begins in one part and ends in the next, and each part has half a cell. Neither gives an error.
# Where:  csv-split-easy 7.0.11 (later ones were not tried) and csv-splitter 1.1.0, the newest (npm, JavaScript). The
#         right rows, for comparison, come from csv-parse 5.6.0 (npm). Run with Node.js 20. Neither README mentions it;
#         that of csv-splitter speaks of rows.
# Why:    addresses have line breaks in cells. Feeds are split to stay below a limit, and the parts are sent one by one.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install csv-split-easy 7.0.11, csv-splitter 1.1.0, csv-parse 5.6.0"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts csv-split-easy@7.0.11 csv-splitter@1.1.0 csv-parse@5.6.0 \
  >npm.log 2>&1 || { cat npm.log; exit 2; }

cat >table.csv <<'CSV'
Id,Query,Culture
001,"1 Main St
Denver",en-US
002,"Seeweg 4, Lindau",de-DE
CSV
echo "== input"
cat table.csv

cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { splitEasy } from 'csv-split-easy';
import { parse } from 'csv-parse/sync';
const text = readFileSync('table.csv', 'utf8');
for (const row of parse(text)) console.log('csv-parse:', JSON.stringify(row));
for (const row of splitEasy(text)) console.log('csv-split-easy:', JSON.stringify(row));
JS
mkdir parts
{
  node run.mjs
  node node_modules/csv-splitter/csv-splitter.js table.csv 2 -o parts >splitter.log
  for part in parts/*; do
    echo "csv-splitter: $part"
    cat "$part"
  done
} >out.txt
echo "== output"
cat out.txt

cat >expected.txt <<'TXT'
csv-parse: ["Id","Query","Culture"]
csv-parse: ["001","1 Main St\nDenver","en-US"]
csv-parse: ["002","Seeweg 4, Lindau","de-DE"]
csv-split-easy: ["Id","Query","Culture"]
csv-split-easy: ["001"]
csv-split-easy: ["Denver","en-US"]
csv-split-easy: ["002","Seeweg 4, Lindau","de-DE"]
csv-splitter: parts/table_1.csv
Id,Query,Culture
001,"1 Main St
csv-splitter: parts/table_2.csv
Id,Query,Culture
Denver",en-US
002,"Seeweg 4, Lindau",de-DE
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: one loses a line of the address, the other cuts its row in two"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
