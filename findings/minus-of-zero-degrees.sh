#!/bin/sh
# Guess:  parsers for coordinates in degrees, minutes and seconds read -0°07'30" as -0.125. They take a minus sign, as
#         -78°27' shows, and all of them read -0.125 right.
# Really: five of them read it as +0.125: the minus is taken with the degrees, and zero has no sign. The place moves
#         to the other side of the Equator or of Greenwich, by up to 222 km, without an error. dms-conversion is wrong
#         for every negative number, as it adds the minutes: -78°27' becomes -77.55. parse-dms is right.
# Where:  coordinate-parser 1.0.7, @openaip/coordinate-parser 0.31.1, geo-coordinates-parser 1.7.4, dms-conversion 3.1.4
#         (npm, JavaScript), geopy 2.3.0 (Debian python3-geopy 2.3.0-1, Python); for comparison parse-dms 0.0.5 (npm).
#         Run with Node.js 20 and Python 3; it needs Debian 12. None of their documents mentions it. It was reported to
#         geopy in 2026 (its pull request 617, closed).
# Why:    this meets London, Bordeaux, Valencia, Accra, Quito and Pontianak, and few others: a test with places anywhere
#         else shows nothing.
set -eu
command -v python3 >/dev/null || { echo "python3 is not installed"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .

echo "== install four parsers of npm, parse-dms 0.0.5, geopy 2.3.0"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts coordinate-parser@1.0.7 @openaip/coordinate-parser@0.31.1 \
  geo-coordinates-parser@1.7.4 dms-conversion@3.1.4 parse-dms@0.0.5 >npm.log 2>&1 || { cat npm.log; exit 2; }
apt-get -qq download python3-geopy=2.3.0-1 python3-geographiclib=2.0-2 2>apt.log || { cat apt.log; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done

cat >run.mjs <<'JS'
import { createRequire } from 'node:module';
import { Parser } from '@openaip/coordinate-parser';
const require = createRequire(import.meta.url);
const Coordinates = require('coordinate-parser');
const { convert } = require('geo-coordinates-parser');
const { parseDms } = require('dms-conversion');
const parseDMS = require('parse-dms');

const parsers = {
  'coordinate-parser': (lat, lon) => {
    const c = new Coordinates(`${lat} ${lon}`);
    return [c.getLatitude(), c.getLongitude()];
  },
  '@openaip/coordinate-parser': (lat, lon) => {
    const c = new Parser().parse(`${lat} ${lon}`);
    return [c.latitude, c.longitude];
  },
  'geo-coordinates-parser': (lat, lon) => {
    const c = convert(`${lat} ${lon}`);
    return [c.decimalLatitude, c.decimalLongitude];
  },
  'dms-conversion': (lat, lon) => [parseDms(lat), parseDms(lon)],
  'parse-dms': (lat, lon) => {
    const c = parseDMS(`${lat} ${lon}`);
    return [c.lat, c.lon];
  },
};
for (const [lat, lon] of [[`-0°07'30"`, `-78°27'00"`], [`51°30'00"`, `-0°07'30"`]]) {
  for (const [name, parse] of Object.entries(parsers)) console.log(`${lat} ${lon}: ${name} ${parse(lat, lon).join(' ')}`);
}
JS
cat >run.py <<'PY'
from geopy.point import Point

for text in ["-0°07'30\" -78°27'00\"", "51°30'00\" -0°07'30\""]:
    p = Point(text)
    print(f"{text}: geopy {p.latitude:g} {p.longitude:g}")
PY
{
  node run.mjs
  PYTHONPATH=root/usr/lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8 python3 run.py
} >out.txt
cat out.txt

cat >expected.txt <<'TXT'
-0°07'30" -78°27'00": coordinate-parser 0.125 -78.45
-0°07'30" -78°27'00": @openaip/coordinate-parser 0.125 -78.45
-0°07'30" -78°27'00": geo-coordinates-parser 0.125 -78.45
-0°07'30" -78°27'00": dms-conversion 0.125 -77.55
-0°07'30" -78°27'00": parse-dms -0.125 -78.45
51°30'00" -0°07'30": coordinate-parser 51.5 0.125
51°30'00" -0°07'30": @openaip/coordinate-parser 51.5 0.125
51°30'00" -0°07'30": geo-coordinates-parser 51.5 0.125
51°30'00" -0°07'30": dms-conversion 51.5 0.125
51°30'00" -0°07'30": parse-dms 51.5 -0.125
-0°07'30" -78°27'00": geopy 0.125 -78.45
51°30'00" -0°07'30": geopy 51.5 0.125
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: five of six parsers lose the minus of zero degrees"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
