import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestFiles } from '../../../../src/flows/cell/digestFiles.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('the digest is that of names, modes and contents, and a change is noticed', async (t) => {
  const folder = await temporaryFolder(t);
  const tests = join(folder, 'tests');
  const file = join(tests, 'sub/test_a.py');
  mkdirSync(join(tests, 'sub'), { recursive: true });
  writeFileSync(file, 'assert 1\n');
  const digest = async (): Promise<string> => {
    const digested = await digestFiles({ files: [{ path: tests, name: 'tests' }], follow: {} }, []);
    assert.equal(digested?.isUnchanged(), true);
    return digested?.digest ?? '';
  };
  const changes: readonly (() => void)[] = [
    () => writeFileSync(file, 'assert 2\n'),
    () => chmodSync(file, 0o755),
    () => writeFileSync(join(tests, 'sub/data.txt'), ''),
    () => mkdirSync(join(tests, 'empty')),
    () => symlinkSync('test_a.py', join(tests, 'sub/link')),
    () => rmSync(join(tests, 'sub/data.txt')),
  ];
  const seen = [await digest()];
  for (const change of changes) {
    const before = await digestFiles({ files: [{ path: tests, name: 'tests' }], follow: {} }, []);
    change();
    assert.equal(before?.isUnchanged(), false);
    seen.push(await digest());
  }
  assert.equal(new Set(seen).size, seen.length);
  utimesSync(file, 1, 1);
  assert.equal(await digest(), seen.at(-1));
});

test('links that lead out count as what they lead to, and so do paths that a command names', async (t) => {
  const folder = await temporaryFolder(t);
  const [tests, data] = [join(folder, 'tests'), join(folder, 'data')];
  mkdirSync(tests);
  writeFileSync(data, 'one');
  symlinkSync('../data', join(tests, 'data'));
  const files = [{ path: tests, name: 'tests' }];
  const followed = { files, follow: { [join(tests, 'data')]: data } };
  const before = await digestFiles(followed, []);
  const named = await digestFiles({ files: [], follow: {} }, [data]);
  writeFileSync(data, 'two');
  assert.equal(before?.isUnchanged(), false);
  assert.notEqual((await digestFiles(followed, []))?.digest, before?.digest);
  assert.notEqual((await digestFiles({ files: [], follow: {} }, [data]))?.digest, named?.digest);
  rmSync(data);
  assert.notEqual((await digestFiles({ files: [], follow: {} }, [data]))?.digest, named?.digest);
});

test('files that the kernel makes while they are read have none', async () => {
  for (const path of ['/proc', '/sys/kernel/tracing', '/dev/zero']) {
    assert.equal(await digestFiles({ files: [], follow: {} }, [path]), undefined, path);
  }
});

test('too many files have none', async (t) => {
  const folder = await temporaryFolder(t);
  const files = Array.from({ length: 20_001 }, (_, index) => ({
    path: folder,
    name: String(index),
  }));
  assert.equal(await digestFiles({ files, follow: {} }, []), undefined);
});
