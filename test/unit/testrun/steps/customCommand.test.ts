import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customPaths } from '../../../../src/testrun/customPaths.ts';
import { customArgv, customTitle } from '../../../../src/testrun/steps/customCommand.ts';

type Test = Parameters<typeof customArgv>[0];
const command = (text: string): Test => ({ kind: 'command', text, files: [], follow: {} });
const script = (name: string): Test => ({
  kind: 'script',
  name,
  args: ['a b'],
  files: [{ path: `/w/${name}`, name }],
  follow: {},
});

test('a script runs under the environment, a command under sh with its places filled in', () => {
  const cell = { python: '/cell/env/bin/python', cwd: '/cell/cwd' };
  assert.deepEqual(customArgv(script('t.py'), cell), [
    '/cell/env/bin/python',
    '/cell/cwd/t.py',
    'a b',
  ]);
  const custom = { ...command('{python} -m x {tests} $HOME'), tests: "it's/$& here" };
  assert.deepEqual(customArgv(custom, { ...cell, python: '/e/bin/python' }), [
    '/bin/sh',
    '-c',
    "/e/bin/python -m x 'it'\\''s/$& here' $HOME",
  ]);
  assert.equal(customArgv(command('ls {tests}'), cell)[2], 'ls .');
  assert.equal(customTitle(script('t.py')), 't.py');
});

test('absolute paths that a command names are shown to it', () => {
  const named = (text: string): readonly string[] => customPaths(command(text));
  assert.deepEqual(named('python /w/a.py --cfg=/w/b.ini "/w/c" /w/d</w/e'), [
    '/w/a.py',
    '/w/b.ini',
    '/w/c',
    '/w/d',
    '/w/e',
  ]);
  assert.deepEqual(named('cat /usr/bin/env /proc/self/maps / /tmp /tmp/ ./a a/b {python}'), []);
  assert.deepEqual(named('/tmp/x/held.py'), ['/tmp/x/held.py']);
  assert.deepEqual(customPaths(script('t.py')), []);
});
