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

test('errors of the compiler and of distutils are found among warnings', () => {
  const log = `x.c:1:10: warning: unused variable 'error'
src/x.c:12:10: fatal error: Python.h: No such file or directory
compilation terminated.
error: command '/usr/bin/gcc' failed with exit code 1
cleaning up
`;
  assert.deepEqual(telltaleLines(log), [
    'src/x.c:12:10: fatal error: Python.h: No such file or directory',
    "error: command '/usr/bin/gcc' failed with exit code 1",
  ]);
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
