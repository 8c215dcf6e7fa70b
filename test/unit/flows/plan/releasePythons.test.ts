import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { releasePythons } from '../../../../src/flows/plan/releasePythons.ts';
import type { PlanRequest } from '../../../../src/flows/plan/planRequest.ts';
import { groupReleases } from '../../../../src/flows/sets/groupReleases.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import type { Interpreter } from '../../../../src/model/interpreter.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { port } from '../../../support/port.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

const pythons = (...versions: readonly string[]): readonly Interpreter[] =>
  versions.map((version) => madeUpInterpreter({ version }));
const installed = pythons('3.8.1', '3.10.2', '3.12.3', '3.13.0b1');

interface Found {
  readonly required: readonly string[];
  /** Of what is installed. */
  readonly admitted: readonly string[];
  readonly chosen: readonly string[];
  /** How often the release's own metadata were asked for. */
  readonly asked: number;
}

/** What a release with these files admits; `own` is what its metadata say. */
async function found(
  files: readonly DistFile[],
  given: { readonly own?: string } & Partial<Pick<PlanRequest, 'chosen' | 'installed'>> = {},
): Promise<Found> {
  const [release] = groupReleases({ name: 'some', files });
  assert.ok(release);
  let asked = 0;
  const { own, ...rest } = given;
  const request = port<PlanRequest>({
    chosen: undefined,
    installed,
    requiresPython: async (of, name) => {
      assert.deepEqual([of, name], [release, 'some']);
      asked += 1;
      return await Promise.resolve(own);
    },
    ...rest,
  });
  const { required, admits, interpreters } = await releasePythons(release, 'some', request);
  const labels = (list: readonly Interpreter[]): readonly string[] =>
    list.map(({ version }) => version);
  return {
    required,
    admitted: labels(installed.filter(admits)),
    chosen: labels(interpreters),
    asked,
  };
}

const sdist = (requiresPython?: string, yanked: false | string = false): DistFile =>
  listedFile('some-1.0.tar.gz', { requiresPython, yanked });
const wheel = (tag: string, requiresPython?: string): DistFile =>
  listedFile(`some-1.0-${tag}.whl`, { requiresPython });
const all = ['3.8.1', '3.10.2', '3.12.3', '3.13.0b1'];

suite('which Pythons a release admits', () => {
  test('those of its page; its metadata are not asked', async () => {
    assert.deepEqual(await found([sdist('>=3.10')]), {
      required: ['>=3.10'],
      admitted: ['3.10.2', '3.12.3', '3.13.0b1'],
      chosen: ['3.12.3'],
      asked: 0,
    });
  });

  test('those that any file admits, each condition once; a file without one has that of the metadata', async () => {
    const files = [
      wheel('py3-none-any', '<3.9'),
      wheel('py2-none-any', '<3.9'),
      sdist('>=3.13.0b1'),
    ];
    assert.deepEqual(await found(files), {
      required: ['<3.9', '>=3.13.0b1'],
      admitted: ['3.8.1', '3.13.0b1'],
      chosen: ['3.8.1'],
      asked: 0,
    });
    const some = await found([wheel('py3-none-any', '<3.9'), sdist()]);
    assert.deepEqual([some.required, some.admitted, some.asked], [['<3.9'], all, 0]);
  });

  test('those of its metadata where its page says nothing', async () => {
    assert.deepEqual(await found([sdist()], { own: '<3.12' }), {
      required: ['<3.12'],
      admitted: ['3.8.1', '3.10.2'],
      chosen: ['3.10.2'],
      asked: 1,
    });
  });

  test('all where nobody says anything, or nothing that can be read', async () => {
    const silent = { required: [], admitted: all, chosen: ['3.12.3'], asked: 1 };
    assert.deepEqual(await found([sdist()]), silent);
    assert.deepEqual(await found([sdist('three')]), { ...silent, required: ['three'], asked: 0 });
  });

  test('yanked files count only where the whole release is yanked', async () => {
    const files = [sdist('>=3.12', ''), wheel('py3-none-any', '<3.10')];
    assert.deepEqual((await found(files)).admitted, ['3.8.1']);
    assert.deepEqual((await found([sdist('>=3.12', 'why')])).admitted, ['3.12.3', '3.13.0b1']);
  });
});

suite('which Python it is tested on', () => {
  test('what was chosen, whether or not it is admitted', async () => {
    const chosen = pythons('2.7.18', '3.14.0');
    const { chosen: taken } = await found([sdist('>=3.10')], { chosen });
    assert.deepEqual(taken, ['2.7.18', '3.14.0']);
  });

  test('else the newest for which it has a wheel', async () => {
    const files = [
      wheel('cp38-cp38-manylinux1_x86_64'),
      wheel('cp310-cp310-manylinux1_x86_64'),
      wheel('cp312-cp312-win32'),
      sdist(),
    ];
    assert.deepEqual((await found(files)).chosen, ['3.10.2']);
    assert.deepEqual((await found([wheel('cp312-cp312-win32'), sdist()])).chosen, ['3.12.3']);
  });

  test('a wheel that does not admit the Python that its tags fit is none', async () => {
    const files = [
      wheel('cp312-cp312-manylinux1_x86_64', '<3.12'),
      wheel('cp310-cp310-manylinux1_x86_64', '>=3.10'),
      sdist('>=3.8'),
    ];
    assert.deepEqual((await found(files)).chosen, ['3.10.2']);
  });

  test('where none is admitted the newest stands for all', async () => {
    const { admitted, chosen } = await found([sdist('>=3.14')]);
    assert.deepEqual([admitted, chosen], [[], ['3.12.3']]);
  });

  test('without a final Python there is none', async () => {
    const failed = () => found([sdist()], { installed: pythons('3.13.0b1') });
    assert.deepEqual(await failureOf(failed), {
      code: 'no-python',
      message: 'Failed to find a final CPython on this machine',
      hint: '`spip python install 3` brings the newest; put one on PATH, or name one with `--python PATH`; `spip python list` shows what was found',
    });
  });
});
