import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchDistributions } from '../../../../src/flows/sets/fetchDistributions.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import type { Interpreter } from '../../../../src/model/interpreter.ts';
import type { LockedPackage } from '../../../../src/model/lock.ts';
import type { StoredWheel } from '../../../../src/model/storedWheel.ts';

const names = ['slow', 'second', 'third'];

test('a file that cannot be had is told when no other fetch goes on', async () => {
  const slow = Promise.withResolvers<never>();
  const told: string[] = [];
  const fetched = fetchDistributions(
    { packages: names.map(lockedWheel) },
    {
      workshop: {
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

function lockedWheel(name: string): LockedPackage {
  const filename = `${name}-1.0-py3-none-any.whl`;
  const file = { filename, kind: 'wheel', url: `http://127.0.0.1/${filename}` } as DistFile;
  return { name, version: '1.0', file, extras: [], requires: [] };
}
