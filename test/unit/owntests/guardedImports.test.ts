import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardedImports } from '../../../src/owntests/guardedImports.ts';

test('modules that a file imports where they are there, each branch of its attempt', () => {
  const text = [
    'import os',
    'try:',
    '    from StringIO import StringIO',
    '    import needed.inner',
    '',
    '# a comment',
    '    from needed import a, b',
    'except ImportError:',
    '    from instead import a',
    'else:',
    '\timport also',
    'if True:',
    '    import not_guarded',
    'def f():',
    '    import inside',
    'try:',
    '    from . import sibling',
    '    from _private import x',
    'except ImportError: import on_its_line',
  ].join('\n');
  assert.deepEqual(guardedImports(text), ['needed', 'instead', 'also']);
  assert.deepEqual(guardedImports(''), []);
});
