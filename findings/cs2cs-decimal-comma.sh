#!/bin/sh
# Guess:  cs2cs reports a coordinate with a decimal comma ("52,4131") as a fault: an error line, or a status other than 0.
# Really: it takes the latitude for 52 and the longitude for 0, writes the projected point, puts the unread rest of
#         the line after it, and ends with status 0 and nothing on standard error. The first two rows below name one
#         place; the second is moved to the prime meridian, about 900 km away. A line of words becomes the point 0, 0.
# Where:  PROJ's cs2cs, Debian packages proj-bin 9.1.1-1+b1, libproj25 9.1.1-1+b1, proj-data 9.1.1-1 (C++). It needs
#         Debian 12 on amd64 with the libraries of libcurl3-gnutls, libsqlite3-0 and libtiff6.
# Why:    feeds written under German or French settings hold such coordinates; projected points look complete.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .

echo "== install proj-bin 9.1.1-1+b1"
apt-get -qq download proj-bin=9.1.1-1+b1 libproj25=9.1.1-1+b1 proj-data=9.1.1-1 2>apt.log || { cat apt.log; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done
LD_LIBRARY_PATH=$(dirname "$(find "$dir/root" -name 'libproj.so.25' | head -n 1)")
PROJ_DATA=$dir/root/usr/share/proj
export LD_LIBRARY_PATH PROJ_DATA

printf '%s\n' '52.4131 13.1' '52,4131 13,1' 'unknown unknown' >rows.txt
echo "== input, latitude and longitude"
cat rows.txt

status=0
root/usr/bin/cs2cs -f %.2f EPSG:4326 EPSG:3857 <rows.txt >out.txt 2>errors.txt || status=$?
echo "== cs2cs -f %.2f EPSG:4326 EPSG:3857: status $status, $(wc -c <errors.txt) bytes on standard error"
cat out.txt

{
  printf '1458285.33\t6875166.67 0.00\n'
  printf '0.00\t6800125.45 0.00,4131 13,1\n'
  printf '0.00\t0.00 0.00unknown unknown\n'
} >expected.txt
if [ "$status" = 0 ] && [ ! -s errors.txt ] && cmp -s out.txt expected.txt; then
  echo "as recorded: no fault is reported, the decimals and the longitude are lost"
else
  echo "changed: expected status 0, no errors and"
  cat expected.txt
  exit 1
fi
