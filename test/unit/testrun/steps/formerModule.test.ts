import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formerModuleHint } from '../../../../src/testrun/steps/formerModule.ts';

test('a module that environments used to bring names what brings it now', () => {
  for (const [missing, requirement] of [
    [['pkg_resources'], 'setuptools<81'],
    [['pkg_resources.extern'], 'setuptools<81'],
    [['other', 'distutils.core'], 'setuptools'],
    [['setuptools.command'], 'setuptools'],
    [['wheel.bdist_wheel'], 'wheel'],
    [['pip._internal'], 'pip'],
  ] as const) {
    assert.match(formerModuleHint(missing) ?? '', new RegExp(`--with "${requirement}"`));
  }
  for (const missing of [['wheels'], ['setuptools_scm'], []]) {
    assert.equal(formerModuleHint(missing), undefined);
  }
});
