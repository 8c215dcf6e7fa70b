import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BinaryPlatform } from '../../../src/pep/platformTags.ts';
import { platformTags } from '../../../src/pep/platformTags.ts';
import { compatibleTags, tagRank } from '../../../src/pep/tags.ts';
import type { TagPlatform } from '../../../src/pep/tags.ts';
import { parseWheelFilename } from '../../../src/pep/wheelFilename.ts';

const windows: BinaryPlatform = { system: 'windows', machine: 'AMD64' };
const cpython: TagPlatform = {
  implementation: 'cpython',
  pythonVersion: [3, 4],
  abi: 'cp34m',
  freeThreaded: false,
  debug: false,
  platform: windows,
};

function linux(machine: string, kind: 'glibc' | 'musl', minor: number): BinaryPlatform {
  return { system: 'linux', machine, libc: { kind, major: kind === 'musl' ? 1 : 2, minor } };
}

test('CPython: its ABI, the stable one, none, older stable ones, then pure Python', () => {
  assert.deepEqual(compatibleTags(cpython), [
    'cp34-cp34m-win_amd64',
    'cp34-abi3-win_amd64',
    'cp34-none-win_amd64',
    'cp33-abi3-win_amd64',
    'cp32-abi3-win_amd64',
    'py34-none-win_amd64',
    'py3-none-win_amd64',
    'py33-none-win_amd64',
    'py32-none-win_amd64',
    'py31-none-win_amd64',
    'py30-none-win_amd64',
    'cp34-none-any',
    'py34-none-any',
    'py3-none-any',
    'py33-none-any',
    'py32-none-any',
    'py31-none-any',
    'py30-none-any',
  ]);
});

test('a free-threaded build knows abi3t and not abi3', () => {
  const tags = compatibleTags({
    ...cpython,
    pythonVersion: [3, 13],
    abi: 'cp313t',
    freeThreaded: true,
  });
  assert.equal(tags[0], 'cp313-cp313t-win_amd64');
  assert.equal(tags[1], 'cp313-abi3t-win_amd64');
  assert.ok(!tags.some((tag) => tag.includes('-abi3-') || tag.includes('-cp313-')));
});

test('a debug build since 3.8 also loads plain extensions', () => {
  const debug = { ...cpython, pythonVersion: [3, 11] as const, abi: 'cp311d', debug: true };
  assert.deepEqual(compatibleTags(debug).slice(0, 2), [
    'cp311-cp311d-win_amd64',
    'cp311-cp311-win_amd64',
  ]);
  const old = { ...cpython, pythonVersion: [3, 6] as const, abi: 'cp36dm', debug: true };
  assert.ok(!compatibleTags(old).includes('cp36-cp36m-win_amd64'));
});

test('Python 2.7 has no stable ABI', () => {
  const tags = compatibleTags({ ...cpython, pythonVersion: [2, 7], abi: 'cp27mu' });
  assert.deepEqual(tags.slice(0, 4), [
    'cp27-cp27mu-win_amd64',
    'cp27-none-win_amd64',
    'py27-none-win_amd64',
    'py2-none-win_amd64',
  ]);
  assert.equal(tags.at(-1), 'py20-none-any');
});

test('PyPy has its own ABI and no stable one', () => {
  const tags = compatibleTags({
    ...cpython,
    implementation: 'pypy',
    pythonVersion: [3, 10],
    abi: 'pypy310_pp73',
  });
  assert.deepEqual(tags.slice(0, 3), [
    'pp310-pypy310_pp73-win_amd64',
    'pp310-none-win_amd64',
    'py310-none-win_amd64',
  ]);
  assert.ok(tags.includes('pp3-none-any'));
});

test('glibc: linux itself, then each manylinux down to the oldest, legacy names beside theirs', () => {
  const tags = platformTags(linux('x86_64', 'glibc', 18));
  assert.deepEqual(tags.slice(0, 4), [
    'linux_x86_64',
    'manylinux_2_18_x86_64',
    'manylinux_2_17_x86_64',
    'manylinux2014_x86_64',
  ]);
  assert.ok(tags.includes('manylinux2010_x86_64'));
  assert.deepEqual(tags.slice(-2), ['manylinux_2_5_x86_64', 'manylinux1_x86_64']);
  assert.equal(platformTags(linux('aarch64', 'glibc', 31)).at(-1), 'manylinux2014_aarch64');
  assert.deepEqual(platformTags(linux('sparc', 'glibc', 31)), ['linux_sparc']);
  assert.deepEqual(platformTags(linux('ppc64le', 'glibc', 12)), ['linux_ppc64le']);
});

