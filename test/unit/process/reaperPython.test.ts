import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { reaperPython } from '../../../src/process/reaperPython.ts';
import { realPythons } from '../../support/realPython.ts';

const call = `
before = set(sys.modules)
call = c_library()
assert call is not None and call("getpid") == os.getpid(), call
assert set(sys.modules) == before, set(sys.modules) - before
`;

/** `_ctypes` as PyPy has it: what `ctypes` itself needs, but not the rest. */
const asPyPy = 'import _ctypes; del _ctypes.dlsym, _ctypes.call_function\n';

for (const [name, first] of [
  ['CPython', ''],
  ['PyPy', asPyPy],
] as const) {
  test(`the C library is called, and no module stays, with the modules of ${name}`, () => {
    for (const python of realPythons()) {
      const script = `import os, signal, sys, time\n${first}${reaperPython}${call}`;
      const { status, stderr } = spawnSync(python, ['-I', '-S', '-c', script], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, `${python}: ${stderr}`);
    }
  });
}
