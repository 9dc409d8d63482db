#!/bin/sh
# Guess:  parse-address keeps the fraction of a house number, as its documentation says ("fractional building
#         numbers"), and keeps what it cannot place out of the other fields.
# Really: "101 1/2 Main St" becomes number 101, another house. A floor written "2nd Floor" after the street takes the
#         town, the state and the postcode with it, or cuts the town in two: "Denve" is the unit, "r" the town. All of
#         these are answers like any other, without an error or a mark.
# Where:  parse-address 1.1.2 (npm, JavaScript), the newest. Run with Node.js 20. The lost fraction is known to the
#         project (its issue 34, open since 2020).
# Why:    address lines are split with it before they are sent. The geocoder then finds a place for what is left, and
#         nothing shows that this is not what the line said.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install parse-address 1.1.2"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts parse-address@1.1.2 >npm.log 2>&1 || { cat npm.log; exit 2; }

cat >run.js <<'JS'
const { parseLocation } = require('parse-address');
for (const line of [
  '101 Main St, Denver, CO 80202',
  '101 1/2 Main St, Denver, CO 80202',
  '101 Main St, Floor 2, Denver, CO 80202',
  '101 Main St, 2nd Floor, Denver, CO 80202',
  '101 Main St 2nd Floor, Denver, CO 80202',
]) {
  console.log(line);
  console.log(`  ${JSON.stringify(parseLocation(line))}`);
}
JS
node run.js >out.txt
cat out.txt

cat >expected.txt <<'TXT'
101 Main St, Denver, CO 80202
  {"number":"101","street":"Main","type":"St","city":"Denver","state":"CO","zip":"80202"}
101 1/2 Main St, Denver, CO 80202
  {"number":"101","street":"Main","type":"St","city":"Denver","state":"CO","zip":"80202"}
101 Main St, Floor 2, Denver, CO 80202
  {"number":"101","street":"Main","type":"St","sec_unit_type":"Floor","sec_unit_num":"2","city":"Denver","state":"CO","zip":"80202"}
101 Main St, 2nd Floor, Denver, CO 80202
  {"number":"101","street":"Main","type":"St"}
101 Main St 2nd Floor, Denver, CO 80202
  {"number":"101","street":"Main St 2nd","sec_unit_type":"Floor","sec_unit_num":"Denve","city":"r","state":"CO","zip":"80202"}
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: the half is gone, and a floor takes the town with it"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
