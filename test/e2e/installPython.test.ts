import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { CliOptions } from '../support/rig.ts';
import {
  findRelocatable,
  manifestOf,
  packMembers,
  servedPython,
} from '../support/pythonArchives.ts';
import type { PackedPython } from '../support/pythonArchives.ts';
import { mountSmallDisk, noSmallDisks } from '../support/smallDisk.ts';

// A mirror on loopback that holds a real Python of this machine under two versions that the machine does not have.

const relocatable = findRelocatable();
const skip = relocatable === undefined && 'needs a Python that can be moved';
const made = relocatable === undefined ? [] : [98, 99].map((patch) => relocatable.pack(patch));
const [older, newer] = made;

const hostile = packMembers('3.97.1', [
  { path: 'python/bin/python3', data: Buffer.from('#!/bin/sh\n'), executable: true },
  { path: 'python/../../../escaped', data: Buffer.from('x') },
]);
const linked = packMembers('3.97.2', [
  { path: 'python/bin', target: '../../..' },
  { path: 'python/bin/python3', data: Buffer.from('#!/bin/sh\n'), executable: true },
]);
const silent = packMembers('3.97.3', [
  { path: 'python/bin/python3', data: Buffer.from('#!/bin/sh\nexit 7\n'), executable: true },
]);
const empty = packMembers('3.97.4', [{ path: 'python/readme', data: Buffer.from('x') }]);
const served = [...made, hostile, linked, silent, empty];

