#!/bin/sh
# Guess:  a feed that zip reads from a pipe can be unpacked by funzip and by gzip -dc, which both read a zip with one
#         entry; the manual of funzip joins the two tools in exactly this way.
# Really: every byte of the feed comes out, but funzip ends with status 4 and gzip with status 1, "invalid compressed
#         data--length error". The archive is whole: unzip reads it without an error. zip does not know the size of what it
#         reads from a pipe, so it writes a data descriptor with the 8-byte sizes of Zip64; funzip and gzip expect
#         4-byte sizes there. With `zip -fz-`, which rules Zip64 out, both are content.
# Where:  Info-ZIP zip 3.0 (Debian zip 3.0-13), Info-ZIP funzip of UnZip 6.0 (Debian unzip 6.0-28), gzip 1.12
#         (Debian gzip 1.12-1), all C. It needs Debian 12 and libbz2-1.0.
# Why:    a script that checks the status throws a good feed away as damaged, or its author learns to ignore the
#         status, which then also hides a download that really is cut.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .

echo "== install zip 3.0-13, unzip 6.0-28, gzip 1.12-1"
apt-get -qq download zip=3.0-13 unzip=6.0-28 gzip=1.12-1 2>apt.log || { cat apt.log; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done
zip=root/usr/bin/zip unzip=root/usr/bin/unzip funzip=root/usr/bin/funzip gzip=root/bin/gzip

printf '%s\r\n' 'Bing Spatial Data Services, 2.0' 'Id,GeocodeRequest/Query' '001,"Seeweg 4, Lindau"' >feed.csv
# zip must see a pipe on both sides: it knows the size of a file, and goes back to the header in one.
cat feed.csv | $zip -q - - | cat >piped.zip
cat feed.csv | $zip -q -fz- - - | cat >without-zip64.zip

changed=0
# expect WHAT STATUS MESSAGE COMMAND...: runs the command and compares its status and its error with what was seen,
# and its output with the feed.
expect() {
  what=$1 wanted=$2 message=$3
  shift 3
  status=0
  "$@" >out.csv 2>error.txt || status=$?
  error=$(tr -d '\n' <error.txt)
  whole=no
  if cmp -s out.csv feed.csv; then whole=yes; fi
  echo "$what: status $status, feed whole: $whole${error:+, \"$error\"}"
  if [ "$status" != "$wanted" ] || [ "$whole" != yes ]; then changed=1; fi
  case $error in
    *"$message") ;;
    *) changed=1 ;;
  esac
  if [ -z "$message" ] && [ -n "$error" ]; then changed=1; fi
}

echo "== cat feed.csv | zip - - | cat >piped.zip"
expect "unzip -p piped.zip" 0 '' $unzip -p piped.zip
expect "funzip piped.zip" 4 'invalid compressed data--length error' $funzip piped.zip
expect "gzip -dc piped.zip" 1 'invalid compressed data--length error' $gzip -dc piped.zip
echo "== cat feed.csv | zip -fz- - - | cat >without-zip64.zip"
expect "unzip -p without-zip64.zip" 0 '' $unzip -p without-zip64.zip
expect "funzip without-zip64.zip" 0 '' $funzip without-zip64.zip
expect "gzip -dc without-zip64.zip" 0 '' $gzip -dc without-zip64.zip

if [ "$changed" = 0 ]; then
  echo "as recorded: the feed is whole, yet two of three tools call it damaged"
else
  echo "changed: see the lines above"
  exit 1
fi
