// Archives that are not as they should be, as people see them (docs/inputs.md, Imperfect archives).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { ownBackend, sourceTree } from '../support/sdistBuilder.ts';
import type { WheelSpec } from '../support/wheelBuilder.ts';
import { writeZip } from '../support/zipWriter.ts';

const thing = { name: 'thing' } as const;
const more = (name: string, data = 'x = 1\n') => ({ name, data });

/** Each is a release; what pip or uv install passes. */
const taken: Readonly<Record<string, Partial<WheelSpec>>> = {
  '1.1': { recordOverrides: { 'thing/__init__.py': 'thing/__init__.py,sha256=AAAA,3' } },
  '1.2': {
    rawEntries: [
      more('thing/__INIT__.py'),
      more('thing/caf\u00e9.py'),
      more('thing/cafe\u0301.py'),
    ],
  },
  '1.3': { rawEntries: [{ ...more('thing/link.py', '__init__.py'), mode: 0o120777 }] },
  '1.4': { rawEntries: [more('thing//doubled.py'), more('thing\\back.py')] },
  '1.5': { rawEntries: [{ name: 'thing/data/' }, { name: 'thing/data/', mode: 0o100644 }] },
  '1.6': {
    files: { 'thing/__init__.py': '', 'thing-1.6.0.data/purelib/thing/spread.py': 'x = 1\n' },
  },
  '1.7': { filename: 'thing-1.7-PY3-None-Any.whl' },
};

test('wheels that pip or uv install pass, with a note that says what is odd and who refuses', async () => {
  await using indexed = await IndexedRig.open(
    Object.entries(taken).map(([version, spec]) => wheelFile({ ...thing, version, ...spec })),
  );
  const command =
    'python -c "import os, thing; print(sorted(os.listdir(os.path.dirname(thing.__file__))))"';
  const { status, stdout, stderr, verdicts, record } = await indexed.matrix([
    'thing',
    '--all',
    '-v',
    '--command',
    command,
  ]);
  assert.equal(status, 0, stdout + stderr);
  assert.deepEqual(new Set(Object.values(verdicts)), new Set(['pass/clean']));
  const notes = Object.fromEntries(
    record.cells.map((cell) => [
      cell.version,
      cell.notes.map(({ code }) => code).filter((code) => code !== 'record-missing'),
    ]),
  );
  assert.deepEqual(notes, {
    '1.1': ['record-digest', 'record-size'],
    '1.2': ['similar-paths'],
    '1.3': ['link-entry'],
    '1.4': ['foreign-path', 'unclean-path'],
    '1.5': ['odd-mode', 'repeated-entry'],
    '1.6': ['data-folder'],
    '1.7': ['tag-case'],
  });
  assert.match(
    stdout,
    /note: `thing-1\.1-py3-none-any\.whl` has files with other digests than its RECORD gives: `thing\/__init__\.py`/,
  );
  assert.match(
    stdout,
    /note: `thing-1\.7-PY3-None-Any\.whl` has capitals in the tags of its name; uv refuses that/,
  );
});

test('capitals in tags, of the name and of WHEEL, count as small letters', async () => {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const tagged = (version: string, tag: string, within: string) =>
    wheelFile({
      ...thing,
      version,
      filename: `thing-${version}-${tag}.whl`,
      distInfoFiles: { WHEEL: `Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ${within}\n` },
    });
  await using indexed = await IndexedRig.open([
    tagged('1.0', 'PY2.Py36-NONE-aNy', 'py2-none-any\nTag: py36-none-any'),
    tagged('1.1', 'py3-none-any', 'PY3-None-ANY'),
    tagged('1.2', `Py3-none-LINUX_${machine}`, `py3-none-linux_${machine}`),
    tagged('1.3', `py3-none-Manylinux_2_5_${machine}`, `py3-none-MANYLINUX_2_5_${machine}`),
    tagged('1.4', 'CP27-CP27M-Any', 'cp27-cp27m-any'),
    tagged('1.5', 'PY3-None-Win_AMD64', 'py3-none-win_amd64'),
  ]);
  const { verdicts, record } = await indexed.matrix('thing --all --import-only');
  assert.deepEqual(verdicts, {
    'thing 1.5': 'blocked/no-compatible-file',
    'thing 1.4': 'blocked/no-compatible-file',
    'thing 1.3': 'pass/clean',
    'thing 1.2': 'pass/clean',
    'thing 1.1': 'pass/clean',
    'thing 1.0': 'pass/clean',
  });
  const noted = record.cells.filter(({ notes }) => notes.some(({ code }) => code === 'tag-case'));
  assert.deepEqual(
    noted.map(({ version }) => version),
    ['1.3', '1.2', '1.0'],
  );
});

