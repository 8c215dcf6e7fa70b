import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customTest } from '../../../../src/flows/plan/customTest.ts';

const nothing = { script: undefined, command: undefined, tests: [] };

test('without a script and a command there is none, whatever tests are copied', () => {
  assert.equal(customTest(nothing), undefined);
  assert.equal(customTest({ ...nothing, tests: ['/t'] }), undefined);
});

test('a script is a file beside the tests, and counts before a command', () => {
  const given = { script: '/work/check.py', command: 'x', tests: ['/t/a', '/t/b'] };
  assert.deepEqual(customTest(given), {
    kind: 'script',
    name: 'check.py',
    files: ['/t/a', '/t/b', '/work/check.py'],
  });
});

test('`{tests}` is the one thing that is copied, else the folder that holds all of it', () => {
  const command = 'pytest {tests}';
  const placed = (...tests: readonly string[]) => customTest({ ...nothing, command, tests });
  const common = { kind: 'command', text: command };
  assert.deepEqual(placed('/work/tests'), { ...common, tests: 'tests', files: ['/work/tests'] });
  assert.deepEqual(placed('/a', '/b'), { ...common, tests: '.', files: ['/a', '/b'] });
  assert.deepEqual(placed(), { ...common, tests: '.', files: [] });
});
