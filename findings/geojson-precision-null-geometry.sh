#!/bin/sh
# Guess:  geojson-precision rounds coordinates and leaves a Feature without a place ("geometry": null) as it is.
# Really: it replaces the null by an empty object, which RFC 7946 does not allow: a geometry needs a type. What went in
#         is valid GeoJSON, what comes out is not, as an independent checker says.
# Where:  geojson-precision 1.0.0 (npm, JavaScript), called as a library; the checker is @placemarkio/check-geojson
#         0.1.14. Run with Node.js 20.
# Why:    addresses that could not be located are Features with a null geometry; rounding a result breaks just these.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install geojson-precision 1.0.0, @placemarkio/check-geojson 0.1.14"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts geojson-precision@1.0.0 \
  @placemarkio/check-geojson@0.1.14 >npm.log 2>&1 || { cat npm.log; exit 2; }

cat >run.js <<'JS'
const { parse } = require('geojson-precision');
const { check } = require('@placemarkio/check-geojson');
const judge = (name, text) => {
  console.log(`${name}: ${text}`);
  try {
    check(text);
    console.log(`${name}: check-geojson finds it valid`);
  } catch (e) {
    console.log(`${name}: check-geojson: ${e.issues.map((i) => i.message).join('; ')}`);
  }
};
const input = JSON.stringify({ type: 'Feature', properties: { Id: '002' }, geometry: null });
judge('before', input);
judge('after', JSON.stringify(parse(JSON.parse(input), 4)));
JS
node run.js >out.txt
cat out.txt

cat >expected.txt <<'TXT'
before: {"type":"Feature","properties":{"Id":"002"},"geometry":null}
before: check-geojson finds it valid
after: {"type":"Feature","properties":{"Id":"002"},"geometry":{}}
after: check-geojson: This GeoJSON object is missing its type member.
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: a valid Feature without a place is not valid any more"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
