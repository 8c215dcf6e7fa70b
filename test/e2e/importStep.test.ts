// What the import step says of releases that import, do not, or end their interpreter.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { WheelSpec } from '../support/wheelBuilder.ts';

interface Expected {
  readonly does: string;
  readonly verdict: string;
  readonly message: string;
  readonly hint?: RegExp;
  readonly signal?: string;
  readonly notes?: readonly string[];
  readonly wheel: Omit<WheelSpec, 'name' | 'version'>;
}

const packages: Readonly<Record<string, Expected>> = {
  good: { does: 'imports', verdict: 'pass/clean', message: '', wheel: {} },
  raises: {
    does: 'raises an error',
    verdict: 'fail/import-failed',
    message: '`import raises` raised `ValueError`: no luck',
    wheel: { files: { 'raises.py': 'raise ValueError("no luck")\n' } },
  },
  leaves: {
    does: 'calls sys.exit(0)',
    verdict: 'fail/import-failed',
    message: '`import leaves` raised `SystemExit`: 0',
    wheel: { files: { 'leaves.py': 'import sys\nsys.exit(0)\n' } },
  },
  vanishes: {
    does: 'calls os._exit(0)',
    verdict: 'fail/import-failed',
    message: '`import vanishes` ended its interpreter with status 0 before it was complete',
    wheel: { files: { 'vanishes.py': 'import os\nos._exit(0)\n' } },
  },
  crashes: {
    does: 'is killed by a signal',
    verdict: 'fail/crashed',
    message: '`import crashes` was killed by `SIGSEGV`',
    signal: 'SIGSEGV',
    wheel: { files: { 'crashes.py': 'import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n' } },
  },
  liar: {
    does: 'prints that all is well and fails',
    verdict: 'fail/import-failed',
    message: '`import liar` raised `RuntimeError`: 0 failed',
    wheel: { files: { 'liar.py': 'print("16 passed")\nraise RuntimeError("0 failed")\n' } },
  },
  optional: {
    does: 'has a module that needs an extra nobody asked for',
    verdict: 'pass/clean',
    message: '',
    notes: ['`optional_d` needs extra `d`'],
    wheel: {
      files: { 'optional.py': '', 'optional_d.py': 'import absent_lib\n' },
      extras: ['d'],
      requires: ['absent_lib; extra == "d"'],
    },
  },
  otherwise: {
    does: 'needs an extra whose package has another name than its module',
    verdict: 'pass/clean',
    message: '',
    notes: ['`otherwise_d` needs extra `d`'],
    wheel: {
      files: { 'otherwise.py': '', 'otherwise_d.py': 'import brought.inner\n' },
      extras: ['c', 'd'],
      requires: ['absent_lib; extra == "c"', 'bringer; extra == "d"'],
    },
  },
  lacking: {
    does: 'has only a module that needs an extra',
    verdict: 'fail/import-failed',
    message: "`import lacking` raised `ModuleNotFoundError`: No module named 'absent_lib'",
    notes: ['`lacking` needs extra `d`'],
    wheel: {
      files: { 'lacking.py': 'import absent_lib\n' },
      extras: ['d'],
      requires: ['absent_lib; extra == "d"'],
    },
  },
  undeclared: {
    does: 'needs a module that it names nowhere',
    verdict: 'fail/import-failed',
    message: "`import undeclared` raised `ModuleNotFoundError`: No module named 'absent_lib'",
    wheel: { files: { 'undeclared.py': 'import absent_lib\n' } },
  },
  former: {
    does: 'needs what environments once had',
    verdict: 'fail/import-failed',
    message: "`import former` raised `ModuleNotFoundError`: No module named 'pkg_resources'",
    hint: /up to Python 3\.11, .*: `--with "setuptools<81"` adds it/,
    wheel: { files: { 'former.py': 'import pkg_resources\n' } },
  },
  formerly: {
    does: 'needs what Python once had',
    verdict: 'fail/import-failed',
    message: "`import formerly` raised `ModuleNotFoundError`: No module named 'distutils'",
    hint: /`--with "setuptools"` adds it/,
    wheel: { files: { 'formerly.py': 'import distutils.core\n' } },
  },
  gone: {
    does: 'needs what left the standard library',
    verdict: 'fail/import-failed',
    message: "`import gone` raised `ModuleNotFoundError`: No module named 'imp'",
    hint: /with Python 3\.12: `--with zombie-imp` brings it back/,
    wheel: { files: { 'gone.py': 'import imp\n' } },
  },
  empty: {
    does: 'installs no module',
    verdict: 'pass/clean',
    message: '',
    notes: ['no modules'],
    wheel: { files: {} },
  },
  tested: {
    does: 'also installs its tests, which would fail',
    verdict: 'pass/clean',
    message: '',
    wheel: {
      files: { 'tested.py': '', 'tests/__init__.py': 'raise ValueError()\n', '_own.py': '1/0\n' },
    },
  },
  renamed: {
    does: 'has modules of other names, one of which fails',
    verdict: 'fail/import-failed',
    message: "`import second` raised `KeyError`: 'gone'",
    wheel: { files: { 'first/__init__.py': '', 'second.py': 'raise KeyError("gone")\n' } },
  },
};

const names = Object.keys(packages);
const indexed = await IndexedRig.open(
  Object.entries(packages)
    .map(([name, { wheel }]) => wheelFile({ name, version: '1.0', ...wheel }))
    .concat(wheelFile({ name: 'bringer', version: '2.0', files: { 'brought/inner.py': '' } })),
);
after(() => indexed[Symbol.asyncDispose]());
const run = await indexed.matrix([...names, '-j', '4']);

for (const [name, expected] of Object.entries(packages)) {
  test(`a release that ${expected.does}: ${expected.verdict}`, () => {
    const cell = run.cell(`${name} 1.0`);
    assert.deepEqual(
      {
        verdict: `${cell.state}/${cell.reason}`,
        message: cell.message,
        notes: cell.notes.map(({ text }) => text),
        signal: cell.steps.find((step) => step.name === 'import')?.signal ?? undefined,
      },
      {
        verdict: expected.verdict,
        message: expected.message,
        notes: expected.notes ?? [],
        signal: expected.signal,
      },
    );
    assert.match(cell.hint ?? '', expected.hint ?? /^$/);
    assert.deepEqual(
      cell.steps.map((step) => step.name),
      ['install', 'import'],
    );
  });
}

test('a run with a failure ends with 1', () => assert.equal(run.status, 1));

test('the log of a failed import holds its traceback and what it printed', async () => {
  const { steps } = run.cell('liar 1.0');
  const log = steps.find(({ name }) => name === 'import')?.log ?? '';
  const text = await readFile(join(indexed.rig.dataDir, 'runs', run.record.run.id, log), 'utf8');
  assert.match(text, /^16 passed$/m);
  assert.match(text, /^Traceback \(most recent call last\):\n {2}File ".*\/liar\.py", line 2/m);
  assert.match(text, /^RuntimeError: 0 failed$/m);
});

test('an extra that is asked for is installed, and its absence is no excuse', async () => {
  const { status, verdicts, stderr } = await indexed.matrix(['optional[d]']);
  assert.equal(status, 1, stderr);
  assert.deepEqual(verdicts, { 'optional 1.0': 'blocked/unresolvable' });
});
