#!/bin/sh
# Guess:  Tcl's zlib reads a gzip file of several members, which `cat a.csv.gz b.csv.gz` makes, as gzip does: all of it.
# Really: both `zlib gunzip` and the stream form `zlib push gunzip` give the first member only. The rest is left out
#         without an error; the stream just reports its end.
# Where:  Tcl 8.6.13, its built-in zlib command (Debian packages tcl8.6 8.6.13+dfsg-2, libtcl8.6 8.6.13+dfsg-2; C and
#         Tcl). It needs Debian 12 and zlib1g; gzip, only for comparison, is the system's.
# Why:    parts of a large feed, or of its results, are often put together by joining their .gz files; all parts
#         after the first are lost.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .

echo "== install tcl8.6 8.6.13+dfsg-2"
apt-get -qq download tcl8.6=8.6.13+dfsg-2 libtcl8.6=8.6.13+dfsg-2 2>apt.log || { cat apt.log; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done
LD_LIBRARY_PATH=$(dirname "$(find "$dir/root" -name 'libtcl8.6.so*' | head -n 1)")
TCL_LIBRARY=$(dirname "$(find "$dir/root" -name init.tcl | head -n 1)")
export LD_LIBRARY_PATH TCL_LIBRARY

printf '%s\n' 'Bing Spatial Data Services, 2.0' 'Id,StatusCode' '001,Success' | gzip -n >part1.gz
printf '%s\n' '002,Success' '003,Success' | gzip -n >part2.gz
cat part1.gz part2.gz >results.csv.gz

cat >read.tcl <<'TCL'
set f [open results.csv.gz rb]
puts -nonewline [open whole.txt wb] [zlib gunzip [read $f]]
seek $f 0
zlib push gunzip $f
puts -nonewline [open stream.txt wb] [read $f]
puts "the stream's end is reported: [eof $f]"
TCL

status=0
root/usr/bin/tclsh8.6 read.tcl >said.txt 2>&1 || status=$?
gzip -dc results.csv.gz >all.txt
gzip -dc part1.gz >first.txt
echo "== gzip -dc: $(wc -l <all.txt) lines"
cat all.txt
echo "== zlib gunzip: $(wc -l <whole.txt) lines"
cat whole.txt
echo "== zlib push gunzip: $(wc -l <stream.txt) lines"
cat stream.txt
echo "== status $status"
cat said.txt

if [ "$status" = 0 ] && cmp -s whole.txt first.txt && cmp -s stream.txt first.txt &&
  [ "$(cat said.txt)" = "the stream's end is reported: 1" ]; then
  echo "as recorded: only the first member is read, without an error"
else
  echo "changed: expected three lines from both forms, and status 0"
  exit 1
fi
