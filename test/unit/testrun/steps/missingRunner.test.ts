import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingRunner } from '../../../../src/testrun/steps/missingRunner.ts';

test('a runner that no shell finds is named with the `--with` that brings it', () => {
  for (const [tail, requirement] of [
    ['/bin/sh: 1: pytest: not found\n', 'pytest'],
    ['sh: pytest: command not found', 'pytest'],
    ['bash: line 1: py.test: command not found', 'pytest'],
    ["env: 'pytest': No such file or directory", 'pytest'],
    ['timeout: failed to run command ‘nosetests’: No such file or directory\nbye', 'nose'],
    ['xargs: trial: No such file or directory', 'twisted'],
    ['/bin/sh: 1: exec: tox: not found', 'tox'],
  ] as const) {
    assert.match(missingRunner(127, tail) ?? '', new RegExp(`--with ${requirement}\`$`), tail);
  }
});

test('another program, another status and what only speaks of a runner name nothing', () => {
  for (const [status, tail] of [
    [127, '/bin/sh: 1: make: not found'],
    [127, '/bin/sh: 1: /opt/pytest/run: not found'],
    [127, 'pytest is what you want\n'],
    [127, ''],
    [1, '/bin/sh: 1: pytest: not found'],
    [undefined, '/bin/sh: 1: pytest: not found'],
  ] as const) {
    assert.equal(missingRunner(status, tail), undefined, tail);
  }
});
