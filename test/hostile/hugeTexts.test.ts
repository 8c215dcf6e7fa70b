// Texts of releases, backends and indexes that no real one has: far too long, too deep, too many. A verdict, no bug, no megabytes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { ServedFile } from '../support/indexPages.ts';

const million = 1_000_000;

function requiring(name: string, requirement: string): ServedFile {
  return wheelFile({ name, version: '1.0', requires: [requirement] });
}

function withMetadata(name: string, ...lines: readonly string[]): ServedFile {
  return wheelFile({ name, version: '1.0', metadataLines: lines });
}

function project(name: string, pyproject: string): ServedFile {
  return sdistFile({ name, version: '1.0', pyproject });
}

const system = '[build-system]\nrequires = []\nbuild-backend = "back"\nbackend-path = ["."]\n';

function backend(name: string, source: string): ServedFile {
  return sdistFile({ name, version: '1.0', pyproject: system, files: { 'back.py': source } });
}

/** By release, the verdict. */
const worlds: Readonly<Record<string, readonly [file: ServedFile, verdict: string]>> = {
  'deep-marker': [
    requiring('deep-marker', `helper; ${'('.repeat(million)}`),
    'blocked/unresolvable',
  ],
  'deep-marker-within-bounds': [
    requiring(
      'deep-marker-within-bounds',
      `helper; ${'('.repeat(9000)}python_version<"9"${')'.repeat(9000)}`,
    ),
    'blocked/unresolvable',
  ],
  'long-chain': [
    requiring('long-chain', `helper; ${'python_version<"9" or '.repeat(50_000)}os_name=="x"`),
    'blocked/unresolvable',
  ],
  'long-number': [
    requiring('long-number', `helper>=${'1'.repeat(million)}`),
    'blocked/unresolvable',
  ],
  'long-version': [
    requiring('long-version', `helper>=${'1.'.repeat(million)}1`),
    'blocked/unresolvable',
  ],
  'version-within-bounds': [
    requiring('version-within-bounds', `helper>=${'1.'.repeat(9000)}1`),
    'blocked/unresolvable',
  ],
  'long-local-version': [
    withMetadata('long-local-version', `Version: 1.0+${'a-'.repeat(million)}a`),
    'pass/clean',
  ],
  'long-python': [
    wheelFile(
      { name: 'long-python', version: '1.0', requiresPython: '>=1,'.repeat(million) },
      { requiresPython: undefined },
    ),
    'pass/clean',
  ],
  'malformed-python': [
    wheelFile({ name: 'malformed-python', version: '1.0', requiresPython: '9'.repeat(300_000) }),
    'pass/clean',
  ],
  'many-extras': [
    requiring('many-extras', `helper[${'x,'.repeat(million)}x]`),
    'blocked/unresolvable',
  ],
  'many-requirements': [
    wheelFile({
      name: 'many-requirements',
      version: '1.0',
      requires: Array.from({ length: 30_000 }, (_, number) => `other${number}`),
    }),
    'blocked/unresolvable',
  ],
  'many-scripts': [
    wheelFile({
      name: 'many-scripts',
      version: '1.0',
      distInfoFiles: {
        'entry_points.txt': `[console_scripts]\n${Array.from({ length: 20_000 }, (_, number) => `s${number}=a:b\n`).join('')}`,
      },
    }),
    'blocked/bad-archive',
  ],
  'long-script': [
    wheelFile({
      name: 'long-script',
      version: '1.0',
      distInfoFiles: { 'entry_points.txt': `[console_scripts]\na=${'!'.repeat(million)}` },
    }),
    'blocked/bad-archive',
  ],
  'long-path': [
    wheelFile({ name: 'long-path', version: '1.0', files: { [`${'x'.repeat(300)}.py`]: '' } }),
    'blocked/bad-archive',
  ],
  'deep-path': [
    wheelFile({ name: 'deep-path', version: '1.0', files: { [`${'x/'.repeat(3000)}x.py`]: '' } }),
    'blocked/bad-archive',
  ],
  'deep-keys': [project('deep-keys', `${'a.'.repeat(200_000)}a = 1`), 'blocked/build-failed'],
  'deep-lists': [project('deep-lists', `a = ${'['.repeat(million)}`), 'blocked/build-failed'],
  'long-requirement': [
    project('long-requirement', `[build-system]\nrequires = ["${'x'.repeat(million)}"]`),
    'blocked/build-failed',
  ],
  'deep-requirement': [
    project('deep-requirement', `[build-system]\nrequires = ['x; ${'('.repeat(10_000)}']`),
    'blocked/build-failed',
  ],
  'long-error': [
    backend('long-error', `def build_wheel(*_): raise Exception("x" * 10 ** 7)`),
    'blocked/build-failed',
  ],
  'long-wish': [
    backend('long-wish', `def get_requires_for_build_wheel(*_): return ["x; " + "(" * 10 ** 4]`),
    'blocked/build-failed',
  ],
  'many-wishes': [
    backend(
      'many-wishes',
      `def get_requires_for_build_wheel(*_): return ["x%d" % n for n in range(50000)]`,
    ),
    'blocked/build-failed',
  ],
};

test('what is far too long, deep or many has a verdict with a short message', async () => {
  await using indexed = await IndexedRig.open(Object.values(worlds).map(([file]) => file));
  const { record, stdout, stderr } = await indexed.matrix([
    ...Object.keys(worlds),
    '--python',
    '3',
    '--import-only',
  ]);
  const said = Object.fromEntries(
    record.cells.map((cell) => [cell.package, `${cell.state}/${cell.reason}`]),
  );
  const messages = record.cells.map(
    ({ package: name, message }) => `${name}: ${message.slice(0, 300)}`,
  );
  assert.deepEqual(
    said,
    Object.fromEntries(Object.entries(worlds).map(([name, [, verdict]]) => [name, verdict])),
    messages.join('\n'),
  );
  assert.doesNotMatch(stdout + stderr, /bug in spip/);
  const size = JSON.stringify(record).length;
  assert.ok(size < 500_000, `${size} characters of record`);
  assert.ok(stdout.length + stderr.length < 500_000, `${stdout.length + stderr.length} printed`);
});
