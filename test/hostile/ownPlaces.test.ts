// Damage to what spip keeps, and places that others can write to.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0', requires: ['helper'] }),
  wheelFile({ name: 'helper', version: '1.0', files: { 'helper.py': 'value = 1\n' } }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;
const ledger = join(rig.dataDir, 'ledger.git');

suite('a damaged ledger', () => {
  test('one whose objects are cut is mended by `gc`, with a line, and once', async () => {
    await indexed.matrix('thing');
    execFileSync('sh', [
      '-c',
      `find "$1/objects" -type f -exec sh -c 'chmod u+w "$1" && : > "$1"' sh {} \\;`,
      'sh',
      ledger,
    ]);
    const looked = await rig.run(['gc', '--dry-run']);
    assert.equal(looked.status, 0, looked.stderr);
    const mended = await rig.run(['gc']);
    assert.equal(mended.status, 0, mended.stderr);
    assert.match(
      mended.stderr,
      /^warning: The ledger was damaged: set \d+ of its files aside in `/m,
    );
    const again = await rig.run(['gc']);
    assert.deepEqual([again.status, again.stderr], [0, '']);
    assert.ok(!readdirSync(rig.dataDir).includes('quarantine'), 'the next one removes it');
    const { verdicts, stderr } = await indexed.matrix('thing');
    assert.deepEqual([verdicts, stderr.includes('ledger')], [{ 'thing 1.0': 'pass/clean' }, false]);
  });

  test('one without HEAD serves the next run, with a line', async () => {
    rmSync(join(ledger, 'HEAD'));
    const first = await indexed.matrix('thing');
    assert.deepEqual(first.verdicts, { 'thing 1.0': 'pass/clean' });
    assert.match(first.stderr, /^warning: The ledger `.*` had lost its HEAD, which was put back$/m);
    const second = await indexed.matrix('thing');
    assert.doesNotMatch(second.stderr, /ledger/);
    assert.equal((await rig.run(['gc'])).status, 0);
  });
});

suite('a folder of the cache that is a link', () => {
  test('is never emptied: neither quarantine nor kept, nor a bucket', async () => {
    const { record } = await indexed.matrix('thing --keep all');
    const outside = join(rig.root, 'outside');
    for (const name of ['quarantine', 'kept', 'wheels-v1']) {
      mkdirSync(join(outside, name, record.run.id, 'inner'), { recursive: true });
      writeFileSync(join(outside, name, record.run.id, 'inner', 'precious'), name);
      renameSyncIfThere(join(rig.cacheDir, name));
      symlinkSync(join(outside, name), join(rig.cacheDir, name));
    }
    for (const command of [
      ['cache', 'clean'],
      ['cache', 'clean', '--all'],
      ['gc', '--keep', '1'],
      ['gc', '--older-than', '1h', '--keep', '1'],
    ]) {
      const { status, stderr } = await rig.run(command);
      assert.equal(status, 0, stderr);
    }
    for (const name of ['quarantine', 'kept', 'wheels-v1']) {
      const path = join(outside, name, record.run.id, 'inner', 'precious');
      assert.equal(readFileSync(path, 'utf8'), name);
      rmSync(join(rig.cacheDir, name));
    }
  });
});

suite('places that others can write to', () => {
  beforeEach(() => {
    [rig.cacheDir, rig.dataDir].forEach((path) => mkdirSync(path, { recursive: true }));
    [rig.cacheDir, rig.dataDir].forEach((path) => chmodSync(path, 0o700));
  });

  const commands = [
    ['matrix', 'thing'],
    ['lock', 'thing'],
    ['cache', 'info'],
    ['cache', 'clean'],
    ['gc'],
    ['runs'],
    ['python', 'list'],
  ];

  for (const [place, path] of [
    ['cache', rig.cacheDir],
    ['data', rig.dataDir],
  ] as const) {
    test(`are refused by every command, with the way out: ${place}, mode 0777`, async () => {
      chmodSync(path, 0o777);
      for (const command of commands) {
        const { status, stdout, stderr } = await rig.run(command);
        assert.deepEqual([status, stdout], [2, ''], command.join(' '));
        assert.match(
          stderr,
          new RegExp(
            `^error: Expected the ${place} directory \`.*\` to be yours alone, but everybody \\(mode 0777\\) can write to it\n`,
          ),
        );
        assert.match(stderr, /^hint: `chmod 700` .* `SPIP_\w+_DIR`/m);
        assert.equal(stderr.includes('--shared-cache'), place === 'cache');
      }
      assert.equal(statSync(path).mode & 0o777, 0o777, 'nothing was changed');
    });
  }

  test('a sticky folder such as /tmp, and that of a group, are refused too', async () => {
    chmodSync(rig.cacheDir, 0o1777);
    assert.equal((await rig.run(['cache', 'info'])).status, 2);
    chmodSync(rig.cacheDir, 0o770);
    const own = process.getuid?.() === process.getgid?.();
    assert.equal((await rig.run(['cache', 'info'])).status, own ? 0 : 2);
  });

  const skip = process.getuid?.() === 0 ? false : 'needs root';

  test('those of another user are refused, whatever their mode', { skip }, async () => {
    chownSync(rig.cacheDir, 65_534, 65_534);
    const refused = await rig.run(['matrix', 'thing']);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /but user 65534 owns it$/m);
    chownSync(rig.cacheDir, 0, 65_534);
    chmodSync(rig.cacheDir, 0o2770);
    const group = await rig.run(['matrix', 'thing']);
    assert.match(group.stderr, /but group 65534 \(mode 2770\) can write to it$/m);
    chownSync(rig.cacheDir, 0, 0);
  });

  test('what another user has left in them is named, whoever owns them now', { skip }, async () => {
    const planted = join(rig.cacheDir, 'wheels-v9');
    mkdirSync(planted);
    chownSync(planted, 65_534, 65_534);
    const owned = await rig.run(['cache', 'info']);
    assert.equal(owned.status, 2);
    assert.match(owned.stderr, /but user 65534 owns `wheels-v9` in it\nhint: remove `.*wheels-v9`/);
    rmSync(planted, { recursive: true });
    symlinkSync(rig.root, planted);
    lchownSync(planted, 65_534, 65_534);
    assert.equal((await rig.run(['cache', 'info'])).status, 2);
    rmSync(planted);
  });

  test('folders in them that others can write to count where others can enter', async () => {
    const inner = join(rig.dataDir, 'inner');
    mkdirSync(inner);
    chmodSync(inner, 0o777);
    assert.equal((await rig.run(['runs'])).status, 0);
    chmodSync(rig.dataDir, 0o711);
    const open = await rig.run(['runs']);
    assert.equal(open.status, 2);
    assert.match(open.stderr, /but everybody \(mode 0777\) can write to `inner` in it$/m);
    rmSync(inner, { recursive: true });
  });

  test('`--shared-cache` trusts a cache, but no data directory, and a project cannot', async () => {
    chmodSync(rig.cacheDir, 0o777);
    await rig.write('pyproject.toml', '[tool.spip]\nshared-cache = true\n');
    const project = await rig.run(['lock', 'thing']);
    assert.equal(project.status, 2);
    rmSync(join(rig.project, 'pyproject.toml'));
    chmodSync(rig.dataDir, 0o777);
    const data = await rig.run(['lock', 'thing', '--shared-cache']);
    assert.match(data.stderr, /^error: Expected the data directory/);
    chmodSync(rig.dataDir, 0o700);
    assert.equal((await rig.run(['lock', 'thing', '--shared-cache'])).status, 0);
    const env = { SPIP_SHARED_CACHE: '1' };
    assert.equal((await rig.run(['lock', 'thing'], { env })).status, 0);
  });

  test('with `--shared-cache` every wheel is digested before it is used, and no byte-code is', async () => {
    await indexed.matrix('thing');
    chmodSync(rig.cacheDir, 0o777);
    const [file = ''] = filesNamed('helper.py');
    const { atime, mtime } = statSync(file);
    chmodSync(file, 0o644);
    writeFileSync(file, 'value = 2\n');
    utimesSync(file, atime, mtime);
    chmodSync(file, 0o444);
    const words = [
      'thing',
      '--shared-cache',
      '--command',
      '{python} -c "import helper; assert helper.value == 1"',
    ];
    const { verdicts } = await indexed.matrix(words);
    assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean' });
    assert.deepEqual(
      [...new Set(filesNamed('helper.py').map((path) => readFileSync(path, 'utf8')))].toSorted(),
      ['value = 1\n', 'value = 2\n'],
    );
  });

  test('what spip makes itself is its user’s alone, whatever the umask', async () => {
    await using fresh = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
    const before = process.umask(0);
    const run = fresh.spawn('matrix thing');
    process.umask(before);
    assert.equal((await run.ended).status, 0);
    const open = execFileSync('find', [fresh.rig.root, '-perm', '/022', '!', '-type', 'l'], {
      encoding: 'utf8',
    });
    assert.equal(open, '');
  });
});

function renameSyncIfThere(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) {
    renameSync(path, `${path}.was`);
  }
}

/** In the store, quarantine included. */
function filesNamed(name: string): readonly string[] {
  return ['wheels-v1', 'quarantine']
    .map((bucket) => join(rig.cacheDir, bucket))
    .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
    .flatMap((bucket) =>
      readdirSync(bucket, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith(`/${name}`))
        .map((path) => join(bucket, path)),
    );
}
