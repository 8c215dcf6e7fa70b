import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import fc from 'fast-check';
import { listPythons } from '../../../src/pythons/listPythons.ts';
import { parseProbeReport } from '../../../src/pythons/probeReport.ts';
import { toInterpreter } from '../../../src/pythons/toInterpreter.ts';
import { probeAnswer } from '../../support/fakePython.ts';
import { madeUpInterpreter } from './madeUpInterpreter.ts';

function markersOf(fields: Readonly<Record<string, string>>): unknown {
  const { markers } = madeUpInterpreter({ version: '3.11.7' });
  return { ...markers, ...fields };
}

test('a free-threaded debug build is labelled and tagged as such', () => {
  const python = madeUpInterpreter({ version: '3.13.1', freeThreaded: true, debug: true });
  assert.equal(python.python, '3.13td');
  assert.equal(python.tags[0], 'cp313-cp313td-linux_x86_64');
});

test('a pre-release keeps its full version and the label of its minor version', () => {
  const python = madeUpInterpreter({ version: '3.14.0rc2' });
  assert.deepEqual([python.version, python.python, python.prerelease], ['3.14.0rc2', '3.14', true]);
});

test('PyPy has its own label and ABI', () => {
  const python = madeUpInterpreter({ version: '3.10.14', implementation: 'pypy' });
  assert.equal(python.python, 'pypy3.10');
  assert.equal(python.tags[0], 'pp310-pypy310_pp73-linux_x86_64');
});

test('the C library decides the platform tags', () => {
  const tagsWith = (fields: Readonly<Record<string, unknown>>): readonly string[] =>
    madeUpInterpreter({ version: '3.11.7', fields }).tags.slice(0, 2);
  assert.deepEqual(tagsWith({ libc: ['glibc', '2.31'] }), [
    'cp311-cp311-linux_x86_64',
    'cp311-cp311-manylinux_2_31_x86_64',
  ]);
  assert.deepEqual(tagsWith({ libc: ['musl', '1.2'] }), [
    'cp311-cp311-linux_x86_64',
    'cp311-cp311-musllinux_1_2_x86_64',
  ]);
  assert.deepEqual(tagsWith({ libc: null }), [
    'cp311-cp311-linux_x86_64',
    'cp311-abi3-linux_x86_64',
  ]);
  assert.deepEqual(tagsWith({ pointer_bits: 32 }), [
    'cp311-cp311-linux_i686',
    'cp311-cp311-manylinux_2_36_i686',
  ]);
});

test('macOS gives tags of its version', () => {
  const markers = markersOf({ sys_platform: 'darwin', platform_machine: 'arm64' });
  const fields = { markers, libc: null, macos: '14.2.1' };
  const { tags } = madeUpInterpreter({ version: '3.12.1', fields });
  assert.equal(tags[0], 'cp312-cp312-macosx_14_0_arm64');
});

test('Python 2 is known by `linux2` and its wide ABI', () => {
  const markers = markersOf({ sys_platform: 'linux2' });
  const python = madeUpInterpreter({ version: '2.7.18', fields: { markers, abiflags: 'mu' } });
  assert.deepEqual([python.python, python.tags[0]], ['2.7', 'cp27-cp27mu-linux_x86_64']);
});

test('other systems are refused with their name', () => {
  const markers = markersOf({ sys_platform: 'win32' });
  const answer = probeAnswer({ version: '3.11.7', fields: { markers } }, '/p');
  const report = parseProbeReport(JSON.stringify(answer));
  assert.ok(report);
  assert.equal(
    toInterpreter(report, { path: '/p', size: 1, mtimeMs: 1, source: 'PATH' }),
    'runs on `win32`; spip works on Linux and macOS',
  );
});

test('the build changes with the file and with what it says it is', () => {
  const builds = [
    madeUpInterpreter({ version: '3.11.7' }),
    madeUpInterpreter({ version: '3.11.7', path: '/other' }),
    madeUpInterpreter({ version: '3.11.7', fields: { version_text: '3.11.7 (other)' } }),
  ].map((each) => each.build);
  assert.equal(new Set(builds).size, 3);
  assert.equal(madeUpInterpreter({ version: '3.11.7' }).build, builds[0]);
});

test('the build changes with the library that holds the interpreter', async (t) => {
  const libpython = join(await temporaryFolder(t), 'libpython3.11.so');
  const build = (): string => madeUpInterpreter({ version: '3.11.7', fields: { libpython } }).build;
  const without = build();
  writeFileSync(libpython, 'one');
  const one = build();
  writeFileSync(libpython, 'three');
  assert.equal(new Set([without, one, build()]).size, 3);
});

test('a list of Pythons names what each was built without', () => {
  const notes = (lacks: readonly string[]): unknown =>
    listPythons([madeUpInterpreter({ version: '3.11.7', fields: { lacks } })])[0]?.notes;
  assert.deepEqual(notes([]), []);
  assert.deepEqual(notes(['ssl']), ['without `ssl`']);
  assert.deepEqual(notes(['ctypes', 'zlib']), ['without `ctypes`, `zlib`']);
});

const mayBeNull = new Set(['libc', 'libpython', 'macos']);

test('an answer with anything missing or of another type is no answer', () => {
  const whole = probeAnswer({ version: '3.11.7' }, '/p');
  assert.ok(parseProbeReport(JSON.stringify(whole)));
  for (const field of Object.keys(whole).filter((name) => !mayBeNull.has(name))) {
    for (const wrong of [undefined, null, [1], { a: 1 }]) {
      const text = JSON.stringify({ ...whole, [field]: wrong });
      assert.equal(parseProbeReport(text), undefined, `${field}: ${JSON.stringify(wrong)}`);
    }
  }
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      assert.equal(parseProbeReport(text), undefined);
    }),
  );
});
