// Odd places, users, networks, clocks and limits (A7, E1, E2, E3, P4).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { jsonPage } from '../support/indexPages.ts';

const thing = wheelFile({
  name: 'thing',
  version: '1.0',
  requires: ['helper'],
  files: { 'thing/__init__.py': 'def main():\n    print("it starts")\n', 'thing/data': 'x' },
  entryPoints: { console_scripts: { thing: 'thing:main' } },
});
const files = [
  thing,
  wheelFile({ name: 'thing', version: '0.9', requires: ['broken'] }),
  wheelFile({ name: 'helper', version: '1.0' }),
  wheelFile({
    name: 'broken',
    version: '1.0',
    files: { 'broken.py': '', 'broken.bin': randomBytes(500_000) },
  }),
];

const script = ['thing==1.0', '--command', 'thing | grep "it starts"'];

test('odd places: spaces, line breaks, other alphabets, 200 characters, links (E1)', async () => {
  await using indexed = await IndexedRig.open(files);
  const { rig } = indexed;
  const real = join(rig.root, 'real');
  await mkdir(real);
  await symlink(real, join(rig.root, 'linked'));
  const odd = 'with space\n\u00e9 日本 \u{1f40d} quo\'te "and" $HOME `x`';
  const places = [odd, join('l'.repeat(120), 'm'.repeat(100)), 'linked'];
  for (const place of places) {
    for (const sandbox of place === 'linked' ? ['auto', 'off'] : ['auto']) {
      const env = {
        SPIP_CACHE_DIR: join(rig.root, place, 'cache'),
        SPIP_DATA_DIR: join(rig.root, place, 'data'),
      };
      const result = await indexed.matrix([...script, '--sandbox', sandbox, '--keep', 'all'], {
        env,
      });
      const { status, verdicts, stderr } = result;
      assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean' }, `${place}: ${stderr}`);
      assert.equal(status, 0);
      // The record names the place as it is, whatever is in its name.
      const kept = result
        .cell('thing 1.0')
        .notes.flatMap(({ text }) => /^kept in (.*)$/s.exec(text)?.[1] ?? []);
      assert.equal(kept.length, 1);
      assert.ok((await readdir(kept[0] ?? '')).includes('env'));
      assert.deepEqual(await readdir(join(env.SPIP_CACHE_DIR, 'work')), []);
    }
  }
});

test('odd users: umask 077, no home, plain C locale (E1)', async () => {
  await using indexed = await IndexedRig.open(files);
  const { rig } = indexed;
  const notAFolder = await rig.write('file', '');
  const { status, output } = await shell(
    indexed,
    `umask 077; exec "$SPIP" matrix thing==1.0 --command 'thing'`,
    { HOME: join(notAFolder, 'home'), LANG: 'C', LC_ALL: 'C' },
  );
  assert.equal(status, 0, output);
  // What another umask makes is the same: shared caches stay readable for their users.
  const again = await indexed.matrix(script);
  assert.equal(again.status, 0, again.stderr);
});

for (const limit of [40, 52, 60, 64, 68, 72]) {
  test(`${limit} open files: the run passes or names the limit, and leaves nothing (P4)`, async () => {
    await using indexed = await IndexedRig.open(files);
    const { status, output } = await shell(
      indexed,
      `ulimit -n ${limit}; exec "$SPIP" matrix thing==1.0 -j 8 --python 3.8,3.9,3.10,3.11,3.12,3.13`,
    );
    assert.ok(status === 0 || (status === 3 && /EMFILE|too many open files/i.test(output)), output);
    assert.doesNotMatch(output, /a bug in spip|Running without a sandbox/);
    indexed.rig.assertNothingLeft();
    const again = await indexed.matrix(script);
    assert.equal(again.status, 0, again.stderr);
  });
}

