import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareProcesses } from '../../../../src/process/isolation/bareProcesses.ts';
import { foldersOfCell } from '../../../../src/process/isolation/cellFolders.ts';
import { readRaised, surroundingsHint } from '../../../../src/testrun/steps/surroundingsHint.ts';
import type { Raised } from '../../../../src/testrun/steps/surroundingsHint.ts';

const nothing: Raised = { text: '', missing: [], errno: undefined };
const python = {
  executable: '/p/bin/python',
  basePrefix: '/p',
  version: '3.11.7',
  lacks: ['_dbm', 'ctypes', 'ssl', 'tkinter'],
  elsewhere: [],
};
const folders = foldersOfCell('/cell');
const sandbox = { ...bareProcesses, level: 'bubblewrap' } as const;

function hint(raised: Partial<Raised>, isolation = sandbox as typeof bareProcesses): string {
  const network = isolation.level === 'none' ? 'host' : 'loopback';
  const doors = { network, variables: {}, mounts: [] } as const;
  return surroundingsHint({ ...nothing, ...raised }, { python, isolation, folders, doors }) ?? '';
}

test('a module that the Python was built without', () => {
  for (const [missing, named] of [
    ['_ctypes', 'ctypes'],
    ['_dbm', '_dbm'],
    ['ssl', 'ssl'],
    ['_ssl', 'ssl'],
    ['tkinter.filedialog', 'tkinter'],
    ['_tkinter', 'tkinter'],
    ['Tkinter', 'tkinter'],
    ['_gdbm', '_gdbm'],
    ['readline', 'readline'],
    ['_uuid', '_uuid'],
  ] as const) {
    assert.match(hint({ missing: ['other', missing] }), new RegExp(`built without \`${named}\``));
  }
  for (const missing of ['sqlite3', 'zlib_ng', 'ctypes_tools', 'ssl_', '']) {
    assert.equal(hint({ missing: [missing] }), '');
  }
});

test('a library that the system does not have, in the words of every loader', () => {
  for (const [text, library] of [
    ['libGL.so.1: cannot open shared object file: No such file or directory', 'libGL.so.1'],
    ['/a/b/libx.so: cannot open shared object file: No such file or directory', 'libx.so'],
    ['OSError: libc++.so.1: cannot open shared object file', 'libc++.so.1'],
    ['Error loading shared library libfoo.so.1: No such file or directory', 'libfoo.so.1'],
  ] as const) {
    assert.ok(hint({ text }).startsWith(`\`${library}\` is a library of the system`), text);
  }
  assert.doesNotMatch(
    hint({ text: 'a.so: cannot open shared object file' }, bareProcesses),
    /sandbox/,
  );
});

test('a system whose libraries are too old', () => {
  for (const version of ['GLIBC_2.99', 'GLIBCXX_3.4.99', 'CXXABI_1.9']) {
    const text = `/lib/libc.so.6: version \`${version}' not found (required by /x/y.so)`;
    assert.ok(hint({ text }).includes(`wants \`${version}\``), text);
  }
});

test('a network that the sandbox does not have', () => {
  for (const errno of [101, 100, -2, -3]) {
    assert.match(hint({ errno }), /--network host/);
    assert.equal(hint({ errno }, bareProcesses), '');
  }
  for (const errno of [2, 13, 111, 0]) {
    assert.equal(hint({ errno }), '');
  }
});

test('an environment, or a file of it, that cannot be written', () => {
  const text = "[Errno 30] Read-only file system: '/cell/env/lib/thing/cache'";
  assert.match(hint({ errno: 30, text }), /environments read-only.*--sandbox off/);
  assert.equal(hint({ errno: 30, text }, bareProcesses), '');
  assert.equal(hint({ errno: 30, text }, { ...sandbox, hasLayer: true }), '');
  const denied = "[Errno 13] Permission denied: '/cell/env/lib/thing/data'";
  assert.match(hint({ errno: 13, text: denied }), /files of wheels are read-only/);
  for (const elsewhere of ["[Errno 30] Read-only file system: '/usr/x'", 'Read-only']) {
    assert.equal(hint({ errno: 30, text: elsewhere }), '');
  }
});

test('the same from what a command printed', () => {
  const raised = readRaised(`ModuleNotFoundError: No module named '_ssl'
ImportError: No module named Tkinter
OSError: [Errno 101] Network is unreachable`);
  assert.deepEqual([raised.missing, raised.errno], [['_ssl', 'Tkinter'], 101]);
  assert.equal(readRaised('socket.gaierror: [Errno -2] Name or service not known').errno, -2);
  assert.deepEqual(readRaised('1 failed'), { ...nothing, text: '1 failed' });
});
