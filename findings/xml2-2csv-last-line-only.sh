#!/bin/sh
# Guess:  `xml2 | 2csv` writes each value of the XML as a cell that a CSV reader gives back.
# Really: of a value with line breaks only the last line is written. Double quotes in a value are not doubled, so a CSV
#         reader finds other cells or refuses the row. The status is 0 and nothing is said. The loss is 2csv's: from the
#         same text between them 2xml gives all lines back.
# Where:  Debian package xml2 0.5-4 (C). It needs Debian 12 on amd64 with libxml2. The manual page does not mention it.
# Why:    this is a well-known way to turn results into a table. A query or an address of several lines keeps its last
#         line, which is often just the country.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .

echo "== install xml2 0.5-4"
apt-get -qq download xml2=0.5-4 2>apt.log || { cat apt.log; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" root; done
PATH=$dir/root/usr/bin:$PATH

cat >results.xml <<'XML'
<Feed>
<Entity Id="001"><Query>1 Main St, Denver</Query><Status>Success</Status></Entity>
<Entity Id="002"><Query>1 Main St&#10;Denver&#10;United States</Query><Status>Success</Status></Entity>
<Entity Id="003"><Query>The "Old Mill", Denver</Query><Status>Success</Status></Entity>
</Feed>
XML

status=0
xml2 <results.xml >flat.txt || status=$?
2csv Entity @Id Query Status <flat.txt >results.csv || status=$?
2xml <flat.txt >back.xml
echo "== xml2 | 2csv Entity @Id Query Status: status $status"
cat results.csv
echo "== xml2 | 2xml"
cat back.xml

cat >expected.txt <<'TXT'
001,"1 Main St, Denver",Success
002,United States,Success
003,"The "Old Mill", Denver",Success
TXT
if [ "$status" = 0 ] && cmp -s results.csv expected.txt && grep -q '<Query>1 Main St$' back.xml; then
  echo "as recorded: the first lines of a value are lost, and its quotes are not doubled"
else
  echo "changed: expected status 0, all lines from 2xml, and from 2csv"
  cat expected.txt
  exit 1
fi