test('what both refuse, and what has two meanings, blocks its release alone: exit 1', async () => {
  const refused: Readonly<Record<string, Partial<WheelSpec>>> = {
    '1.1': { rawEntries: [more('thing/__init__.py', 'another = 1\n')] },
    '1.2': { withoutRecord: true },
    '1.3': { zip: { prefix: Buffer.from('#!/bin/sh\n') } },
    '1.4': { files: { 'thing/__init__.py': '', 'other-9.data/purelib/thing/x.py': '' } },
  };
  await using indexed = await IndexedRig.open([
    wheelFile({ ...thing, version: '1.0' }),
    ...Object.entries(refused).map(([version, spec]) => wheelFile({ ...thing, version, ...spec })),
  ]);
  const { status, stdout, verdicts } = await indexed.matrix('thing --all');
  assert.equal(status, 1);
  assert.deepEqual(verdicts, {
    'thing 1.4': 'blocked/bad-archive',
    'thing 1.3': 'blocked/bad-archive',
    'thing 1.2': 'blocked/bad-archive',
    'thing 1.1': 'blocked/bad-archive',
    'thing 1.0': 'pass/clean',
  });
  assert.doesNotMatch(stdout, /surroundings/);
});

/** Files of a source distribution that builds itself, at these places. */
function sources(
  version: string,
  prefix: string,
  extra: readonly { name: string; data: string }[],
) {
  const { files } = sourceTree({ name: 'thing', version });
  const entries = Object.entries(files).map(([path, data]) => {
    return { name: `${prefix}${path}`, data: path === 'own_backend.py' ? ownBackend : data };
  });
  return { filename: `thing-${version}.zip`, bytes: writeZip([...entries, ...extra]) };
}

test('a source distribution without a top folder is built; one that is no project is refused', async () => {
  await using indexed = await IndexedRig.open([
    // As hexdump 3.3: files, and one folder beside them.
    sources('1.0', '', [more('data/hexfile.txt', '00')]),
    sources('1.1', 'thing-1.1/', [more('README', 'beside the top folder')]),
    {
      filename: 'thing-1.2.zip',
      bytes: writeZip([more('thing-1.2/setup.cfg', '[metadata]\nname = thing\nversion = 1.2\n')]),
    },
  ]);
  const { status, verdicts, record } = await indexed.matrix('thing --all');
  assert.equal(status, 1);
  assert.deepEqual(verdicts, {
    'thing 1.2': 'blocked/bad-archive',
    'thing 1.1': 'blocked/bad-archive',
    'thing 1.0': 'pass/clean',
  });
  const cell = (version: string) => record.cells.find((each) => each.version === version);
  assert.deepEqual(
    cell('1.0')
      ?.notes.filter(({ code }) => code === 'no-top-folder')
      .map(({ text }) => text),
    ['`thing-1.0.zip` has no top folder'],
  );
  assert.match(cell('1.1')?.message ?? '', /neither `pyproject\.toml` nor `setup\.py` at its top$/);
  // Built once: what is odd about it is known all the same.
  const again = await indexed.matrix('thing==1.0');
  assert.ok(again.cell('thing 1.0').notes.some(({ code }) => code === 'no-top-folder'));
});

test('byte-code without its source that does not load is the fault of its release', async () => {
  await using indexed = await IndexedRig.open([
    wheelFile({ ...thing, version: '1.0', files: { 'thing.pyc': 'no byte-code' } }),
    wheelFile({ ...thing, version: '1.1', files: { 'thing/__init__.pyc': '' } }),
  ]);
  const { status, verdicts } = await indexed.matrix('thing --all');
  assert.equal(status, 1);
  assert.deepEqual(verdicts, {
    'thing 1.1': 'fail/import-failed',
    'thing 1.0': 'fail/import-failed',
  });
});
