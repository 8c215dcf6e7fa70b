import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheCleanText } from '../../../../src/report/text/cacheCleanText.ts';
import { cacheVerifyText } from '../../../../src/report/text/cacheVerifyText.ts';
import { gcText } from '../../../../src/report/text/gcText.ts';
import { pythonListText } from '../../../../src/report/text/pythonListText.ts';
import { fakePane } from '../world.ts';

const look = fakePane();

test('what is removed from the cache is told by kind', () => {
  const removed = [
    { kind: 'wheels', bytes: 1_000_000 },
    { kind: 'built', bytes: 500 },
    { kind: 'wheels', bytes: 2_000_000 },
  ];
  assert.equal(
    cacheCleanText({ removed, swept: ['abc', 'def'], dryRun: false }, look),
    `Cleaned up after runs that had died: abc, def
Kind    Entries  Size
wheels  2        3.0 MB
built   1        500 B

Removed 3 entries, 3.0 MB
`,
  );
  assert.equal(
    cacheCleanText({ removed: [], swept: [], dryRun: true }, look),
    'Would remove 0 entries, 0 B\n',
  );
});

test('what is damaged is told with its place, safe for a terminal', () => {
  assert.equal(
    cacheVerifyText({ verified: 1, damaged: [] }),
    'Verified 1 entry: nothing is damaged\n',
  );
  const aside = { path: '/c/x', quarantine: '/c/quarantine/x' };
  assert.equal(
    cacheVerifyText({
      verified: 12,
      damaged: [
        { ...aside, kind: 'wheels', package: 'six', reason: 'a.py differs\u001B[2J' },
        { ...aside, kind: 'pages', package: null, reason: 'no JSON' },
      ],
    }),
    `damaged: wheels of six: a.py differs\\x1b[2J
  /c/x
  moved to /c/quarantine/x
damaged: pages: no JSON
  /c/x
  moved to /c/quarantine/x
Verified 12 entries: 2 damaged, moved to quarantine; what is needed again is fetched or made anew
`,
  );
});

test('what is collected is counted', () => {
  const collected = {
    runs: ['a'],
    folders: ['a', 'b'],
    environments: [],
    bytes_before: 2_000_000,
    bytes_after: 1_000_000,
  };
  assert.equal(
    gcText(collected, false),
    'Removed 1 run, 2 folders, 0 environments: 2.0 MB became 1.0 MB\n',
  );
  assert.equal(gcText(collected, true), 'Would remove 1 run, 2 folders, 0 environments\n');
});

test('Pythons that could not be used stand at the end, with the reason', () => {
  const found = { path: '/bin/python3.11', source: 'PATH' };
  assert.equal(
    pythonListText(
      {
        pythons: [{ ...found, python: '3.11', version: '3.11.7', notes: ['debug', 'named'] }],
        broken: [{ ...found, path: '/x', reason: 'does not exist' }],
        installable: [{ python: '3.14', name: '3.14.0' }],
      },
      look,
    ),
    `Python  Version  Path             Found by  Notes
3.11    3.11.7   /bin/python3.11  PATH      debug; named
3.14    -        -                -         \`spip python install 3.14.0\` brings it
-       -        /x               PATH      broken: does not exist
`,
  );
  assert.equal(
    pythonListText({ pythons: [], broken: [], installable: undefined }, look),
    'No Python found on this machine\n',
  );
});
