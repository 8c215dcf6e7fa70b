// Digits that change in spip's own files: what they say is made again, and nobody else is blamed for it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { IndexServerOptions } from '../support/indexServer.ts';

const files = [
  wheelFile({ name: 'thing', version: '1.0', requires: ['helper>=1.5'] }),
  wheelFile({ name: 'helper', version: '1.5' }),
  wheelFile({ name: 'helper', version: '1.9' }),
  sdistFile({ name: 'source', version: '1.0' }),
];

interface Damage {
  readonly bucket: string;
  readonly pattern: RegExp;
  readonly by: string;
  /** Whether people are told. */
  readonly told: boolean;
  readonly server?: IndexServerOptions;
}

/** Changes what matches in every file below a bucket of the cache; tells how many it found. */
function damage(cacheDir: string, { bucket, pattern, by }: Damage): number {
  const folder = join(cacheDir, bucket);
  let damaged = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const text = entry.isFile() && entry.name.endsWith('.json') ? readFileSync(path, 'latin1') : '';
    if (pattern.test(text)) {
      writeFileSync(path, text.replace(pattern, by), 'latin1');
      damaged += 1;
    }
  }
  return damaged;
}

const damages: Readonly<Record<string, Damage>> = {
  'the digest in a pointer': {
    bucket: 'pointers-v2',
    pattern: /"sha256":"\w{8}/,
    by: '"sha256":"00000000',
    told: true,
    server: { formats: ['json'], kind: 'plain' },
  },
  'a version in metadata': {
    bucket: 'metadata-v2',
    pattern: /helper>=1/,
    by: 'helper>=7',
    told: false,
  },
  'a digest on a page': {
    bucket: 'index-v3',
    pattern: /"[0-9a-f]{8}([0-9a-f]{56}")/,
    by: '"00000000$1',
    told: false,
    server: { etag: true, cacheControl: 'max-age=600' },
  },
  'what an sdist says of itself': {
    bucket: 'sdists-v1',
    pattern: /"requires":\[\]/,
    by: '"requires":["no-such-thing"]',
    told: false,
  },
  'the answer of a Python': {
    bucket: 'interpreters-v2',
    pattern: /"purelib": "lib/,
    by: '"purelib": "lob',
    told: false,
  },
};

for (const [what, damaged] of Object.entries(damages)) {
  const { told, server } = damaged;
  test(`${what} changed: the next run passes, and so does --refresh`, async () => {
    for (const refresh of [[], ['--refresh']]) {
      await using indexed = await IndexedRig.open(
        files.map((file) =>
          server?.formats === undefined ? file : { ...file, sha256: false as const },
        ),
        server ?? {},
      );
      const args = ['thing', 'source', '--import-only', ...refresh];
      const first = await indexed.matrix(args);
      assert.equal(first.status, 0, first.stdout);
      assert.ok(damage(indexed.rig.cacheDir, damaged) > 0, 'nothing was damaged');
      const second = await indexed.matrix(args);
      assert.equal(second.status, 0, second.stdout);
      assert.deepEqual(second.verdicts, first.verdicts);
      assert.deepEqual(
        second.record.cells.map(({ packages }) => packages),
        first.record.cells.map(({ packages }) => packages),
      );
      assert.equal(/is damaged .* made again/.test(second.stderr), told, second.stderr);
      const third = await indexed.matrix(args);
      assert.doesNotMatch(third.stderr, /damaged/);
    }
  });
}
