#!/bin/sh
# Guess:  sarif-to-markdown lists every result of a SARIF report with its message.
# Really: a report with two errors is turned into "Nothing here", and the option that fails on errors does not fail. A
#         result is listed only if its rule has a defaultConfiguration with a level, which SARIF does not ask for; the
#         level of the result itself is never read. Where the rule has one, the results of a rule are listed under the
#         message of the first, and the other messages are left out.
# Where:  @security-alert/sarif-to-markdown 1.11.1 (npm, JavaScript), called as a library with the options simple and
#         failOn. Run with Node.js 20. The first half is known to the project (its issue 50, open since 2022).
# Why:    checks of a feed are reported as SARIF and shown in a pull request in this way: a feed with errors looks
#         clean, or its twenty faults look like one.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo "== install @security-alert/sarif-to-markdown 1.11.1"
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @security-alert/sarif-to-markdown@1.11.1 >npm.log 2>&1 ||
  { cat npm.log; exit 2; }

cat >run.js <<'JS'
const { sarifToMarkdown } = require('@security-alert/sarif-to-markdown');
const result = (line, text) => ({
  ruleId: 'address-missing',
  level: 'error',
  message: { text },
  locations: [{ physicalLocation: { artifactLocation: { uri: 'feed.csv' }, region: { startLine: line } } }],
});
const report = (rule) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'check', rules: [rule] } },
      results: [result(3, 'entity 002 has no address'), result(8, 'entity 007 has no address')],
    },
  ],
});
const show = (name, rule) => {
  const options = { owner: 'o', repo: 'r', branch: 'b', sourceRoot: '', title: name, simple: true, failOn: ['error'] };
  const [{ body, shouldFail }] = sarifToMarkdown(options)(report(rule));
  console.log(body.split('## Suppressed')[0].replace(/\n+/g, '\n') + `should fail: ${shouldFail}`);
};
show('Rule without a default level', { id: 'address-missing' });
show('Rule with a default level', { id: 'address-missing', defaultConfiguration: { level: 'error' } });
JS
node run.js >out.txt
cat out.txt

cat >expected.txt <<'TXT'
# Rule without a default level
## Results
Nothing here.
should fail: false
# Rule with a default level
## Results
- **[ERROR]** **[address-missing]**  `entity 002 has no address`
    - https://github.com/o/r/blob/b/feed.csv#L3
    - https://github.com/o/r/blob/b/feed.csv#L8
should fail: true
TXT
if cmp -s out.txt expected.txt; then
  echo "as recorded: two errors are not shown, or only the first one's message is"
else
  echo "changed: expected"
  cat expected.txt
  exit 1
fi
