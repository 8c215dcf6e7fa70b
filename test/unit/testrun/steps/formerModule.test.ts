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

test('a module that left the standard library says since when, and what brings it back', () => {
  for (const [missing, hint] of [
    [
      ['imp'],
      '`imp` left the standard library with Python 3.12: `--with zombie-imp` brings it back',
    ],
    [
      ['asyncore'],
      '`asyncore` left the standard library with Python 3.12: `--with pyasyncore` brings it back',
    ],
    [
      ['other', 'cgi'],
      '`cgi` left the standard library with Python 3.13: `--with legacy-cgi` brings it back',
    ],
    [['lib2to3.pgen2'], '`lib2to3` left the standard library with Python 3.13'],
    [['dummy_threading'], '`dummy_threading` left the standard library with Python 3.9'],
  ] as const) {
    assert.equal(formerModuleHint(missing), hint);
  }
  for (const missing of [['impl'], ['cgi_'], ['own.imp'], ['constructor'], ['toString']]) {
    assert.equal(formerModuleHint(missing), undefined);
  }
});
