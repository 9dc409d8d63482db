#!/bin/sh
# Guess:  jsonlines, a stream parser for JSON Lines, gives the same values however the bytes are cut into blocks.
# Really: it decodes each block on its own. A character that begins in one block and ends in the next becomes two or
#         more U+FFFD, without an error. Node.js reads files in blocks of 64 KiB, so a large file with names that are
#         not ASCII loses some characters. Which ones depends on every byte before them.
# Where:  jsonlines 0.1.1 (npm, JavaScript), the newest, with fs.createReadStream. For comparison the same file goes
#         through ndjson 2.0.0 (npm). Run with Node.js 20. Reported to the project in 2026 (its issue 7).
# Why:    results as JSON Lines hold place names. A test with a few rows is always right; in a large file a handful of
#         names are damaged, and they do not match any more.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install jsonlines 0.1.1, ndjson 2.0.0"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts jsonlines@0.1.1 ndjson@2.0.0 >npm.log 2>&1 ||
  { cat npm.log; exit 2; }

cat >run.js <<'JS'
const fs = require('fs');
const jsonlines = require('jsonlines');
const ndjson = require('ndjson');

// Writes two rows. The name in the second begins at the byte `at`; the note in the first only fills the space.
const write = (file, at) => {
  const rows = (filler) => `{"id":"001","note":"${'-'.repeat(filler)}"}\n{"id":"002","locality":"Łódź"}\n`;
  fs.writeFileSync(file, rows(at - rows(0).indexOf('Łódź')));
};
const read = (file, parser) =>
  new Promise((resolve, reject) => {
    let last;
    fs.createReadStream(file).pipe(parser).on('data', (row) => (last = row)).on('error', reject)
      .on('end', () => resolve(JSON.stringify(last).replace(/\ufffd/g, '(U+FFFD)')));
  });

(async () => {
  for (const at of [65535, 65536]) {
    write('results.jsonl', at);
    console.log(`name at byte ${at}, jsonlines: ${await read('results.jsonl', jsonlines.parse())}`);
    console.log(`name at byte ${at}, ndjson: ${await read('results.jsonl', ndjson.parse())}`);
  }
})();
JS
node run.js >out.txt
cat out.txt

cat >expected.txt <<'TXT'
name at byte 65535, jsonlines: {"id":"002","locality":"(U+FFFD)(U+FFFD)ódź"}
name at byte 65535, ndjson: {"id":"002","locality":"Łódź"}
name at byte 65536, jsonlines: {"id":"002","locality":"Łódź"}
name at byte 65536, ndjson: {"id":"002","locality":"Łódź"}
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: the name that lies across the end of a block is damaged, without an error"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
