#!/bin/sh
# Guess:  parse-dms and geopy read "N 47 38 24, W 122 07 48" as 47.64 north and 122.13 west, or report a fault.
# Really: both pick other numbers out of it, without an error. parse-dms never looks at what follows the comma: it takes
#         the last digit of the latitude, the 4 of 24, for the longitude. So it does with decimal degrees: the
#         longitude of "N47.6401, W122.1298" is 1. It is right without the comma, and with the letters at the end.
#         geopy makes a place of the last two numbers, 7 north and 48 east, also without the comma; with the letters
#         at the end it is 48 west.
# Where:  parse-dms 0.0.5 (npm, JavaScript), the newest, whose documentation promises an error for what it cannot
#         parse; geopy 2.3.0 (Debian python3-geopy 2.3.0-1, Python), whose documentation shows minutes and seconds with
#         marks only; for comparison coordinate-parser 1.0.7 (npm). Run with Node.js 20 and Python 3; it needs
#         Debian 12. A case like geopy's is known to the project (its issue 247, open since 2017).
# Why:    people write coordinates in this way. What comes back is in range and looks like a place.
set -eu
command -v python3 >/dev/null || { echo "python3 is not installed"; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .

echo "== install parse-dms 0.0.5, coordinate-parser 1.0.7, geopy 2.3.0"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts parse-dms@0.0.5 coordinate-parser@1.0.7 >npm.log 2>&1 ||
  { cat npm.log; exit 2; }
apt-get -qq download python3-geopy=2.3.0-1 python3-geographiclib=2.0-2 2>apt.log || { cat apt.log; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done

cat >places.txt <<'TXT'
N 47 38 24, W 122 07 48
N 47 38 24 W 122 07 48
47 38 24 N, 122 07 48 W
N47.6401, W122.1298
S 33.8688, E 151.2093
TXT
cat >run.js <<'JS'
const parseDMS = require('parse-dms');
const Coordinates = require('coordinate-parser');
for (const text of require('fs').readFileSync('places.txt', 'utf8').trim().split('\n')) {
  const { lat, lon } = parseDMS(text);
  const right = new Coordinates(text);
  const round = (n) => Number(n.toFixed(4));
  console.log(`${text}: parse-dms ${round(lat)} ${round(lon)}, right is ${round(right.getLatitude())} ${round(right.getLongitude())}`);
}
JS
cat >run.py <<'PY'
from geopy.point import Point

for text in open("places.txt"):
    p = Point(text.strip())
    print(f"{text.strip()}: geopy {p.latitude:g} {p.longitude:g}")
PY
{
  node run.js
  PYTHONPATH=root/usr/lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1 python3 run.py
} >out.txt
cat out.txt

cat >expected.txt <<'TXT'
N 47 38 24, W 122 07 48: parse-dms 47.64 4, right is 47.64 -122.13
N 47 38 24 W 122 07 48: parse-dms 47.64 -122.13, right is 47.64 -122.13
47 38 24 N, 122 07 48 W: parse-dms 47.64 -122.13, right is 47.64 -122.13
N47.6401, W122.1298: parse-dms 47.6401 1, right is 47.6401 -122.1298
S 33.8688, E 151.2093: parse-dms -33.8688 8, right is -33.8688 151.2093
N 47 38 24, W 122 07 48: geopy 7 48
N 47 38 24 W 122 07 48: geopy 7 48
47 38 24 N, 122 07 48 W: geopy 7 -48
N47.6401, W122.1298: geopy 47.6401 -122.13
S 33.8688, E 151.2093: geopy -33.8688 151.209
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: numbers are picked out of the text, without an error"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