test('a 32-bit process on 64-bit ARM takes wheels for the older chip too', () => {
  const tags = platformTags(linux('armv8l', 'glibc', 17));
  assert.deepEqual(tags, [
    'linux_armv8l',
    'linux_armv7l',
    'manylinux_2_17_armv8l',
    'manylinux2014_armv8l',
    'manylinux_2_17_armv7l',
    'manylinux2014_armv7l',
  ]);
});

test('musl: each minor version down to 0, and no manylinux', () => {
  assert.deepEqual(platformTags(linux('x86_64', 'musl', 1)), [
    'linux_x86_64',
    'musllinux_1_1_x86_64',
    'musllinux_1_0_x86_64',
  ]);
});

test('an unknown C library leaves only linux itself', () => {
  assert.deepEqual(platformTags({ system: 'linux', machine: 'x86_64', libc: undefined }), [
    'linux_x86_64',
  ]);
});

test('macOS 11 and later count majors, then reach back into 10 as far as the chip does', () => {
  const arm = platformTags({ system: 'darwin', version: [12, 3], machine: 'arm64' });
  assert.deepEqual(arm.slice(0, 5), [
    'macosx_12_0_arm64',
    'macosx_12_0_universal2',
    'macosx_11_0_arm64',
    'macosx_11_0_universal2',
    'macosx_10_16_universal2',
  ]);
  assert.equal(arm.at(-1), 'macosx_10_4_universal2');
  const intel = platformTags({ system: 'darwin', version: [11, 0], machine: 'x86_64' });
  assert.deepEqual(intel.slice(0, 7), [
    'macosx_11_0_x86_64',
    'macosx_11_0_intel',
    'macosx_11_0_fat64',
    'macosx_11_0_fat3',
    'macosx_11_0_universal2',
    'macosx_11_0_universal',
    'macosx_10_16_x86_64',
  ]);
  assert.equal(intel.at(-1), 'macosx_10_4_universal');
});

test('macOS 10 counts minors; 32-bit and PowerPC formats have their own spans', () => {
  const last = (machine: string): string | undefined =>
    platformTags({ system: 'darwin', version: [10, 6], machine }).at(-1);
  assert.equal(last('i386'), 'macosx_10_4_universal');
  assert.equal(last('ppc'), 'macosx_10_0_universal');
  assert.equal(
    platformTags({ system: 'darwin', version: [10, 6], machine: 'ppc64' })[0],
    'macosx_10_5_ppc64',
  );
});

test('Windows names its machines in its own way', () => {
  const of = (machine: string): readonly string[] => platformTags({ system: 'windows', machine });
  assert.deepEqual(of('AMD64'), ['win_amd64']);
  assert.deepEqual(of('x86'), ['win32']);
  assert.deepEqual(of('ARM64'), ['win_arm64']);
});

test('the rank of a wheel is that of its best tag', () => {
  const accepted = compatibleTags({
    ...cpython,
    pythonVersion: [3, 11],
    abi: 'cp311',
    platform: linux('x86_64', 'glibc', 36),
  });
  const rank = (filename: string): number =>
    tagRank(parseWheelFilename(filename), accepted) ?? Infinity;
  const own = rank('a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl');
  const stable = rank('a-1-cp37-abi3-manylinux2014_x86_64.whl');
  const pure = rank('a-1-py2.py3-none-any.whl');
  assert.ok(own < stable && stable < pure && pure < Infinity);
  assert.equal(own, accepted.indexOf('cp311-cp311-manylinux_2_17_x86_64'));
  assert.equal(rank('a-1-cp312-cp312-manylinux2014_x86_64.whl'), Infinity);
  assert.equal(rank('a-1-cp311-cp311-musllinux_1_1_x86_64.whl'), Infinity);
});
