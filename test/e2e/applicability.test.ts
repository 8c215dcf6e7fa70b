// Why a cell does not apply, or cannot be put together.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { normalise } from '../support/normalise.ts';

const indexed = await IndexedRig.open([
  wheelFile({ name: 'ancient', version: '1.0', requiresPython: '<3', tag: 'py2.py3-none-any' }),
  wheelFile({ name: 'partly', version: '2.0', requiresPython: '>=3.99' }),
  wheelFile({ name: 'partly', version: '1.0', requiresPython: '>=3.6' }),
  wheelFile({ name: 'foreign', version: '1.0', tag: 'py3-none-win_amd64' }),
  wheelFile({ name: 'odd', version: '1.0', requiresPython: 'three or later' }),
  wheelFile({ name: 'needy', version: '1.0', requires: ['helper>=2', 'other'] }),
  wheelFile({ name: 'helper', version: '1.5' }),
  wheelFile({ name: 'helper', version: '2.0' }),
  wheelFile({ name: 'other', version: '1.0', requires: ['helper<2'] }),
  wheelFile({ name: 'orphan', version: '1.0', requires: ['nowhere-to-be-found'] }),
  sdistFile({ name: 'source', version: '1.0' }),
  sdistFile({
    name: 'future',
    version: '1.0',
    metadataVersion: '2.2',
    metadataLines: ['Requires-Python: >=3.99'],
    pyproject: '[build-system]\nrequires = []\nbuild-backend = "absent"\n',
  }),
]);
after(() => indexed[Symbol.asyncDispose]());
const all = await indexed.matrix('foreign needy orphan source --only-binary :all:');

test('Requires-Python excludes every installed Python: not applicable, and no success', async () => {
  const { status, verdicts, stdout } = await indexed.matrix('ancient --python >=3');
  assert.equal(status, 1);
  assert.deepEqual(new Set(Object.values(verdicts)), new Set(['not-applicable/requires-python']));
  assert.match(stdout, /^warning: No cell applied: nothing was tested, so this is not a success$/m);
});

test('a malformed Requires-Python counts as none', async () => {
  const result = await indexed.matrix('odd --import-only');
  assert.deepEqual(result.verdicts, { 'odd 1.0': 'pass/clean' });
  assert.deepEqual(
    result.cell('odd 1.0').notes.map(({ text }) => text),
    [
      '`odd` 1.0 has a malformed Requires-Python `three or later`, which counts as none; uv refuses that',
    ],
  );
  const lock = await indexed.run('lock odd --format pylock');
  assert.match(lock.stderr, /^warning: `odd` 1.0 has a malformed Requires-Python/m);
  assert.doesNotMatch(lock.stdout, /three or/);
});

test('with auto the newest Python stands for all that are not admitted', async () => {
  const result = await indexed.matrix('ancient --python auto');
  const { verdicts, record } = result;
  // A Python 2.7 on this machine is admitted; then the cell runs on it.
  const [cell] = record.cells;
  if (cell?.python === '2.7') {
    assert.deepEqual(verdicts, { 'ancient 1.0': 'pass/clean' });
    return;
  }
  assert.equal(result.status, 1);
  assert.deepEqual(verdicts, { 'ancient 1.0': 'not-applicable/requires-python' });
  assert.match(cell?.message ?? '', /^Requires Python `<3`$/);
});

test('a release that does not apply does not spoil one that does', async () => {
  const { status, verdicts, record } = await indexed.matrix('partly');
  assert.equal(status, 0);
  assert.deepEqual(verdicts, {
    'partly 2.0': 'not-applicable/requires-python',
    'partly 1.0': 'pass/clean',
  });
  const [first] = record.cells;
  assert.deepEqual(first?.steps, []);
  assert.match(first?.message ?? '', /^Requires Python `>=3\.99`$/);
});

test('an sdist that says so itself does not apply, without a build', async () => {
  for (const python of ['auto', '>=3']) {
    const { status, verdicts, record } = await indexed.matrix(`future --python ${python}`);
    assert.equal(status, 1);
    assert.deepEqual(verdicts, { 'future 1.0': 'not-applicable/requires-python' });
    assert.equal(record.cells[0]?.message, 'Requires Python `>=3.99`');
  }
});

const blocked: readonly (readonly [
  what: string,
  release: string,
  reason: string,
  lines: string,
])[] = [
  [
    'wheels for another platform and no sdist',
    'foreign 1.0',
    'no-compatible-file',
    `Failed to resolve \`foreign==1.0\` for Python <python>:
  you ask for \`foreign==1.0\`, but \`foreign\` 1.0 has no file for this interpreter
hint: \`foreign\` 1.0 has wheels for Python <python> only on \`win_amd64\``,
  ],
  [
    'requirements that contradict each other',
    'needy 1.0',
    'unresolvable',
    `Failed to resolve \`needy==1.0\` for Python <python>:
  you ask for \`needy==1.0\`
  \`needy\` 1.0 depends on \`other\`
  \`needy\` 1.0 depends on \`helper>=2\`
  \`other\` 1.0 depends on \`helper<2\`
So no release of \`helper\` fits all of this`,
  ],
  [
    'a requirement that no index has',
    'orphan 1.0',
    'unresolvable',
    `Failed to resolve \`orphan==1.0\` for Python <python>:
  you ask for \`orphan==1.0\`
  \`orphan\` 1.0 depends on \`nowhere-to-be-found\`, but no index has \`nowhere-to-be-found\`
So \`orphan==1.0\` cannot be installed
hint: check the spelling of \`nowhere-to-be-found\`, or add the index that has it with \`--extra-index-url\``,
  ],
  [
    'an sdist under --only-binary',
    'source 1.0',
    'no-compatible-file',
    `Failed to resolve \`source==1.0\` for Python <python>:
  you ask for \`source==1.0\`, but \`source\` 1.0 has only a source distribution, which \`--only-binary\` rules out
hint: without \`--only-binary\` for \`source\`, 1.0 is built from source`,
  ],
];

for (const [what, release, reason, lines] of blocked) {
  test(`${what}: blocked/${reason}, with an explanation and a way out`, () => {
    const cell = all.cell(release);
    assert.equal(`${cell.state}/${cell.reason}`, `blocked/${reason}`);
    const text = explained(cell);
    assert.equal(lines.includes('\nhint: ') ? text : text.split('\nhint: ')[0], lines);
    const [first = ''] = lines.split('\n');
    assert.ok(all.stdout.includes(first.replace('<python>', cell.python)), all.stdout);
  });
}

test('a run with a blocked cell ends with 1', () => assert.equal(all.status, 1));

/** Message and hint, with the Python's version replaced. */
function explained(cell: {
  readonly message: string;
  readonly hint: string | null;
  readonly python: string;
}): string {
  const text = `${cell.message}\nhint: ${cell.hint ?? 'none'}`;
  return normalise(text, { python: cell.python });
}