const indexed = await IndexedRig.open([
  ...Array.from({ length: 16 }, (_, index) => wheelFile({ name: 'thing', version: `1.${index}` })),
  wheelFile({ name: 'needs', version: '1.0', files: { 'needs.py': 'import sqlite3\n' } }),
  ...served.map(servedPython),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig, server } = indexed;
const pythons = join(rig.dataDir, 'pythons');
const manifest = await rig.write('SHA256SUMS', `# ours\n${manifestOf(served)}`);
const mirror = server.url.replace(/simple$/, 'files');
const env = { SPIP_PYTHON_MIRROR: mirror, SPIP_PYTHON_MANIFEST: manifest };
const options: CliOptions = { env };

function requestsFor({ filename }: PackedPython): number {
  return server.count(`/files/${encodeURIComponent(filename)}`);
}

/** Everything that the data directory has of Pythons, the unfinished ones included. */
function lying(): readonly string[] {
  return existsSync(pythons) ? readdirSync(pythons).toSorted() : [];
}

async function removeAll(): Promise<void> {
  if (lying().length > 0) {
    const { status, stderr } = await indexed.run('python uninstall --all');
    assert.equal(status, 0, stderr);
  }
  assert.deepEqual(lying(), []);
}

test('two versions by sixteen commands at once: each is fetched once', { skip }, async () => {
  assert.ok(older !== undefined && newer !== undefined);
  const before = [older, newer].map(requestsFor);
  const words = ['python', 'install', older.version, newer.version];
  const runs = await Promise.all(Array.from({ length: 16 }, () => rig.run(words, options)));
  for (const { status, stdout, stderr } of runs) {
    assert.equal(status, 0, stderr);
    const lines = stdout.trim().split('\n');
    for (const [index, { version }] of [older, newer].entries()) {
      const path = join(pythons, version, 'bin/python3');
      assert.match(lines[index] ?? '', /^Python [\d.]+ is (?:already there|installed): /);
      assert.ok(lines[index]?.startsWith(`Python ${version} `) && lines[index].endsWith(path));
    }
  }
  const installed = runs.flatMap(({ stdout }) => stdout.match(/ is installed: /g) ?? []);
  assert.equal(installed.length, 2);
  assert.deepEqual(
    [older, newer].map((python, index) => requestsFor(python) - (before[index] ?? 0)),
    [1, 1],
  );
  assert.deepEqual(lying(), [older.version, newer.version]);

  const { stdout: list } = await indexed.run('python list --format json');
  const listed = JSON.parse(list) as {
    readonly pythons: readonly {
      readonly version: string;
      readonly source: string;
      readonly path: string;
    }[];
  };
  const own = listed.pythons.filter(({ source }) => source === 'spip');
  assert.deepEqual(
    own.map(({ version }) => version),
    [older.version, newer.version],
  );
  const place = join(pythons, older.version);
  const lib = join(place, `lib/python${relocatable?.minor}`);
  // What it says of its build is true of where it lies, and its library is compiled.
  assert.equal(
    await readFile(join(lib, '_sysconfigdata__made_up.py'), 'utf8'),
    `build_time_vars = {'prefix': '${place}', 'CC': 'cc -pthread', 'LIBDIR': '${place}/lib'}\n`,
  );
  assert.ok(readdirSync(join(lib, '__pycache__')).some((name) => name.startsWith('os.')));
  await removeAll();
  assert.deepEqual(
    readdirSync(rig.home),
    [],
    'something was written outside of the data directory',
  );
});

test('sixteen cells that ask for one missing Python', { skip }, async () => {
  assert.ok(newer !== undefined);
  const python = ['--python', newer.version];
  const manual = await indexed.run(['matrix', 'thing', '--all', ...python], options);
  assert.equal(manual.status, 2);
  assert.match(
    manual.stderr,
    new RegExp(`hint: \`spip python install ${newer.version}\` brings one; found`),
  );
  const never = ['matrix', 'thing', ...python, '--python-downloads', 'never'];
  const { status, stderr } = await indexed.run(never, options);
  assert.equal(status, 2);
  assert.doesNotMatch(stderr, /python install/);
  const before = requestsFor(newer);
  const words = ['thing', '--all', ...python, '--python-downloads', 'auto'];
  const { verdicts, record, stderr: told } = await indexed.matrix(words, options);
  assert.deepEqual(new Set(Object.values(verdicts)), new Set(['pass/clean']));
  assert.equal(Object.keys(verdicts).length, 16);
  assert.equal(requestsFor(newer) - before, 1);
  assert.match(told, new RegExp(`Installing Python ${newer.version} from \`${mirror}/`));
  assert.equal(
    record.cells[0]?.interpreter.path,
    join(pythons, newer.version, `bin/python${relocatable?.minor}`),
  );
  // It was packed without that, and its cells say so.
  const needing = (await indexed.matrix(['needs', ...python])).cell('needs 1.0');
  assert.equal(needing.reason, 'import-failed');
  assert.match(needing.hint ?? '', /^this Python was built without `sqlite3`/);
  assert.match((await indexed.run('python list')).stdout, / without .*`sqlite3`/);
  const again = await indexed.matrix(words, options);
  assert.doesNotMatch(again.stderr, /Installing/);
  await removeAll();
});

test('a lock for a Python that is missing', { skip }, async () => {
  assert.ok(older !== undefined);
  const words = ['lock', 'thing', '--python', older.version];
  const auto = { env: { ...env, SPIP_PYTHON_DOWNLOADS: 'auto' } };
  const offline = await indexed.run([...words, '--offline'], auto);
  assert.equal(offline.status, 2, 'offline it is not fetched');
  const { status, stdout, stderr } = await indexed.run(words, auto);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /thing/);
  await removeAll();
});

