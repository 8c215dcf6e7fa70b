// Full, read-only and foreign disks (D1, D2, D5, E4). The disks are small file systems in memory.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';
import { mountSmallDisk, noSmallDisks } from '../support/smallDisk.ts';

const megabyte = 2 ** 20;
const skip = noSmallDisks();

/** Release 1.0 needs little room; 2.0 is a large download, 3.0 is large when unpacked, 4.0 has many files. */
const files = [
  wheelFile({ name: 'thing', version: '1.0' }),
  wheelFile({
    name: 'thing',
    version: '2.0',
    files: { 'thing/__init__.py': '', 'thing/data.bin': randomBytes(6 * megabyte) },
  }),
  wheelFile({
    name: 'thing',
    version: '3.0',
    files: { 'thing/__init__.py': '', 'thing/data.bin': Buffer.alloc(12 * megabyte) },
  }),
  wheelFile({
    name: 'thing',
    version: '4.0',
    files: {
      'thing/__init__.py': '',
      ...Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`thing/m${at}.txt`, ''])),
    },
  }),
];

for (const { what, release, options, room, bytes } of [
  {
    what: 'a download that finds no room',
    release: '2.0',
    options: 'size=4m',
    room: 'size=64m',
    bytes: /^Failed to write `.*` \(629\d{4} bytes\): no space/,
  },
  {
    what: 'unpacking without room',
    release: '3.0',
    options: 'size=8m',
    room: 'size=64m',
    bytes: /^Failed to unpack `thing-3\.0.*` \(125830\d\d bytes in 4 files\) to `/,
  },
  {
    what: 'no inode left for a file',
    release: '4.0',
    options: 'size=64m,nr_inodes=400',
    room: 'nr_inodes=40000',
    bytes: /^Failed to unpack `thing-4\.0.*` \(\d{3} bytes in 603 files\) to `/,
  },
] as const) {
  test(
    `${what}: said with place and way out; with room the next run passes (D1, E4)`,
    { skip },
    async () => {
      await using indexed = await IndexedRig.open(files);
      const { cacheDir } = indexed.rig;
      using disk = mountSmallDisk(cacheDir, options);
      const full = await indexed.matrix(runOf(release));
      assert.equal(full.verdicts[`thing ${release}`], 'infra/disk');
      // While there is no room the other one may find none either.
      assert.match(full.verdicts['thing 1.0'] ?? '', /^(?:pass\/clean|infra\/disk)$/);
      assert.equal(full.status, 3);
      const { message, hint } = full.cell(`thing ${release}`);
      assert.match(message, /no space left on the device/);
      assert.ok(message.includes(cacheDir), message);
      assert.match(message, bytes);
      assert.match(hint ?? '', /--cache-dir/);
      disk.change(room);
      const verified = await indexed.run('cache verify');
      assert.equal(verified.status, 0, verified.stdout + verified.stderr);
      const again = await indexed.matrix(runOf(release));
      assert.equal(again.status, 0, again.stderr);
    },
  );
}

