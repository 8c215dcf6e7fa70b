import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  evaluateLockMarker,
  evaluateMarker,
  formatMarker,
  parseMarker,
} from '../../../src/pep/marker.ts';
import type { MarkerEnvironment } from '../../../src/pep/markerEnvironment.ts';

const linux: MarkerEnvironment = {
  implementation_name: 'cpython',
  implementation_version: '3.11.7',
  os_name: 'posix',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0-13-amd64',
  platform_system: 'Linux',
  platform_version: '#1 SMP Debian',
  python_full_version: '3.11.7',
  python_version: '3.11',
  sys_platform: 'linux',
};

function evaluate(
  text: string,
  extras: readonly string[] = [],
  changed: Partial<MarkerEnvironment> = {},
): boolean {
  return evaluateMarker(parseMarker(text), { ...linux, ...changed }, new Set(extras));
}

test('variables that hold versions compare as versions', () => {
  assert.ok(evaluate('python_version >= "3.9"'));
  assert.ok(evaluate('"3.9" <= python_version'));
  assert.ok(evaluate('python_full_version ~= "3.11.2"'));
  assert.ok(evaluate('python_version == "3.*"'));
  assert.ok(!evaluate('python_version < "3.2"'));
  assert.ok(
    evaluate('python_full_version < "3.14"', [], { python_full_version: '3.14.0a1+' }) === false,
  );
  assert.ok(
    evaluate('python_full_version >= "3.14.0a1"', [], { python_full_version: '3.14.0a1+' }),
  );
});

test('other texts know equality and containment, never order', () => {
  assert.ok(evaluate("sys_platform == 'linux' and os_name != 'nt'"));
  assert.ok(evaluate("'Debian' in platform_version"));
  assert.ok(evaluate("python_version in '3.10 3.11'"));
  assert.ok(evaluate("platform_machine not in 'arm64 aarch64'"));
  assert.ok(!evaluate("sys_platform > 'a'"));
  assert.ok(evaluate("sys_platform >= 'linux'"));
  assert.ok(!evaluate("sys_platform ~= 'linux'"));
  // A kernel's name for itself is no version, so no version comparison holds.
  assert.ok(!evaluate("platform_release >= '4'"));
});

test('and binds tighter than or; parentheses change it', () => {
  const [yes, no] = ['os_name == "posix"', 'os_name == "nt"'];
  assert.ok(evaluate(`${yes} or ${no} and ${no}`));
  assert.ok(!evaluate(`(${yes} or ${no}) and ${no}`));
});

test('an extra holds if one of those asked for makes the marker hold', () => {
  assert.ok(!evaluate('extra == "socks"'));
  assert.ok(evaluate('extra == "So_cks"', ['so-cks']));
  assert.ok(evaluate('extra == "b"', ['a', 'b']));
  assert.ok(!evaluate('extra == "a" and extra == "b"', ['a', 'b']));
  assert.ok(evaluate('extra != "a"'));
  assert.ok(evaluate('"a" in extras and "c" not in extras', ['A', 'b']));
  assert.ok(!evaluate('"test" in dependency_groups', ['test']));
});

test('old spellings of variables read as the new ones', () => {
  assert.equal(
    formatMarker(parseMarker("os.name=='posix' or python_implementation=='CPython'")),
    'os_name == "posix" or platform_python_implementation == "CPython"',
  );
});

test('a marker is written with the parentheses that it needs', () => {
  const cases = [
    ["((os_name=='a'))", 'os_name == "a"'],
    [
      "(os_name=='a' and os_name=='b') or os_name=='c'",
      'os_name == "a" and os_name == "b" or os_name == "c"',
    ],
    [
      "os_name=='a' and(os_name=='b' or os_name=='c')",
      'os_name == "a" and (os_name == "b" or os_name == "c")',
    ],
    [`os_name  not  in '"'`, `os_name not in '"'`],
    ['extra == "A_b"', 'extra == "a-b"'],
  ] as const;
  for (const [text, written] of cases) {
    assert.equal(formatMarker(parseMarker(text)), written);
    assert.equal(formatMarker(parseMarker(written)), written);
  }
});

test('a malformed marker is refused with the place', () => {
  const cases = [
    ['', 'Expected a marker variable or a quoted text at the end of ``'],
    [
      'python >= "3"',
      'Expected a marker variable or a quoted text at column 1 (`python >= "3"`) of `python >= "3"`',
    ],
    [
      'os_name == "a" os_name',
      'Expected `and`, `or` or the end at column 16 (`os_name`) of `os_name == "a" os_name`',
    ],
    ['(os_name == "a"', 'Expected `)` at the end of `(os_name == "a"`'],
  ] as const;
  for (const [text, message] of cases) {
    assert.throws(() => parseMarker(text), { code: 'invalid-marker', message });
  }
  for (const text of [
    'os_name',
    'os_name == a',
    'os_name = "a"',
    'os_name == "a\\"',
    "'a'in",
    'os_name not "a"',
  ]) {
    assert.throws(() => parseMarker(text), { code: 'invalid-marker' }, text);
  }
});

test('the markers of a lock file know its dependency groups', () => {
  const holds = (text: string, ...groups: readonly string[]): boolean =>
    evaluateLockMarker(parseMarker(text), linux, new Set(groups));
  assert.ok(holds('"dev_tools" in dependency_groups', 'Dev.Tools'));
  assert.ok(!holds('"dev" in dependency_groups or "x" in extras', 'docs'));
  assert.ok(holds('"dev" not in dependency_groups'));
});
