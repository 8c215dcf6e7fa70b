import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listedModules } from '../../../../src/flows/sets/listedModules.ts';
import type { FailureCode } from '../../../../src/lib/failureCodes.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';

const wheel: DistFile = {
  filename: 'bringer-1.0-py3-none-any.whl',
  kind: 'wheel',
  url: 'https://files.example/bringer-1.0-py3-none-any.whl',
  sha256: undefined,
  size: undefined,
  requiresPython: undefined,
  uploadTime: undefined,
  yanked: false,
  metadata: false,
  index: 'https://index.example',
};

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
