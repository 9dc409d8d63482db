#!/bin/sh
# Guess:  quadkeytools gives the quadkey of the tile that a place is on, as the map service's own formula does.
# Really: only west of 85 degrees west. Every place east of there, so New York, all of Europe, Africa, Asia and
#         Australia, gets the key of a tile on the meridian of 85 degrees west, at its own latitude. There is no error,
#         and the library answers that Berlin is inside a tile that ends at 84.4 degrees west.
# Where:  quadkeytools 0.0.2 (npm, JavaScript). The right keys, for comparison, come from global-mercator 3.1.0 (npm).
#         Run with Node.js 20. The library's documentation mentions no such limit.
# Why:    quadkeys are how Bing Maps names tiles, and results are grouped and joined by them: places of one latitude
#         fall together over half the Earth. An example from the western United States shows nothing.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install quadkeytools 0.0.2, global-mercator 3.1.0"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts quadkeytools@0.0.2 global-mercator@3.1.0 >npm.log 2>&1 ||
  { cat npm.log; exit 2; }

cat >run.mjs <<'JS'
import tools from 'quadkeytools';
import { lngLatToGoogle, googleToQuadkey } from 'global-mercator';
const level = 9;
for (const [name, lat, lng] of [
  ['Seattle', 47.6062, -122.3321],
  ['New York', 40.7128, -74.006],
  ['Madrid', 40.4168, -3.7038],
  ['Berlin', 52.52, 13.405],
  ['Sydney', -33.8688, 151.2093],
]) {
  const key = tools.locationToQuadkey({ lat, lng }, level);
  const right = googleToQuadkey(lngLatToGoogle([lng, lat], level));
  const { min, max } = tools.bbox(key);
  console.log(
    `${name}: ${key}, right is ${right}; tile from ${min.lng.toFixed(1)} to ${max.lng.toFixed(1)}, ` +
      `place ${tools.inside({ lat, lng }, key) ? 'inside' : 'not inside'}`,
  );
}
JS
node run.mjs >out.txt
cat out.txt

cat >expected.txt <<'TXT'
Seattle: 021230030, right is 021230030; tile from -122.3 to -121.6, place inside
New York: 032000111, right is 032010110; tile from -85.1 to -84.4, place inside
Madrid: 032000113, right is 033111012; tile from -85.1 to -84.4, place inside
Berlin: 030200333, right is 120210233; tile from -85.1 to -84.4, place inside
Sydney: 210220133, right is 311230133; tile from -85.1 to -84.4, place inside
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: all places east of 85 degrees west are on one meridian"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
