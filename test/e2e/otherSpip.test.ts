// A spip of another version on the same cache (E5), and one that may start few processes (P4).
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { chmod, chown, cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';
import type { Rig } from '../support/rig.ts';

const run = promisify(execFile);
const home = join(import.meta.dirname, '../..');
const versions = ['1.0', '1.1', '1.2', '1.3'];
const files = versions.map((version) => wheelFile({ name: 'thing', version }));

test('two versions at once on one cache: each has its own buckets, and cleans only those (E5)', async () => {
  await using indexed = await IndexedRig.open(files, { cacheControl: 'max-age=600' });
  const { rig, server } = indexed;
  const newer = await newerSpip(rig);
  const matrix = ['matrix', 'thing', '--limit', '4'];
  const options = { cwd: rig.project, env: { ...rig.env } };
  const [here] = await Promise.all([
    rig.run(matrix),
    run(process.execPath, [newer, ...matrix], options),
  ]);
  assert.equal(here.status, 0, here.stderr);
  const buckets = readdirSync(rig.cacheDir).filter((name) => /^(?:wheels|index)-v/.test(name));
  assert.deepEqual(buckets.toSorted(), ['index-v3', 'index-v9', 'wheels-v1', 'wheels-v9']);
  assert.equal(server.count('file'), 8, 'neither reads what the other has');

  const cleaned = await indexed.run('cache clean --all');
  assert.equal(cleaned.status, 0, cleaned.stderr);
  await run(process.execPath, [newer, 'cache', 'verify'], options);
  await run(process.execPath, [newer, ...matrix], options);
  assert.equal(server.count('file'), 8, 'the other has all that it had');
  await run(process.execPath, [newer, 'cache', 'clean', '--all'], options);
  assert.equal((await indexed.matrix('thing --limit 4')).status, 0);
  assert.equal(server.count('file'), 12);
});

/** The built program with other formats, as a later release may have. */
async function newerSpip(rig: Rig): Promise<string> {
  const folder = join(rig.root, 'newer');
  for (const name of ['bin', 'dist', 'package.json']) {
    await cp(join(home, name), join(folder, name), { recursive: true });
  }
  await symlink(join(home, 'node_modules'), join(folder, 'node_modules'));
  let changed = 0;
  for (const name of readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (/\.m?js$/.test(name)) {
      const path = join(folder, 'dist', name);
      const source = await readFile(path, 'utf8');
      await writeFile(
        path,
        source.replaceAll(/\b([a-z]+)-v\d(?=["'`])/g, (_, bucket: string) => {
          changed += 1;
          return `${bucket}-v9`;
        }),
      );
    }
  }
  assert.ok(changed >= 8, `${changed} names of buckets`);
  return join(folder, 'bin', 'spip.js');
}

/** Nobody else runs as this user: the limit counts all processes of one. */
const user = 54_321;

const noLimit = ((): string | false => {
  const probe = spawnSync('setpriv', [...asUser(100), '/usr/bin/python3', '-c', ''], {
    stdio: 'ignore',
  });
  return probe.status === 0 ? false : 'needs root, setpriv, prlimit and /usr/bin/python3';
})();

test(
  'few processes: each cell passes or names the limit, none fails for it (P4)',
  { skip: noLimit, timeout: 120_000 },
  async () => {
    // Below that Node itself aborts or never ends.
    const least = Array.from({ length: 12 }, (_, at) => 26 - 2 * at).find(
      (count) => !nodeStarts(count - 2),
    );
    assert.ok(least !== undefined && nodeStarts(least), 'Node starts with 26 threads');
    const seen = new Set<string>();
    for (const more of [2, 5, 8, 11, 14, 40]) {
      await using indexed = await IndexedRig.open(files);
      const { status, stdout, stderr } = await runLimited(indexed.rig, least + more);
      if (stdout === '') {
        // Without the threads that Node itself wants it aborts, with or without a word.
        const named = /EAGAIN|temporarily unavailable|ulimit -u/.test(stderr);
        assert.ok(status === null || (status === 3 && named), `${status} ${stderr}`);
        seen.add('none');
        continue;
      }
      for (const { id, state, reason, message, hint } of (await readRecord(stdout)).cells) {
        const told = `${id}: ${state}/${reason} ${message} ${hint ?? ''}`;
        assert.match(state, /^(?:pass|infra)$/, told);
        assert.ok(state === 'pass' || /EAGAIN|unavailable|ulimit -u/.test(told), told);
        seen.add(state);
      }
      if (more === 40) {
        assert.equal(status, 0, stderr);
      }
    }
    assert.ok(seen.has('pass') && seen.size > 1, [...seen].join(' '));
  },
);

function nodeStarts(processes: number): boolean {
  const options = { stdio: 'ignore', timeout: 3000, killSignal: 'SIGKILL' } as const;
  return (
    spawnSync('setpriv', [...asUser(processes), process.execPath, '-e', '0'], {
      ...options,
      env: { PATH: process.env['PATH'] },
    }).status === 0
  );
}

function asUser(processes: number): readonly string[] {
  const ids = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  return [...ids, 'prlimit', `--nproc=${processes}`];
}

async function runLimited(
  rig: Rig,
  processes: number,
): Promise<{
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}> {
  await chmod(rig.root, 0o755);
  for (const folder of [rig.root, rig.home, rig.project]) {
    await chown(folder, user, user);
  }
  const args = 'matrix thing --limit 4 -j 8 --json - --python /usr/bin/python3'.split(' ');
  const child = spawn(
    'setpriv',
    [...asUser(processes), process.execPath, join(home, 'bin/spip.js'), ...args],
    {
      cwd: rig.project,
      // The compile cache of the tests is not for other users.
      env: { ...rig.env, NODE_COMPILE_CACHE: undefined, PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
}