test('what a run has made it undoes itself: nothing of it is left to a sweep', async () => {
  await using indexed = await IndexedRig.open(files);
  for (const args of [
    'matrix thing==1.0 -v',
    'matrix thing==1.0 -v --sandbox off',
    'lock thing -v',
  ]) {
    const { status, stderr } = await indexed.run(args);
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /cleaned up after/);
  }
});

test("a descriptor above the limit of open files is nobody else's, and no obstacle (P4)", async () => {
  await using indexed = await IndexedRig.open(files);
  const seen = 'import os, thing\nassert not os.path.exists("/proc/self/fd/251")\n';
  await indexed.rig.write('seen.py', seen);
  const { status, output } = await shell(
    indexed,
    `exec 251</dev/null; ulimit -n 200
    exec "$SPIP" matrix thing==1.0 --python 3.13 --tests . --command 'python {tests}/seen.py'`,
  );
  assert.equal(status, 0, output);
});

test('a reader that leaves early: no error, no trace (P4)', async () => {
  await using indexed = await IndexedRig.open(files);
  for (const command of ['python list', 'matrix thing==1.0', 'lock thing', '--help']) {
    const { output } = await shell(indexed, `"$SPIP" ${command} | head -c 1 >/dev/null`);
    assert.doesNotMatch(output, /EPIPE|^error|\\bat /im, command);
  }
  indexed.rig.assertNothingLeft();
});