for (const [what, python, status, message] of [
  [
    'a path that leads out',
    hostile,
    1,
    /entry `python\/\.\.\/\.\.\/\.\.\/escaped`: its path leads out/,
  ],
  ['a link that leads out', linked, 1, /entry `python\/bin.*out/],
  ['a Python that does not start', silent, 3, /it exited with status 7/],
  ['no Python at all', empty, 3, /it has no `bin\/python3`/],
] as const) {
  test(`an archive with ${what} is refused and leaves nothing`, async () => {
    const result = await indexed.run(['python', 'install', python.version], options);
    assert.equal(result.status, status, result.stderr);
    assert.match(result.stderr, message);
    assert.deepEqual(lying(), []);
    assert.ok(!existsSync(join(rig.root, 'escaped')));
  });
}

test('other bytes than promised are refused before they are unpacked', async () => {
  const path = `/files/${encodeURIComponent(silent.filename)}`;
  for (const [fault, message] of [
    [{ kind: 'body', body: hostile.bytes, contentType: 'x' }, /Expected sha256 `[0-9a-f]{64}` for/],
    [{ kind: 'body', body: silent.bytes.subarray(0, 100), contentType: 'x' }, /Expected sha256/],
    [{ kind: 'cut', share: 0.5 }, /Failed to/],
    [{ kind: 'status', status: 404 }, /404/],
  ] as const) {
    server.break(path, fault);
    const { status, stderr } = await indexed.run(['python', 'install', silent.version], {
      env: { ...env, SPIP_HTTP_RETRIES: '1' },
    });
    server.mend();
    assert.equal(status, 3, stderr);
    assert.match(stderr, message);
    assert.deepEqual(lying(), []);
  }
});

test('Ctrl-C ends the wait for a mirror, and leaves nothing', { skip }, async () => {
  assert.ok(older !== undefined);
  const hold = server.hold(`/files/${encodeURIComponent(older.filename)}`);
  for (const words of [
    ['python', 'install', older.version],
    ['matrix', 'thing', '--python', older.version, '--python-downloads', 'auto'],
  ]) {
    const started = rig.spawn(words, options);
    await started.told(/Installing Python/);
    started.signal('SIGINT');
    const { status, stderr } = await started.ended;
    assert.equal(status, 130, stderr);
    assert.deepEqual(lying(), []);
  }
  hold.release();
});

test('a killed install leaves what the next one removes', { skip }, async () => {
  assert.ok(older !== undefined);
  const hold = server.hold(`/files/${encodeURIComponent(older.filename)}`);
  const started = rig.spawn(['python', 'install', older.version], options);
  await hold.arrived();
  started.signal('SIGKILL');
  await started.ended;
  hold.release();
  assert.deepEqual(lying(), [`.${older.version}`]);
  const { status, stderr } = await indexed.run(['python', 'install', older.version], options);
  assert.equal(status, 0, stderr);
  assert.deepEqual(lying(), [older.version]);
  await removeAll();
});

test('from a folder, and from an archive at hand', { skip }, async () => {
  assert.ok(older !== undefined && newer !== undefined);
  const folder = join(rig.root, 'project');
  await writeFile(join(folder, older.filename), older.bytes);
  await writeFile(join(folder, newer.filename), newer.bytes.subarray(0, 1000));
  const sums = pathToFileURL(manifest).href;
  const beside = await indexed.run(['python', 'install', older.version, '--manifest', sums]);
  assert.equal(beside.status, 0, beside.stderr);
  const local = await indexed.run(['python', 'install', `./${older.filename}`]);
  assert.equal(local.status, 0, local.stderr);
  assert.match(local.stdout, /is already there/);
  assert.match(local.stderr, /its digest is not checked/);
  await removeAll();
  const cut = await indexed.run(['python', 'install', `./${newer.filename}`]);
  assert.equal(cut.status, 1);
  assert.match(cut.stderr, /damaged or cut off/);
  const known = await indexed.run(['python', 'install', `./${newer.filename}`], options);
  assert.equal(known.status, 3);
  assert.match(known.stderr, /Expected sha256/);
  assert.deepEqual(lying(), []);
});

test('what is not there to install, and what is nobody’s to remove', async () => {
  const unknown = await indexed.run('python install 3.96', options);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /matches `3\.96`\nhint: for .* there is .*`3\.97\.4`/);
  const never = await indexed.run('python install 3.97', {
    env: { ...env, SPIP_PYTHON_DOWNLOADS: 'never' },
  });
  assert.equal(never.status, 2);
  assert.match(never.stderr, /`SPIP_PYTHON_DOWNLOADS` is `never`/);
  const other = await indexed.run('python uninstall 3.97');
  assert.equal(other.status, 2);
  assert.match(other.stderr, /Failed to find a Python of spip that matches `3\.97`/);
  const odd = await indexed.run(['python', 'install', './thing.tar.gz'], options);
  assert.equal(odd.status, 2);
  const list = await indexed.run('python list --all', options);
  assert.match(list.stdout, /^3\.97 .*`spip python install 3\.97\.4` brings it$/m);
});

test('no room for it', { skip: skip || noSmallDisks() }, async () => {
  assert.ok(older !== undefined);
  const place = join(rig.root, 'small');
  using disk = mountSmallDisk(place, 'size=24m');
  const words = ['python', 'install', older.version, '--data-dir', disk.path];
  const full = await indexed.run(words, options);
  assert.equal(full.status, 3, full.stderr);
  assert.match(full.stderr, /no space left on the device/);
  assert.deepEqual(readdirSync(join(disk.path, 'pythons')), []);
  disk.change('size=200m');
  const { status, stderr } = await indexed.run(words, options);
  assert.equal(status, 0, stderr);
});
