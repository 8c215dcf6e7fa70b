import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SpipError } from '../../../src/lib/spipError.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

/** A wheel that must be refused, with the end of the message. */
async function refusal(
  wheel: ReturnType<typeof buildWheel>,
  context: Parameters<typeof storeRig>[0],
) {
  const { store, cacheDir } = await storeRig(context);
  const { fetch, counts } = countingFetch({ [wheel.filename]: wheel.bytes });
  const failed = async (): Promise<SpipError> => {
    try {
      await store.wheel(distFile(wheel), fetch);
    } catch (error) {
      assert.ok(error instanceof SpipError, String(error));
      return error;
    }
    throw new Error('Expected a refusal');
  };
  const error = await failed();
  assert.equal((await failed()).message, error.message);
  assert.equal(counts.get(wheel.filename), 1, 'a refused wheel is not fetched again');
  assert.equal(error.code, 'bad-archive');
  assert.deepEqual(
    (await readdir(cacheDir, { recursive: true })).filter((name) => /wheel\.json|\.py$/.test(name)),
    [],
  );
  assert.deepEqual(await readdir(join(cacheDir, 'tmp', 'test')).catch(() => []), []);
  return error.message.replace(`Failed to read archive \`${wheel.filename}\`: `, '');
}

describe('RECORD', () => {
  it('is noted with wrong digests and sizes, missing, extra and weak rows', async (t) => {
    const wheel = buildWheel({
      name: 'x',
      version: '1',
      files: { 'a.py': 'a', 'b.py': 'b', 'c.py': 'c', 'd.py': 'd', 'e,"f".py': 'e', 'g.py': 'g' },
      recordOverrides: {
        'a.py': undefined,
        'b.py': 'b.py,,',
        'c.py': `c.py,md5=${hash('md5', 'c', 'base64url')},1`,
        'g.py': 'g.py,sha256=AAAA,1',
        'd.py': `d.py,sha256=${hash('sha256', 'd', 'base64url')},7`,
      },
      recordRows: ['gone.py,,'],
    });
    const { store } = await storeRig(t);
    const { fetch } = countingFetch({ [wheel.filename]: wheel.bytes });
    const { notes } = await store.wheel(distFile(wheel), fetch);
    assert.deepEqual(
      notes.map(({ code, paths }) => [code, paths]),
      [
        ['record-digest', ['g.py']],
        ['record-extra', ['gone.py']],
        ['record-missing', ['a.py']],
        ['record-size', ['d.py']],
        ['record-weak', ['b.py', 'c.py']],
      ],
    );
  });

  it('must be there', async (t) => {
    const wheel = buildWheel({ name: 'x', version: '1', withoutRecord: true });
    assert.equal(await refusal(wheel, t), 'it has no `x-1.dist-info/RECORD`');
  });
});

describe('the contents of a wheel', () => {
  const base = { name: 'x', version: '1' };
  const cases: readonly (readonly [string, Parameters<typeof buildWheel>[0], string])[] = [
    [
      'two dist-info folders',
      { ...base, files: { 'y-2.dist-info/METADATA': '' } },
      'it has `y-2.dist-info` and `x-1.dist-info` where one `.dist-info` folder is expected',
    ],
    [
      'dist-info of another version',
      { ...base, filename: 'x-2-py3-none-any.whl' },
      'its folder `x-1.dist-info` does not fit its file name',
    ],
    [
      'METADATA of another project',
      { ...base, distInfoFiles: { METADATA: 'Metadata-Version: 2.1\nName: y\nVersion: 1\n' } },
      'entry `x-1.dist-info/METADATA`: it names `y` `1`, which does not fit the file name',
    ],
    [
      'METADATA of another version',
      { ...base, distInfoFiles: { METADATA: 'Metadata-Version: 2.1\nName: x\nVersion: 3\n' } },
      'entry `x-1.dist-info/METADATA`: it names `x` `3`, which does not fit the file name',
    ],
    [
      'no METADATA',
      { ...base, distInfoFiles: { METADATA: undefined } },
      'it has no `x-1.dist-info/METADATA`',
    ],
    [
      'Wheel-Version 2.0',
      { ...base, wheelVersion: '2.0' },
      'entry `x-1.dist-info/WHEEL`: its Wheel-Version is `2.0`; spip knows 1.x',
    ],
    [
      'an unknown data scheme',
      { ...base, files: { 'x-1.data/stuff/a': '' } },
      'entry `x-1.data/stuff/a`: its scheme is none of purelib, platlib, headers, scripts and data',
    ],
    [
      "another wheel's data folder",
      { ...base, files: { 'y-1.data/data/a': '' } },
      'entry `y-1.data/data/a`: its data folder is not `x-1.data`',
    ],
    [
      'a script in place of the interpreter',
      { ...base, files: { 'x-1.data/scripts/Python3': '' } },
      'entry `x-1.data/scripts/Python3`: it would replace the interpreter',
    ],
    [
      'the interpreter as data',
      { ...base, files: { 'x-1.data/data/bin/python3.11': '' } },
      'entry `x-1.data/data/bin/python3.11`: it would replace the interpreter',
    ],
    [
      'pyvenv.cfg as data',
      { ...base, files: { 'x-1.data/data/pyvenv.cfg': '' } },
      'entry `x-1.data/data/pyvenv.cfg`: it would replace `pyvenv.cfg`',
    ],
    [
      'a script name that leaves its folder',
      { ...base, entryPoints: { console_scripts: { '../x': 'x:main' } } },
      'entry `x-1.dist-info/entry_points.txt`: its script name `../x` is no file name',
    ],
    [
      'a script called python',
      { ...base, entryPoints: { gui_scripts: { python: 'x:main' } } },
      'entry `x-1.dist-info/entry_points.txt`: its script `python` would replace the interpreter',
    ],
    [
      'a script without callable',
      { ...base, entryPoints: { console_scripts: { x: 'x.main' } } },
      'entry `x-1.dist-info/entry_points.txt`: its script `x` points to `x.main` where `module:attribute` is expected',
    ],
    [
      'a path out of the wheel',
      { ...base, rawEntries: [{ name: '../x.py', data: '' }] },
      'entry `../x.py`: its path leads out of the archive',
    ],
  ];
  for (const [name, spec, expected] of cases) {
    it(`is refused: ${name}`, async (t) => {
      assert.equal(await refusal(buildWheel(spec), t), expected);
    });
  }

  it('may be spelled in other ways than the file name', async (t) => {
    const wheel = buildWheel({
      name: 'Ruamel.Yaml',
      version: '1.0',
      filename: 'ruamel.yaml-1.0.0-py3-none-any.whl',
      files: { 'ruamel_yaml-1.0.data/scripts/pythonic': '', 'x.py': '' },
      wheelVersion: '1.9',
      rootIsPurelib: false,
    });
    const { store } = await storeRig(t);
    const { fetch } = countingFetch({ [wheel.filename]: wheel.bytes });
    const stored = await store.wheel(distFile(wheel), fetch);
    assert.equal(stored.rootIsPurelib, false);
    assert.deepEqual(
      stored.notes.map(({ code }) => code),
      ['data-folder', 'wheel-version'],
    );
  });
});
