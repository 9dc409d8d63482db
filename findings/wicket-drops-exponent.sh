#!/bin/sh
# Guess:  wicket reads the longitude of POINT(-5.9E-06 51.26) as -0.0000059. This is valid WKT, and wicket itself
#         writes small numbers in this way.
# Really: it stops at the E and takes -5.9 for the longitude, without an error. The place moves by about 410 km. What
#         wicket writes comes back changed when wicket reads it: -0.0000003 becomes -3.
# Where:  wicket 1.3.8 (npm, JavaScript), the newest. The right number, for comparison, comes from wkx 0.5.0 (npm).
#         Run with Node.js 20. Proposed to the project in 2015 (its pull request 66), not taken in.
# Why:    databases and languages write small numbers with an exponent, so this meets the addresses near the Greenwich
#         meridian and the equator, and no others: London's are moved, everybody else's are right.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install wicket 1.3.8, wkx 0.5.0"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts wicket@1.3.8 wkx@0.5.0 >npm.log 2>&1 ||
  { cat npm.log; exit 2; }

cat >run.js <<'JS'
const { Wkt } = require('wicket');
const { Geometry } = require('wkx');
const read = (text) => new Wkt().read(text).toJson().coordinates.join(' ');
for (const text of ['POINT(-5.9E-06 51.26)', 'POINT(-1.2e-05 51.4778)', 'POINT(-0.000012 51.4778)']) {
  console.log(`${text}: wicket ${read(text)}, wkx ${Geometry.parse(text).toGeoJSON().coordinates.join(' ')}`);
}
const written = new Wkt().read('{"type":"Point","coordinates":[-0.0000003,51.4778]}').write();
console.log(`-0.0000003 51.4778: wicket writes ${written} and reads that as ${read(written)}`);
JS
node run.js >out.txt
cat out.txt

cat >expected.txt <<'TXT'
POINT(-5.9E-06 51.26): wicket -5.9 51.26, wkx -0.0000059 51.26
POINT(-1.2e-05 51.4778): wicket -1.2 51.4778, wkx -0.000012 51.4778
POINT(-0.000012 51.4778): wicket -0.000012 51.4778, wkx -0.000012 51.4778
-0.0000003 51.4778: wicket writes POINT(-3e-7 51.4778) and reads that as -3 51.4778
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: the exponent is dropped, without an error"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
