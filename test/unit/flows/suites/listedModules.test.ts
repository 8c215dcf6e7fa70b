import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listedModules } from '../../../../src/flows/suites/listedModules.ts';
import type { FailureCode } from '../../../../src/lib/failureCodes.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { BringsModule } from '../../../../src/flows/sets/unusedExtras.ts';
import type { DistFile, ProjectFiles } from '../../../../src/model/distFile.ts';
import { listedFile } from '../../../support/listedFile.ts';

const wheel = listedFile('bringer-1.0-py3-none-any.whl');

/** Whether `brought` is found where the wheel's modules are read so. */
function looksUp(
  modules: () => Promise<readonly string[] | undefined>,
  offline = false,
): Promise<boolean> {
  const project = async (name: string) => await Promise.resolve({ name, files: [wheel] });
  return listedModules({ project, modules }, { offline })('bringer', 'brought');
}

const fails = (code: FailureCode) => () => Promise.reject(new SpipError(code, 'no'));

test('a module is found in the newest wheel', async () => {
  assert.equal(await looksUp(async () => await Promise.resolve(['brought'])), true);
  assert.equal(await looksUp(async () => await Promise.resolve(['other'])), false);
});

test('a wheel that cannot be read is that of nobody: it decides no verdict', async () => {
  assert.equal(await looksUp(fails('bad-archive')), false);
});

test('an index that does not answer leaves it open, but offline nothing else is to be had', async () => {
  await assert.rejects(looksUp(fails('index-unreachable')), { code: 'index-unreachable' });
  assert.equal(await looksUp(fails('index-unreachable'), true), false);
});

/** A package with these files, by name and size; each wheel holds one module of its own file's name. */
function package_(files: readonly (readonly [filename: string, more?: Partial<DistFile>])[]): {
  readonly brings: BringsModule;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const project = async (name: string): Promise<ProjectFiles | undefined> => {
    asked.push(name);
    return await Promise.resolve(
      name === 'absent'
        ? undefined
        : {
            name,
            files: files.map((each) => listedFile(...each)),
          },
    );
  };
  const modules = async ({ filename }: DistFile): Promise<readonly string[]> => {
    asked.push(filename);
    return await Promise.resolve(['brought', filename]);
  };
  return { brings: listedModules({ project, modules }, { offline: false }), asked };
}

test('the smallest wheel of the newest final release that has one is looked into', async () => {
  const { brings, asked } = package_([
    ['bringer-4.0rc1-py3-none-any.whl'],
    ['bringer-3.1-py3-none-any.whl', { yanked: 'broken' }],
    ['bringer-3.0.tar.gz'],
    ['bringer-2.0-cp311-cp311-linux_x86_64.whl', { size: 9 }],
    ['bringer-2.0-cp312-cp312-linux_x86_64.whl', { size: 5 }],
    ['bringer-2.0-cp313-cp313-linux_x86_64.whl', { size: 7 }],
    ['bringer-2.0.tar.gz', { size: 1 }],
    ['bringer-1.0-py3-none-any.whl', { size: 1 }],
  ]);
  assert.equal(await brings('bringer', 'brought'), true);
  assert.deepEqual(asked, ['bringer', 'bringer-2.0-cp312-cp312-linux_x86_64.whl']);
});

test('a package is looked into once, whatever module is asked for', async () => {
  const { brings, asked } = package_([['bringer-1.0-py3-none-any.whl']]);
  const found = ['brought', 'other', 'brought.deep'].map((module) => brings('bringer', module));
  assert.deepEqual(await Promise.all(found), [true, false, false]);
  assert.deepEqual(asked, ['bringer', 'bringer-1.0-py3-none-any.whl']);
});

test('a package without wheels, or that nobody knows, brings nothing', async () => {
  const { brings, asked } = package_([['bringer-3.0.tar.gz']]);
  assert.equal(await brings('bringer', 'brought'), false);
  assert.equal(await brings('absent', 'brought'), false);
  assert.deepEqual(asked, ['bringer', 'absent']);
  assert.equal(await looksUp(async () => await Promise.resolve(undefined)), false);
});

test('what is no expected failure is told, offline too', async () => {
  const bug = new TypeError('bug');
  await assert.rejects(
    looksUp(() => Promise.reject(bug), true),
    bug,
  );
});
