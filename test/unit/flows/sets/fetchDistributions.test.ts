import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchDistributions } from '../../../../src/flows/sets/fetchDistributions.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import type { Interpreter } from '../../../../src/model/interpreter.ts';
import type { LockedPackage } from '../../../../src/model/lock.ts';
import type { StoredWheel } from '../../../../src/model/storedWheel.ts';
import { parseMetadata } from '../../../../src/pep/metadata.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { countingFetch, distFile, storeRig } from '../../../support/storeRig.ts';
import { buildWheel } from '../../../support/wheelBuilder.ts';

const names = ['slow', 'second', 'third'];

test('a file that cannot be had is told when no other fetch goes on', async () => {
  const slow = Promise.withResolvers<never>();
  const told: string[] = [];
  const fetched = fetchDistributions(
    { packages: names.map(lockedWheel) },
    {
      facilities: {
        fetch: () => assert.fail(),
        index: { metadata: () => assert.fail() },
        store: {
          wheel: ({ filename }): Promise<StoredWheel> =>
            filename.startsWith('slow')
              ? slow.promise
              : Promise.reject(new SpipError('bad-archive', filename)),
        },
      },
      builder: { wheelOf: () => assert.fail() },
      interpreter: {} as Interpreter,
    },
  ).catch((error: unknown) => {
    told.push(error instanceof Error ? error.message : '');
  });
  await new Promise(setImmediate);
  assert.deepEqual(told, []);
  slow.reject(new SpipError('index-unreachable', 'slow'));
  await fetched;
  assert.deepEqual(told, ['slow'], 'of several errors that of the first package');
});

test('wheels come as they are, sdists as what is built of them, in the order of the lock', async () => {
  const wheel = lockedWheel('one');
  const sdist = { ...lockedWheel('two'), file: { ...wheel.file, kind: 'sdist' as const } };
  const stored = { distInfo: 'one-1.0.dist-info', files: [], root: '/w' } as unknown as StoredWheel;
  const built = {
    wheel: { ...stored, root: '/b' },
    built: { sdistSha256: 'a', buildLock: 'b', interpreter: 'c' },
    notes: [{ code: 'no-top-folder', text: 'odd', paths: [] }],
  };
  const interpreter = {} as Interpreter;
  const fetch = (): never => assert.fail();
  const fetched = await fetchDistributions(
    { packages: [wheel, sdist] },
    {
      facilities: {
        fetch,
        index: { metadata: () => assert.fail() },
        store: {
          wheel: async (file, by) => {
            assert.deepEqual([file, by], [wheel.file, fetch]);
            return await Promise.resolve(stored);
          },
        },
      },
      builder: {
        wheelOf: async (file, python) => {
          assert.deepEqual([file, python], [sdist.file, interpreter]);
          return await Promise.resolve(built);
        },
      },
      interpreter,
    },
  );
  assert.deepEqual(fetched, [
    { locked: wheel, wheel: stored },
    { locked: sdist, ...built },
  ]);
});

test('a wheel that is not as its index says is refused', async (t) => {
  const built = buildWheel({ name: 'six', version: '1.0' });
  const { store } = await storeRig(t);
  const { fetch } = countingFetch({ [built.filename]: built.bytes });
  const file = distFile(built, { metadata: { sha256: undefined } });
  const failed = () =>
    fetchDistributions(
      { packages: [{ ...lockedWheel('six'), file }] },
      {
        facilities: {
          fetch,
          store,
          index: {
            metadata: async () => await Promise.resolve(parseMetadata('Name: six\nVersion: 2.0\n')),
          },
        },
        builder: { wheelOf: () => assert.fail() },
        interpreter: {} as Interpreter,
      },
    );
  assert.equal((await failureOf(failed)).code, 'bad-archive');
});

function lockedWheel(name: string): LockedPackage {
  const filename = `${name}-1.0-py3-none-any.whl`;
  const url = `http://127.0.0.1/${filename}`;
  const file = { filename, kind: 'wheel', url, metadata: false } as DistFile;
  return { name, version: '1.0', file, extras: [], requires: [] };
}
