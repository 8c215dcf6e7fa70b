// What may be asked for and what holds beside it: files of requirements, constraints, overrides, selections.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { sha256 } from '../support/indexPages.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { CommandLine } from '../support/indexedRig.ts';

const releases = ['1.0', '1.1', '1.2', '2.0', '2.1', '3.0'];
const helpers = ['1.0', '1.5', '2.0'].map((version) => wheelFile({ name: 'helper', version }));
const indexed = await IndexedRig.open([
  ...releases.map((version) => wheelFile({ name: 'thing', version, requires: ['helper>=1'] })),
  ...helpers,
  wheelFile({ name: 'strict', version: '1.0', requires: ['helper<2'] }),
  wheelFile({ name: 'bound', version: '1.0', requires: ['thing>=1.1'] }),
  wheelFile({ name: 'deep', version: '1.0', requires: ['helper'] }),
  wheelFile({ name: 'other', version: '1.0' }),
  wheelFile({
    name: 'asks',
    version: '1.0',
    requires: ['other', "helper==1.0 ; extra == 'more'"],
    metadataLines: ['Provides-Extra: more'],
  }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

/** `name version` of each package of a lock. */
async function locked(args: CommandLine): Promise<readonly string[]> {
  const words = typeof args === 'string' ? args.split(' ') : args;
  const result = await indexed.run(['lock', ...words, '--format', 'json']);
  assert.equal(result.status, 0, result.stderr);
  const record = JSON.parse(result.stdout) as {
    readonly packages: readonly { readonly name: string; readonly version: string }[];
  };
  return record.packages.map(({ name, version }) => `${name} ${version}`);
}

async function refused(args: CommandLine, message: RegExp): Promise<void> {
  const result = await indexed.run(args);
  assert.equal(result.status, 2, result.stderr + result.stdout);
  assert.match(result.stderr, message);
}

suite('which releases', () => {
  const versionsOf = async (args: string): Promise<readonly string[]> => {
    const { record } = await indexed.matrix(`thing --import-only ${args}`);
    return record.cells.map(({ version }) => version);
  };

  test('--exclude leaves releases out before the limit counts', async () => {
    assert.deepEqual(await versionsOf('--exclude ==2.* --limit 2'), ['3.0', '1.2']);
  });

  test('--latest-per keeps the newest release of each', async () => {
    assert.deepEqual(await versionsOf('--latest-per major'), ['3.0', '2.1', '1.2']);
    assert.deepEqual(await versionsOf('--latest-per minor --versions <2 --limit 2'), [
      '1.2',
      '1.1',
    ]);
  });

  test('also from the variables', async () => {
    const { record } = await indexed.matrix('thing --import-only', {
      env: { SPIP_LATEST_PER: 'major', SPIP_EXCLUDE: '>=3' },
    });
    assert.deepEqual(
      record.cells.map(({ version }) => version),
      ['2.1', '1.2'],
    );
  });
});

suite('what holds beside the request', () => {
  test('--resolution, for the set around a release under test as well', async () => {
    assert.deepEqual(await locked('thing --resolution lowest'), ['helper 1.0', 'thing 1.0']);
    assert.deepEqual(await locked('thing --resolution lowest-direct'), ['helper 2.0', 'thing 1.0']);
    const { record } = await indexed.matrix('thing==2.0 --import-only --resolution lowest');
    assert.deepEqual(
      record.cells[0]?.packages.map(({ name, version }) => `${name} ${version}`),
      ['helper 1.0', 'thing 2.0'],
    );
  });

  test('--resolution lowest-direct tests the lower bounds that the release under test states', async () => {
    const result = await indexed.matrix('bound --import-only --resolution lowest-direct');
    assert.deepEqual(
      result.cell('bound 1.0').packages.map(({ name, version }) => `${name} ${version}`),
      ['bound 1.0', 'helper 2.0', 'thing 1.1'],
    );
    assert.deepEqual(await locked('bound --resolution lowest-direct'), [
      'bound 1.0',
      'helper 2.0',
      'thing 3.0',
    ]);
    const help = (await indexed.run('matrix --help')).stdout.replaceAll(/\s+/g, ' ');
    assert.match(help, /lowest-direct \(the lowest of what the release under test requires\)/);
  });

  test('tools beside the release stay the newest with lowest-direct, what it needs and axes do not', async () => {
    const packagesOf = async (args: string): Promise<readonly (readonly string[])[]> => {
      const { record } = await indexed.matrix(`${args} --import-only --resolution lowest-direct`);
      return record.cells.map(({ packages }) =>
        packages.map(({ name, version }) => `${name} ${version}`),
      );
    };
    assert.deepEqual(await packagesOf('bound --with helper --with other'), [
      ['bound 1.0', 'helper 2.0', 'other 1.0', 'thing 1.1'],
    ]);
    assert.deepEqual(await packagesOf('strict --with thing'), [
      ['helper 1.0', 'strict 1.0', 'thing 3.0'],
    ]);
    assert.deepEqual(await packagesOf('strict --with thing<3'), [
      ['helper 1.0', 'strict 1.0', 'thing 2.1'],
    ]);
    assert.deepEqual(await packagesOf('strict --with thing==1.*|>=2'), [
      ['helper 1.0', 'strict 1.0', 'thing 1.0'],
      ['helper 1.0', 'strict 1.0', 'thing 2.0'],
    ]);
    // What a tool needs is no lower bound of the release; what both need directly is the tool's.
    assert.deepEqual(await packagesOf('other --with thing<3 --with helper<2'), [
      ['helper 1.5', 'other 1.0', 'thing 2.1'],
    ]);
    assert.deepEqual(await packagesOf('bound --with thing>=2'), [
      ['bound 1.0', 'helper 2.0', 'thing 3.0'],
    ]);
    assert.deepEqual(await packagesOf('other --with deep --with thing<2|>=2'), [
      ['deep 1.0', 'helper 2.0', 'other 1.0', 'thing 1.0'],
      ['deep 1.0', 'helper 2.0', 'other 1.0', 'thing 2.0'],
    ]);
  });

  test('a hint names only what the user said, never the pin of the release under test', async () => {
    const result = await indexed.matrix('strict --import-only --with helper==2.0');
    const { message, hint } = result.cell('strict 1.0');
    assert.match(message, /^Failed to resolve `strict==1.0` and `helper==2.0` for Python/);
    assert.equal(
      hint,
      'without `helper==2.0` the others would take `helper` 1.5\nloosen `helper==2.0`',
    );
  });

  test('--constraint as pip writes it', async () => {
    await rig.write('constraints.txt', '# held back\nhelper \\\n  <2  # for now\nother==7\n');
    assert.deepEqual(await locked('thing -c constraints.txt'), ['helper 1.5', 'thing 3.0']);
    await rig.write('bad.txt', 'helper\nhelper[speed]<2\n');
    await refused(
      'lock thing -c bad.txt',
      /Expected a constraint without extras, found `helper\[speed\]<2`, in `bad.txt:2`/,
    );
  });

  test('a constraint on the package under test does not hold in its own cells', async () => {
    await rig.write('pins.txt', 'thing==1.0\nhelper==1.5\n');
    const { record } = await indexed.matrix('thing --limit 2 --import-only -c pins.txt');
    assert.deepEqual(
      record.cells.map((cell) => [cell.version, cell.packages.map(({ version }) => version)]),
      [
        ['3.0', ['1.5', '3.0']],
        ['2.1', ['1.5', '2.1']],
      ],
    );
  });

  test('from the settings of a project, relative to it', async () => {
    await rig.write('sub/held.txt', 'helper<1.5\n');
    await rig.write(
      'sub/pyproject.toml',
      '[tool.spip]\nconstraint = ["held.txt"]\nresolution = "lowest-direct"\n',
    );
    await rig.write('sub/deep/empty', '');
    const result = await indexed.run('lock thing --format json', { cwd: 'sub/deep' });
    assert.match(result.stdout, /"version": "1.0",\n *"file": "helper-1.0/);
    assert.match(result.stdout, /"version": "1.0",\n *"file": "thing-1.0/);
  });
});

suite('--requirement', () => {
  test('nested files, constraints and variables', async () => {
    await rig.write('held.txt', 'helper<2\n');
    await rig.write('wanted/all.txt', '-r more/base.txt\n-c ../held.txt\n${PINNED}\n');
    await rig.write(
      'wanted/more/base.txt',
      "thing<3\nabsent ; python_version < '3'\n-r ../all.txt\n",
    );
    const result = await indexed.run('lock -r wanted/all.txt --format json', {
      env: { PINNED: 'other==1.0' },
    });
    assert.deepEqual(
      [...result.stdout.matchAll(/"file": "([^"]+)"/g)].map(([, file]) => file),
      ['helper-1.5-py3-none-any.whl', 'other-1.0-py3-none-any.whl', 'thing-2.1-py3-none-any.whl'],
      result.stderr,
    );
  });

  test('for the matrix each requirement is a package with its rows', async () => {
    await rig.write('both.txt', "thing==2.0\nother\nstrict ; python_version < '3'\n");
    const { verdicts, status } = await indexed.matrix('-r both.txt --import-only');
    assert.deepEqual(verdicts, {
      'thing 2.0': 'pass/clean',
      'other 1.0': 'pass/clean',
      'strict 1.0': 'not-applicable/excluded',
    });
    assert.equal(status, 0);
  });

  test('hashes: only files with one of them may be chosen', async () => {
    await rig.write('hashed.txt', `thing\nhelper --hash=sha256:${digestOf('1.0')}\n`);
    assert.deepEqual(await locked('-r hashed.txt'), ['helper 1.0', 'thing 3.0']);
    await rig.write('wrong.txt', `helper==2.0 --hash=sha256:${'0'.repeat(64)}\n`);
    const result = await indexed.run('lock -r wrong.txt');
    assert.equal(result.status, 1);
    assert.match(result.stderr, /None of the 3 files of `helper` has a hash that the requirements/);
  });

  test('--require-hashes in a file: a package without one is refused', async () => {
    await rig.write(
      'required.txt',
      `--require-hashes\nthing==3.0\nhelper --hash=sha256:${digestOf('1.0')}\n`,
    );
    await refused(
      'lock -r required.txt',
      /Expected hashes for all packages of the set, .* found none for `thing`/,
    );
  });

  test('index options of the file hold as for pip', async () => {
    await rig.write('own/index.txt', `--index-url ${indexed.server.url}\nother\n`);
    const result = await indexed.run('lock -r own/index.txt', {
      env: { SPIP_INDEX_URL: 'http://127.0.0.1:9/nothing' },
    });
    assert.equal(result.status, 0, result.stderr);
    await rig.write('own/none.txt', '--no-index\nother\n');
    await refused('lock -r own/none.txt', /Failed to find the package `other`/);
  });

  test('refused with file and line', async () => {
    await rig.write('unknown.txt', 'other\n\n--prefer-binary\n');
    await refused(
      'lock -r unknown.txt',
      /Expected an option that spip knows, found `--prefer-binary`, in `unknown.txt:3`/,
    );
    await rig.write('malformed.txt', 'other\nthing=>1\n');
    await refused('lock -r malformed.txt', /in `malformed.txt:2`/);
    await rig.write('gone.txt', '-r nowhere/none.txt\n');
    await refused(
      'lock -r gone.txt',
      /Failed to read the file `nowhere\/none.txt`, which `gone.txt` names/,
    );
  });
});

test('--group: a dependency group of the project', async () => {
  await rig.write(
    'grouped/pyproject.toml',
    '[dependency-groups]\ntest = ["thing<2", {include-group = "base"}]\nbase = ["other"]\n',
  );
  const result = await indexed.run('lock --group test --format json', { cwd: 'grouped' });
  assert.deepEqual(
    [...result.stdout.matchAll(/"file": "([^-]+-[^-]+)/g)].map(([, file]) => file),
    ['helper-2.0', 'other-1.0', 'thing-1.2'],
    result.stderr,
  );
  const absent = await indexed.run('lock --group docs', { cwd: 'grouped' });
  assert.equal(absent.status, 2);
  assert.match(
    absent.stderr,
    /Failed to find the dependency group `docs`\nhint: there are `test`, `base`/,
  );
});

function digestOf(version: string): string {
  const file = helpers.find(({ filename }) => filename.includes(`-${version}-`));
  assert.ok(file !== undefined);
  return sha256(file.bytes);
}
