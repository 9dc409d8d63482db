#!/bin/sh
# Guess:  two forks of tokml write each property of a Feature into the KML as tokml itself does.
# Really: the number 0 and false become an empty value, as if there were none. tokml writes them, and so does
#         @placemarkio/tokml, which is not a fork. (That one writes the text "null" for null, which its documentation
#         says in other words.)
# Where:  @maphubs/tokml 0.6.1 and @fulcrumapp/tokml 0.7.1 (npm, JavaScript), each the newest; for comparison tokml 0.4.0
#         and @placemarkio/tokml 0.3.9 (npm). Run with Node.js 20. The documents of both forks are those of tokml.
# Why:    results hold such values: a longitude of 0, a count of 0, "needs a check: false". Who reads the KML takes them
#         for missing.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install @maphubs/tokml 0.6.1, @fulcrumapp/tokml 0.7.1, tokml 0.4.0, @placemarkio/tokml 0.3.9"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @maphubs/tokml@0.6.1 @fulcrumapp/tokml@0.7.1 tokml@0.4.0 \
  @placemarkio/tokml@0.3.9 >npm.log 2>&1 || { cat npm.log; exit 2; }

cat >run.mjs <<'JS'
import { createRequire } from 'node:module';
import { toKML } from '@placemarkio/tokml';
const require = createRequire(import.meta.url);
const feature = {
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [0, 51.4778] },
  properties: { Id: '000', Longitude: 0, FurtherMatches: 1, NeedsCheck: false, Neighborhood: null },
};
const results = { type: 'FeatureCollection', features: [feature] };
const writers = { '@placemarkio/tokml': toKML };
for (const name of ['@maphubs/tokml', '@fulcrumapp/tokml', 'tokml']) writers[name] = require(name);
console.log(JSON.stringify(feature.properties));
for (const name of Object.keys(writers).sort()) {
  const values = writers[name](results).matchAll(/<Data name="(.*?)"><value>(.*?)<\/value>/g);
  console.log(`${name}:`, [...values].map(([, key, value]) => `${key}=[${value}]`).join(' '));
}
JS
node run.mjs >out.txt
cat out.txt

cat >expected.txt <<'TXT'
{"Id":"000","Longitude":0,"FurtherMatches":1,"NeedsCheck":false,"Neighborhood":null}
@fulcrumapp/tokml: Id=[000] Longitude=[] FurtherMatches=[1] NeedsCheck=[] Neighborhood=[]
@maphubs/tokml: Id=[000] Longitude=[] FurtherMatches=[1] NeedsCheck=[] Neighborhood=[]
@placemarkio/tokml: Id=[000] Longitude=[0] FurtherMatches=[1] NeedsCheck=[false] Neighborhood=[null]
tokml: Id=[000] Longitude=[0] FurtherMatches=[1] NeedsCheck=[false] Neighborhood=[]
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: 0 and false are empty in both forks"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