for (const { what, code, state, hint } of [
  { what: 'tests say nothing', code: '', state: 'pass/clean', hint: null },
  {
    what: 'a test finds no room for its output',
    code: 'import atexit; atexit.register(lambda: print("x" * 9000))',
    state: 'infra/disk',
    hint: /--data-dir/,
  },
] as const) {
  test(
    `the data disk fills up during a run, ${what}: every cell is told, the lost record once (D1)`,
    { skip },
    async () => {
      await using indexed = await IndexedRig.open(files);
      const { rig } = indexed;
      using disk = mountSmallDisk(rig.dataDir, 'size=8m');
      await using held = await HeldCommands.open(rig.root);
      const script = join(rig.root, 'script.py');
      await writeFile(script, `${code}\n${await readFile(held.script, 'utf8')}`);
      const run = indexed.spawn([
        ...`matrix ${runOf('3.0')} --json - -j 1 --command`.split(' '),
        `{python} ${script} ${held.socket}`,
      ]);
      const first = await held.next();
      const filler = join(disk.path, 'filler');
      await fill(filler);
      first.release();
      void releaseAll(held);
      const { status, stdout, stderr } = await run.ended;
      assert.equal(status, 3, stderr);
      const { cells, run: told } = await readRecord(stdout);
      assert.equal(told.exit_status, 3);
      assert.deepEqual(
        cells.map((cell) => [cell.version, `${cell.state}/${cell.reason}`]),
        [
          ['3.0', state],
          ['1.0', state],
        ],
      );
      for (const cell of cells) {
        assert.ok(hint === null ? cell.hint === null : hint.test(cell.hint ?? ''), stderr);
      }
      assert.match(stderr, /^2 cells: 2 /m);
      const failures = stderr.match(/^error: .*/gm) ?? [];
      assert.deepEqual(failures, [
        `error: Failed to write the record of this run to \`${join(rig.dataDir, 'results.sqlite')}\``,
      ]);
      assert.match(stderr, /^hint: the disk is full: free some space.*`--data-dir`$/m);
      await rm(filler);
      const again = await indexed.matrix(runOf('3.0'));
      assert.equal(again.status, 0, again.stderr);
    },
  );
}

test(
  'a temporary cache takes the place of one that is read-only; a kill leaves nothing of it (D2)',
  { skip },
  async () => {
    await using indexed = await IndexedRig.open(files);
    const { rig } = indexed;
    const { cacheDir } = rig;
    const temporary = await rig.write('tmp/.here', '').then(dirname);
    const env = { TMPDIR: temporary };
    using disk = mountSmallDisk(cacheDir, 'size=64m');
    assert.equal((await indexed.run('matrix thing==1.0')).status, 0);
    disk.change('ro');

    const { status, stderr } = await indexed.run('matrix thing==1.0', { env });
    assert.equal(status, 0, stderr);
    assert.deepEqual(stderr.match(/^warning: .*/gm), [
      `warning: Failed to write to the cache directory \`${cacheDir}\`: a temporary one is used for this run`,
    ]);
    assert.match(stderr, /^hint: .*`--cache-dir`/m);
    assert.deepEqual(await temporaryCaches(temporary), []);
    assert.equal((await indexed.run('lock thing==1.0', { env })).status, 0);
    assert.deepEqual(await temporaryCaches(temporary), []);

    await using held = await HeldCommands.open(rig.root);
    const command = `{python} ${held.script} ${held.socket}`;
    const run = indexed.spawn(['matrix', 'thing==1.0', '--command', command], { env });
    const child = await held.next();
    run.signal('SIGKILL');
    await run.ended;
    assert.equal((await temporaryCaches(temporary)).length, 1);
    assert.equal((await indexed.run('matrix thing==1.0', { env })).status, 0);
    await child.gone;
    assert.deepEqual(await temporaryCaches(temporary), []);
  },
);

test('a home that cannot be written costs the cache, not the run (D2)', { skip }, async () => {
  await using indexed = await IndexedRig.open(files);
  const home = join(indexed.rig.root, 'locked');
  using disk = mountSmallDisk(home, 'size=64k');
  disk.change('ro');
  const env = { HOME: home, SPIP_CACHE_DIR: undefined };
  const { status, stderr } = await indexed.run('matrix thing==1.0', { env });
  assert.equal(status, 0, stderr);
  assert.match(
    stderr,
    /^warning: Failed to write to the cache directory `.*locked.*`: a temporary/m,
  );
});

