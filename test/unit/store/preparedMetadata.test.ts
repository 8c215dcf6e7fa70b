import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openFileLocks } from '../../../src/cache/fileLock.ts';
import { Producer } from '../../../src/cache/producer.ts';
import { preparedMetadata } from '../../../src/store/preparedMetadata.ts';
import type { MetadataKey, Prepared } from '../../../src/store/preparedMetadata.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

interface Backend {
  /** Asks as a run of its own would; the name that the metadata says. */
  ask(answer: Prepared, changes?: Partial<MetadataKey>): Promise<string | undefined>;
  /** How often the backend was asked. */
  readonly asked: () => number;
}

async function openBackend(t: TestContext): Promise<Backend> {
  const folder = await temporaryFolder(t);
  const locks = openFileLocks(join(folder, 'locks'));
  t.after(() => locks.close());
  let count = 0;
  return {
    asked: () => count,
    ask: async (answer, changes = {}) => {
      const key = {
        path: join(folder, 'a-1.0.tar.gz'),
        sdistSha256: 'a',
        interpreter: 'b',
        requirements: 'c',
        sandbox: 'none',
        rules: 'first',
        ...changes,
      };
      const temporary = join(folder, 'tmp');
      await mkdir(temporary, { recursive: true });
      const emit = (): void => undefined;
      const producer = new Producer({ cacheDir: folder, temporary, locks, emit });
      const prepare = (): Promise<Prepared> => {
        count += 1;
        return Promise.resolve(answer);
      };
      return (await producer.get(preparedMetadata(key, { temporary, prepare })))?.name;
    },
  };
}

const metadata: Prepared = { kind: 'metadata', text: 'Name: a\nVersion: 1.0\n' };

test('what a backend said, and that it says nothing, is kept for later runs', async (t) => {
  const said = await openBackend(t);
  assert.equal(await said.ask(metadata), 'a');
  assert.equal(await said.ask({ kind: 'none' }), 'a');
  assert.equal(said.asked(), 1);
  const silent = await openBackend(t);
  assert.equal(await silent.ask({ kind: 'none' }), undefined);
  assert.equal(await silent.ask(metadata), undefined);
  assert.equal(silent.asked(), 1);
});

test('what could not be prepared is asked again by other rules of spip, what could is not', async (t) => {
  const backend = await openBackend(t);
  assert.equal(await backend.ask({ kind: 'none' }), undefined);
  assert.equal(await backend.ask(metadata, { rules: 'second' }), 'a');
  assert.equal(await backend.ask({ kind: 'none' }, { rules: 'third' }), 'a');
  assert.equal(backend.asked(), 2);
});

test('a passing failure is not kept', async (t) => {
  const backend = await openBackend(t);
  assert.equal(await backend.ask({ kind: 'passing' }), undefined);
  assert.equal(await backend.ask(metadata), 'a');
  assert.equal(backend.asked(), 2);
});

test('each thing that decides the answer has one of its own, the sandbox too', async (t) => {
  const backend = await openBackend(t);
  await backend.ask({ kind: 'none' });
  for (const change of [
    { sandbox: 'bubblewrap' },
    { interpreter: 'x' },
    { requirements: 'x' },
    { sdistSha256: 'x' },
  ]) {
    assert.equal(await backend.ask(metadata, change), 'a');
  }
});
