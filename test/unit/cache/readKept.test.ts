import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readKept, writeKept } from '../../../src/cache/readKept.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const isKept = (value: unknown): value is { readonly a: string } =>
  typeof value === 'object' && value !== null && 'a' in value && typeof value.a === 'string';

test('what is whole and of its kind is read; absent, cut off and foreign are all nothing', async (t) => {
  const path = join(await temporaryFolder(t), 'kept.json');
  assert.equal(await readKept(path, isKept), undefined);
  const temporary = await temporaryFolder(t);
  await writeKept(path, { a: 'kept' }, temporary);
  assert.deepEqual(await readKept(path, isKept), { a: 'kept' });
  const whole = await readFile(path, 'utf8');
  for (const written of [
    whole.slice(0, 9),
    whole.replace('kept', 'keep'),
    '',
    '5',
    '{"a":"kept"}',
  ]) {
    await writeFile(path, written);
    assert.equal(await readKept(path, isKept), undefined, written);
  }
  await writeKept(path, { a: 5 }, temporary);
  assert.equal(await readKept(path, isKept), undefined);
});

test('a disk that cannot be read is no absence', async (t) => {
  const path = join(await temporaryFolder(t), 'kept.json');
  await mkdir(path);
  await assert.rejects(readKept(path, isKept), { code: 'EISDIR' });
});