test('what is kept of a cell lasts longer than its temporary cache (D2)', { skip }, async () => {
  await using indexed = await IndexedRig.open(files);
  using disk = mountSmallDisk(indexed.rig.cacheDir, 'size=64m');
  disk.change('ro');
  const temporary = await indexed.rig.write('tmp/.here', '').then(dirname);
  const result = await indexed.matrix('thing==1.0 --keep all', { env: { TMPDIR: temporary } });
  const place = result
    .cell('thing 1.0')
    .notes.flatMap(({ text }) => /^kept in (.*)/.exec(text)?.[1] ?? []);
  assert.equal(place.length, 1);
  assert.ok((await readdir(place[0] ?? '')).includes('env'));
});

test(
  'commands for the cache refuse one that is read-only, as does a run its data (D2)',
  { skip },
  async () => {
    await using indexed = await IndexedRig.open(files);
    const { cacheDir, dataDir } = indexed.rig;
    using cache = mountSmallDisk(cacheDir, 'size=64m');
    cache.change('ro');
    for (const command of ['info', 'verify', 'clean']) {
      const { status, stderr } = await indexed.run(`cache ${command}`);
      assert.equal(status, 2);
      assert.match(stderr, /^error: Failed to write to the cache directory/m);
      assert.ok(stderr.includes(cacheDir), stderr);
      assert.match(stderr, /--cache-dir/);
    }
    const temporary = await indexed.rig.write('tmp/.here', '').then(dirname);
    using data = mountSmallDisk(dataDir, 'size=64m');
    data.change('ro');
    const { status, stderr } = await indexed.run('matrix thing==1.0', {
      env: { TMPDIR: temporary },
    });
    assert.equal(status, 2, stderr);
    assert.ok(stderr.includes(dataDir), stderr);
    assert.deepEqual(await temporaryCaches(temporary), []);
    assert.match(stderr, /--data-dir/);
  },
);

test('cache and data on different file systems make no difference (D2)', { skip }, async () => {
  await using indexed = await IndexedRig.open(files);
  using _cache = mountSmallDisk(indexed.rig.cacheDir, 'size=64m');
  const { status, stderr } = await indexed.matrix('thing --versions ==1.0');
  assert.equal(status, 0, stderr);
});

test('buckets of other versions and foreign files are left alone (D5, E5)', async () => {
  await using indexed = await IndexedRig.open(files);
  const { cacheDir, dataDir } = indexed.rig;
  const foreign = [
    join(cacheDir, 'wheels-v9', '00', 'wheel.json'),
    join(cacheDir, 'wheels-v1', 'notes.txt'),
    join(cacheDir, 'wheels-v1', 'zz', 'stray'),
    join(cacheDir, 'index-v0', 'page.json'),
    join(cacheDir, 'tmp', 'stray'),
    join(dataDir, 'journals', 'stray file.txt'),
    join(dataDir, 'plan.txt'),
  ];
  for (const path of foreign) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'mine');
  }
  const { status, stderr } = await indexed.rig.run('matrix thing --versions ==1.0'.split(' '));
  assert.equal(status, 0, stderr);
  for (const path of foreign) {
    assert.equal(await readFile(path, 'utf8'), 'mine', path);
  }
  assert.equal((await readdir(join(cacheDir, 'wheels-v1'))).length, 3);
  await rm(join(cacheDir, 'tmp', 'stray'));
  await rm(join(dataDir, 'journals', 'stray file.txt'));
});

async function temporaryCaches(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('spip-cache-'));
}

function runOf(release: string): string {
  const others = ['2.0', '3.0', '4.0'].filter((other) => other !== release);
  return `thing --all --versions ${others.map((other) => `!=${other}`).join(',')}`;
}

/** Lets every further one go at once. */
async function releaseAll(held: HeldCommands): Promise<void> {
  for (;;) {
    (await held.next()).release();
  }
}

async function fill(path: string): Promise<void> {
  for (const size of [megabyte, 4096, 1]) {
    try {
      for (;;) {
        await writeFile(path, Buffer.alloc(size), { flag: 'a' });
      }
    } catch {
      // Full: smaller pieces may still fit.
    }
  }
}