test('a dead proxy is named, NO_PROXY goes past it (E2)', async () => {
  await using indexed = await IndexedRig.open(files);
  const env = { PIP_RETRIES: '1', HTTP_PROXY: 'http://user:secret@127.0.0.1:9' };
  const dead = await indexed.run('lock thing', { env });
  assert.equal(dead.status, 3);
  assert.match(dead.stderr, /through the proxy `http:\/\/\*\*\*@127\.0\.0\.1:9/);
  assert.doesNotMatch(dead.stderr, /secret/);
  const past = await indexed.run('lock thing==1.0', { env: { ...env, NO_PROXY: '127.0.0.1' } });
  assert.equal(past.status, 0, past.stderr);
});

test('a name that does not resolve is tried again, then told (E2)', async () => {
  await using indexed = await IndexedRig.open(files);
  const env = { PIP_RETRIES: '2', SPIP_INDEX_URL: 'http://no-such-host.invalid/simple' };
  const { status, stderr } = await indexed.run('lock thing', { env });
  assert.equal(status, 3);
  assert.match(stderr, /`http:\/\/no-such-host\.invalid\/simple\/thing\/`: E(?:NOTFOUND|AI_AGAIN)/);
  assert.match(stderr, /\(3 tries\)/);
});

test('an index on the IPv6 loopback only (E2)', async (t) => {
  const server = createServer((request, response) => {
    const isPage = request.url === '/simple/thing/';
    response.writeHead(isPage ? 200 : 404, {
      'content-type': 'application/vnd.pypi.simple.v1+json',
    });
    response.end(isPage ? jsonPage('thing', [], { plain: false }) : '');
  });
  server.listen(0, '::1');
  try {
    await once(server, 'listening');
  } catch {
    t.skip('this machine has no IPv6');
    return;
  }
  after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await using indexed = await IndexedRig.open(files);
  const env = { SPIP_INDEX_URL: `http://[::1]:${port}/simple` };
  const { status, stderr } = await indexed.run('lock thing', { env });
  assert.doesNotMatch(stderr, /EINVAL|ENOTFOUND|ECONNREFUSED/);
  assert.ok(status === 1 || status === 2, stderr);
});

test('a dependency whose page cannot be had: that cell alone, and all is well later (N1, N3)', async () => {
  await using indexed = await IndexedRig.open(files);
  indexed.server.break('/simple/broken/', { kind: 'status', status: 503 });
  const bad = await indexed.matrix('thing', { env: { PIP_RETRIES: '1' } });
  assert.deepEqual(bad.verdicts, {
    'thing 1.0': 'pass/clean',
    'thing 0.9': 'infra/index-unreachable',
  });
  assert.equal(bad.status, 3);
  assert.match(bad.cell('thing 0.9').message, /\/simple\/broken\/`: 503/);
  indexed.server.mend();
  const good = await indexed.matrix('thing');
  assert.equal(good.status, 0, good.stderr);
});

test('a wheel that breaks off for ever: that cell alone, nothing kept, well later (N5)', async () => {
  await using indexed = await IndexedRig.open(files);
  indexed.server.break('/files/broken-1.0-py3-none-any.whl', { kind: 'cut', share: 0.6 });
  const bad = await indexed.matrix('thing', { env: { PIP_RETRIES: '1' } });
  assert.deepEqual(bad.verdicts, {
    'thing 1.0': 'pass/clean',
    'thing 0.9': 'infra/index-unreachable',
  });
  assert.match(
    bad.cell('thing 0.9').message,
    /broken-1\.0.*: incomplete download, got \d+ of \d{6} expected bytes/,
  );
  const kept = await readdir(indexed.rig.cacheDir, { recursive: true });
  assert.deepEqual(
    kept.filter((path) => /(?:^tmp|^quarantine)\/.+|broken-1\.0\.dist-info/.test(path)),
    [],
  );
  assert.ok(kept.some((path) => path.endsWith('thing-0.9.dist-info')));
  indexed.server.mend();
  const good = await indexed.matrix('thing');
  assert.equal(good.status, 0, good.stderr);
});

test('times of the cache that lie in the future, or long ago, cause no endless refetch (E3)', async () => {
  await using indexed = await IndexedRig.open(files, { etag: true, cacheControl: 'max-age=600' });
  const { rig, server } = indexed;
  assert.equal((await indexed.matrix(script)).status, 0);
  for (const shift of [86_400_000, -86_400_000]) {
    const when = new Date(Date.now() + shift);
    for (const name of await readdir(rig.cacheDir, { recursive: true })) {
      // Files of wheels have a time that is checked; a changed one is damage (D3).
      if (/^(?:index|metadata|interpreters)-v\d/.test(name)) {
        await utimes(join(rig.cacheDir, name), when, when);
      }
    }
    const before = server.requests.length;
    assert.equal((await indexed.matrix(script)).status, 0);
    assert.ok(server.requests.length - before <= 2, `${server.requests.length - before} requests`);
    assert.equal(server.count('/files/thing-1.0-py3-none-any.whl'), 1);
  }
});

test('a clock that jumps between runs and during one changes no verdict (E3)', async () => {
  await using indexed = await IndexedRig.open(files, { etag: true, cacheControl: 'max-age=600' });
  const { server } = indexed;
  for (const hours of [0, 1, -24]) {
    const jump = await indexed.rig.write(
      'jump.mjs',
      `const now = Date.now;
let calls = 0;
Date.now = () => now() + (calls++ > 20 ? ${hours} * 3_600_000 : 0);\n`,
    );
    const env = { NODE_OPTIONS: `--import=${jump}` };
    const { status, verdicts, stderr } = await indexed.matrix(script, { env });
    assert.equal(status, 0, stderr);
    assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean' });
  }
  assert.equal(server.count('/files/thing-1.0-py3-none-any.whl'), 1);
  assert.ok(server.count('page') <= 6, `${server.count('page')} pages`);
});

interface ShellResult {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a shell command in which \`"$SPIP"\` is the CLI. */
async function shell(
  { rig }: IndexedRig,
  command: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ShellResult> {
  const spip = join(rig.root, 'spip');
  const cli = createRequire(import.meta.url).resolve('../../bin/spip.js');
  await writeFile(spip, `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 });
  const child = spawn('/bin/bash', ['-c', command], {
    cwd: rig.project,
    env: { ...rig.env, SPIP: spip, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { status, output: out + err };
}
