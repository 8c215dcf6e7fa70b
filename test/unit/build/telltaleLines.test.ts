import assert from 'node:assert/strict';
import { test } from 'node:test';
import { telltaleLines } from '../../../src/build/telltaleLines.ts';

test('the exception at the end of a traceback is what matters', () => {
  const log = `== build_wheel of x
running build
Traceback (most recent call last):
  File "setup.py", line 3, in <module>
    import numpy
ModuleNotFoundError: No module named 'numpy'
`;
  assert.deepEqual(telltaleLines(log), ["ModuleNotFoundError: No module named 'numpy'"]);
});

test('the first errors of a compiler say more than that it failed', () => {
  const log = `x.c:1:10: warning: unused variable 'error'
src/x.c:12:10: fatal error: Python.h: No such file or directory
compilation terminated.
error: command '/usr/bin/gcc' failed with exit code 1
cleaning up
`;
  assert.deepEqual(telltaleLines(log), [
    'src/x.c:12:10: fatal error: Python.h: No such file or directory',
  ]);
  const many = [1, 2, 2, 3, 4].map((line) => `x.c:${line}:1: error: no member named 'exc_type'`);
  assert.deepEqual(
    telltaleLines([...many, '  7 |   if (x == NULL) {', "error: command 'gcc' failed"].join('\n')),
    [1, 2, 3].map((line) => `x.c:${line}:1: error: no member named 'exc_type'`),
  );
});

test('errors of distutils are found', () => {
  const log = "running build\nerror: command '/usr/bin/gcc' failed with exit code 1\ncleaning up\n";
  assert.deepEqual(telltaleLines(log), ["error: command '/usr/bin/gcc' failed with exit code 1"]);
});

test('only the last hook counts', () => {
  const log = '== one of x\nValueError: first\n== two of x\nif x == 1:\nKeyError: second\n';
  assert.deepEqual(telltaleLines(log), ['KeyError: second']);
});

test('a syntax error comes with the line of code that it is about', () => {
  const log = `Traceback (most recent call last):
  File "<string>", line 38
    except DistutilsPlatformError, x:
           ^^^^^^^^^^^^^^^^^^^^^^^^^
SyntaxError: multiple exception types must be parenthesized
`;
  assert.deepEqual(telltaleLines(log), [
    'except DistutilsPlatformError, x:',
    'SyntaxError: multiple exception types must be parenthesized',
  ]);
});

test('where a module lies is left out', () => {
  assert.deepEqual(
    telltaleLines(
      "ImportError: cannot import name 'Feature' from 'setuptools' (/env/x/__init__.py)",
    ),
    ["ImportError: cannot import name 'Feature' from 'setuptools'"],
  );
});

test('a log without errors gives its last lines', () => {
  assert.deepEqual(telltaleLines('== hook\none\ntwo\n\nthree\nfour\n'), ['two', 'three', 'four']);
  assert.deepEqual(telltaleLines(''), []);
});

test('the last five errors, each once, colours removed, are enough', () => {
  const log = Array.from({ length: 9 }, (_, i) => `\u001b[31mValueError: ${i >> 1}\u001b[0m`);
  assert.deepEqual(
    telltaleLines(log.join('\n')),
    [0, 1, 2, 3, 4].map((i) => `ValueError: ${i}`),
  );
});

test('a monstrous line is cut', () => {
  assert.equal(telltaleLines(`ValueError: ${'x'.repeat(5000)}`)[0]?.length, 303);
});
