#!/bin/sh
# Guess:  geojson-stream reports a FeatureCollection that breaks off, as JSON.parse does.
# Really: it emits the features that came whole and then an ordinary "end". Wherever the file is cut, at any of its
#         bytes, no "error" is emitted. A JSON error answer that was saved as the file reads as no features.
# Where:  geojson-stream 0.1.0 with the JSONStream 1.3.5 that it asks for (npm, JavaScript). The cause is JSONStream,
#         where it was reported in 2016 (issue 112). Run with Node.js 20.
# Why:    a download or a conversion that was interrupted gives a map with fewer addresses and nothing that says so.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install geojson-stream 0.1.0 with JSONStream 1.3.5"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts geojson-stream@0.1.0 JSONStream@1.3.5 >npm.log 2>&1 ||
  { cat npm.log; exit 2; }

cat >run.js <<'JS'
const geojson = require('geojson-stream');
const feature = (id) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [13.1, 52.4131] },
  properties: { Id: id },
});
const whole = JSON.stringify({ type: 'FeatureCollection', features: ['001', '002', '003'].map(feature) });

// read counts the features of a text and says how the stream ended.
const read = (text) => new Promise((resolve) => {
  let features = 0;
  const stream = geojson.parse();
  stream.on('data', () => features++);
  stream.on('end', () => resolve(`${features} features, end`));
  stream.on('error', (e) => resolve(`${features} features, error`));
  stream.end(text);
});
const refused = (text) => {
  try { JSON.parse(text); return false; } catch { return true; }
};

(async () => {
  console.log('whole:', await read(whole));
  const seen = new Map();
  let byParse = 0;
  for (let n = 1; n < whole.length; n++) {
    const cut = whole.slice(0, n);
    const result = await read(cut);
    seen.set(result, (seen.get(result) || 0) + 1);
    if (refused(cut)) byParse++;
  }
  console.log(`cut at each of ${whole.length - 1} bytes, refused by JSON.parse: ${byParse}`);
  for (const [result, times] of seen) console.log(`geojson-stream: ${result}: ${times} times`);
  console.log('an error answer:', await read('{"statusCode":401,"errorDetails":["Access was denied."]}'));
})();
JS
node run.js >out.txt
cat out.txt

cat >expected.txt <<'TXT'
whole: 3 features, end
cut at each of 346 bytes, refused by JSON.parse: 346
geojson-stream: 0 features, end: 140 times
geojson-stream: 1 features, end: 102 times
geojson-stream: 2 features, end: 102 times
geojson-stream: 3 features, end: 2 times
an error answer: 0 features, end
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: no cut is reported"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
