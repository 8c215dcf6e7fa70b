// `spip lock`: the resolved set of one Python.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { sha256 } from '../support/indexPages.ts';
import { normalise } from '../support/normalise.ts';

const files = {
  thing: wheelFile({
    name: 'thing',
    version: '2.0',
    extras: ['fast'],
    requires: [
      'Helper>=1,<2',
      'former; python_version < "3"',
      'engine==1.*; extra == "fast"',
      'anchor; python_version >= "3"',
    ],
  }),
  helper: wheelFile({ name: 'helper', version: '1.9' }),
  helper2: wheelFile({ name: 'helper', version: '2.0' }),
  engine: wheelFile({ name: 'engine', version: '1.4' }),
  anchor: wheelFile({ name: 'anchor', version: '0.1' }),
  clash: wheelFile({ name: 'clash', version: '1.0', requires: ['helper>=2'] }),
};
const indexed = await IndexedRig.open(Object.values(files));
after(() => indexed[Symbol.asyncDispose]());

interface LockRecord {
  readonly schema_version: number;
  readonly python: string;
  readonly packages: readonly unknown[];
}

test('--format json is the documented record', async () => {
  const { status, stdout, stderr } = await indexed.run('lock thing[fast] --format json');
  assert.equal(status, 0, stderr);
  const record = JSON.parse(stdout) as LockRecord;
  assert.equal(stdout, `${JSON.stringify(record, undefined, 2)}\n`);
  assert.match(record.python, /^3\.\d+\.\d+$/);
  const entry = (
    name: keyof typeof files,
    version: string,
    requires: readonly string[],
  ): unknown => {
    const { filename, bytes } = files[name];
    const url = `${new URL(indexed.server.url).origin}/files/${filename}`;
    return { name, version, file: filename, url, sha256: sha256(bytes), requires };
  };
  assert.deepEqual(record, {
    schema_version: 1,
    python: record.python,
    packages: [
      entry('anchor', '0.1', []),
      entry('engine', '1.4', []),
      entry('helper', '1.9', []),
      entry('thing', '2.0', [
        'Helper>=1,<2',
        'engine==1.*; extra == "fast"',
        'anchor; python_version >= "3"',
      ]),
    ],
  });
  assert.equal(indexed.server.count('file'), 0, 'nothing but metadata is fetched');
});

test('the table names the set and its Python', async () => {
  const { status, stdout } = await indexed.run('lock thing helper<1.95');
  assert.equal(status, 0);
  assert.match(stdout, /^Package +Version +File +Requires$/m);
  assert.match(stdout, /^thing +2\.0 +thing-2\.0-py3-none-any\.whl +Helper>=1,<2, anchor$/m);
  assert.match(stdout, /^3 packages for Python 3\.\d+\.\d+$/m);
});

test('--format pylock is a PEP 751 file', async () => {
  const { status, stdout } = await indexed.run('lock helper==2.0 --format pylock');
  assert.equal(status, 0);
  assert.match(stdout, /^lock-version = "1\.0"$/m);
  assert.match(stdout, /^\[\[packages\]\]\nname = "helper"\nversion = "2\.0"$/m);
  assert.ok(stdout.includes(sha256(files.helper2.bytes)));
});

test('no solution ends with 1 and an explanation', async () => {
  const { status, stdout, stderr } = await indexed.run('lock thing clash --format json');
  assert.equal(status, 1);
  assert.equal(stdout, '');
  const text = normalise(stderr).replace(/Python 3\.\d+/, 'Python <python>');
  assert.equal(
    text,
    `error: Failed to resolve \`thing\` and \`clash\` for Python <python>:
    you ask for \`thing\` and \`clash\`
    \`thing\` 2.0 depends on \`helper>=1,<2\`
    \`clash\` 1.0 depends on \`helper>=2\`
  So no release of \`helper\` fits all of this
`,
  );
});

test('an unknown package and malformed input end with 2', async () => {
  const unknown = await indexed.run('lock absent');
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /^error: Failed to find the package `absent`$/m);
  const malformed = await indexed.run('lock thing>>2');
  assert.equal(malformed.status, 2);
  assert.match(malformed.stderr, /^error: Expected .*`thing>>2`$/m);
});

test('what the resolver warns of is said unless -q asks for silence', async () => {
  const told = await indexed.run('lock helper[none]');
  assert.equal(told.status, 0, told.stderr);
  assert.match(told.stderr, /^warning: .*`none`/m);
  const quiet = await indexed.run('lock helper[none] -q');
  assert.deepEqual([quiet.status, quiet.stderr], [0, '']);
});

test('--python chooses for which Python', async () => {
  const { stdout } = await indexed.run('python list --format json');
  const { pythons } = JSON.parse(stdout) as { pythons: readonly { version: string }[] };
  const versions = pythons.map(({ version }) => version).filter((text) => /^3\.[\d.]+$/.test(text));
  for (const version of new Set([versions[0], versions.at(-1)])) {
    const result = await indexed.run(`lock thing --format json --python ${version}`);
    assert.equal(result.status, 0, result.stderr);
    assert.equal((JSON.parse(result.stdout) as LockRecord).python, version);
  }
  const absent = await indexed.run('lock thing --python 3.99');
  assert.equal(absent.status, 2);
  const [one = '', other = one] = new Set(versions);
  const several = await indexed.run(`lock thing --python ${one},${other}`);
  assert.equal(several.status, one === other ? 0 : 2);
  if (one !== other) {
    assert.match(
      several.stderr,
      /^error: Expected `--python` to name one Python, found `3\..*`3\./,
    );
    assert.equal((await indexed.run('lock thing --python all')).status, 2);
  }
  const open = await indexed.run('lock thing --python >=3 --format json');
  assert.equal(open.status, 0, open.stderr);
});
