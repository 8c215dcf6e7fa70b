import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

// What a CI service keeps of a cache, and what the next job has of it.

const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0', requires: ['other'] }),
  wheelFile({
    name: 'other',
    version: '1.0',
    files: { 'other.py': `x = '${'y'.repeat(200_000)}'\n` },
  }),
  sdistFile({ name: 'built', version: '1.0' }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig, server } = indexed;

async function counts(): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await indexed.run('cache info --format json');
  const { buckets } = JSON.parse(stdout) as {
    readonly buckets: readonly { readonly bucket: string; readonly entries: number }[];
  };
  return Object.fromEntries(buckets.map(({ bucket, entries }) => [bucket, entries]));
}

test('with --ci all that another machine has use for stays, and is used there', async () => {
  const words = 'thing built --keep all';
  const first = await indexed.matrix(words);
  assert.equal(first.status, 0, first.stderr);
  const before = await counts();
  assert.ok((before['interpreters'] ?? 0) > 0 && (before['kept'] ?? 0) > 0);

  const dry = await indexed.run('cache trim --ci --dry-run');
  assert.match(dry.stdout, /Would remove \d+ entries/);
  assert.deepEqual(await counts(), before);
  const { status, stdout } = await indexed.run('cache trim --ci');
  assert.equal(status, 0);
  assert.match(stdout, /interpreters.*\n[^]*Removed \d+ entries/);
  const trimmed = await counts();
  for (const bucket of ['environments', 'tools', 'interpreters', 'kept', 'quarantine']) {
    assert.equal(trimmed[bucket] ?? 0, 0, bucket);
  }
  for (const bucket of ['wheels', 'sdists', 'built', 'pages']) {
    assert.ok((trimmed[bucket] ?? 0) > 0 && trimmed[bucket] === before[bucket], bucket);
  }

  // As a service does it: packed, and unpacked at another place.
  const archive = join(rig.root, 'cache.tar');
  execFileSync('tar', ['-cf', archive, '-C', rig.cacheDir, '.']);
  const elsewhere = join(rig.root, 'elsewhere');
  await mkdir(elsewhere);
  execFileSync('tar', ['-xf', archive, '-C', elsewhere]);
  const requests = server.count('file') + server.count('range') + server.count('metadata');
  for (const sandbox of ['auto', 'off']) {
    const place = ['--cache-dir', elsewhere, '--sandbox', sandbox];
    const { verdicts, stderr } = await indexed.matrix(['thing', 'built', ...place]);
    assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean', 'built 1.0': 'pass/clean' }, stderr);
  }
  assert.equal(server.count('file') + server.count('range') + server.count('metadata'), requests);
  const verified = await indexed.run(['cache', 'verify', '--cache-dir', elsewhere]);
  assert.equal(verified.status, 0, verified.stdout);
  assert.deepEqual(readdirSync(join(elsewhere, 'quarantine')), []);
});

test('down to a size what was used longest ago goes', async () => {
  await indexed.matrix('thing built');
  const { status } = await indexed.run('cache trim --max-size 100kB');
  assert.equal(status, 0);
  const { stdout } = await indexed.run('cache info --format json');
  const { buckets } = JSON.parse(stdout) as {
    readonly buckets: readonly { readonly bytes: number }[];
  };
  assert.ok(buckets.reduce((sum, { bytes }) => sum + bytes, 0) <= 100_000, stdout);
  const { verdicts } = await indexed.matrix('thing built');
  assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean', 'built 1.0': 'pass/clean' });
});

test('without a word about what to keep it is refused', async () => {
  const { status, stderr } = await indexed.run('cache trim');
  assert.equal(status, 2);
  assert.match(stderr, /Expected `--ci` or `--max-size SIZE`/);
});
