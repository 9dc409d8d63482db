#!/bin/sh
# Guess:  a geohash or a plus code of the texts "-33.8688" and "151.2093" is that of the numbers, or there is an error.
# Really: three libraries give the code of another place, without an error. geohashing puts everything south of the
#         Equator on the South Pole and everything west of Greenwich on 180 degrees west. open-location-code and its
#         TypeScript form add 180 to the text, so "13.4050" becomes "13.4050180": Berlin lies in the Pacific, and west
#         of Greenwich the code is none that the library itself would read.
# Where:  geohashing 2.0.1, open-location-code 1.0.3, open-location-code-typescript 1.5.0 (npm, JavaScript). For
#         comparison ngeohash 0.6.4, latlon-geohash 2.0.0 and pluscodes 3.0.1 (npm), which read texts as numbers. Run
#         with Node.js 20. The documented types are numbers, which JavaScript does not check. Issue 3 of geohashing,
#         open since 2024, shows just such a hash.
# Why:    coordinates from a table are text, and so are those in JSON that keeps them as they were written. With
#         geohashing, a test with places in Germany or Japan shows nothing.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install geohashing, ngeohash, latlon-geohash, open-location-code, open-location-code-typescript, pluscodes"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts geohashing@2.0.1 ngeohash@0.6.4 latlon-geohash@2.0.0 \
  open-location-code@1.0.3 open-location-code-typescript@1.5.0 pluscodes@3.0.1 >npm.log 2>&1 ||
  { cat npm.log; exit 2; }

cat >run.mjs <<'JS'
import { createRequire } from 'node:module';
import Geohash from 'latlon-geohash';
const require = createRequire(import.meta.url);
const geohashing = require('geohashing');
const ngeohash = require('ngeohash');
const olc = new (require('open-location-code').OpenLocationCode)();
const olcTypeScript = require('open-location-code-typescript').default;
const pluscodes = require('pluscodes');

// place says where the middle of a code lies.
const place = (code) => {
  if (!olc.isFull(code)) return 'no code';
  const area = olc.decode(code);
  return `${area.latitudeCenter.toFixed(1)} ${area.longitudeCenter.toFixed(1)}`;
};
const hash = (code) => {
  const { lat, lng } = geohashing.decodeBase32(code);
  return `${lat.toFixed(1)} ${lng.toFixed(1)}`;
};
for (const [lat, lng] of [['52.5200', '13.4050'], ['47.6401', '-122.1298'], ['-33.8688', '151.2093'], ['-22.9000', '-43.2000']]) {
  console.log(`${lat} ${lng}`);
  const right = geohashing.encodeBase32(Number(lat), Number(lng), 6);
  const wrong = geohashing.encodeBase32(lat, lng, 6);
  console.log(`  geohashing ${wrong} (${hash(wrong)}), of the numbers ${right}`);
  console.log(`  ngeohash ${ngeohash.encode(lat, lng, 6)}, latlon-geohash ${Geohash.encode(lat, lng, 6)}`);
  const code = olc.encode(lat, lng);
  console.log(`  open-location-code ${code} (${place(code)}), of the numbers ${olc.encode(Number(lat), Number(lng))}`);
  const typed = olcTypeScript.encode(lat, lng);
  console.log(`  open-location-code-typescript ${typed} (${place(typed)})`);
  console.log(`  pluscodes ${pluscodes.encode({ latitude: lat, longitude: lng })}`);
}
JS
node run.mjs >out.txt
cat out.txt

cat >expected.txt <<'TXT'
52.5200 13.4050
  geohashing u33dc0 (52.5 13.4), of the numbers u33dc0
  ngeohash u33dc0, latlon-geohash u33dc0
  open-location-code 924MGCC4+22 (52.5 -166.6), of the numbers 9F4MGCC4+22
  open-location-code-typescript 924MGCC4+22 (52.5 -166.6)
  pluscodes 9F4MGCC4+22
47.6401 -122.1298
  geohashing b02p00 (47.6 -180.0), of the numbers c23phb
  ngeohash c23phb, latlon-geohash c23phb
  open-location-code 8VVJVRC+23 (no code), of the numbers 84VVJVRC+23
  open-location-code-typescript 8VJR2+ (no code)
  pluscodes 84VVJVRC+23
-33.8688 151.2093
  geohashing p2580b (-90.0 151.2), of the numbers r3gx2f
  ngeohash r3gx2f, latlon-geohash r3gx2f
  open-location-code 49RH46J5+FP (-33.9 -28.8), of the numbers 4RRH46J5+FP
  open-location-code-typescript 49RH46J5+FP (-33.9 -28.8)
  pluscodes 4RRH46J5+FP
-22.9000 -43.2000
  geohashing 000000 (-90.0 -180.0), of the numbers 75cm8z
  ngeohash 75cm8z, latlon-geohash 75cm8z
  open-location-code 59R3QXX+XX (no code), of the numbers 589R3RX2+X2
  open-location-code-typescript 59422+ (no code)
  pluscodes 589R3RX2+X2
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: three of six libraries give the code of another place"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
