import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScriptMetadata } from '../../../src/pep/scriptMetadata.ts';
import { formatSpecifiers } from '../../../src/pep/specifiers.ts';

function read(...lines: readonly string[]): unknown {
  const found = readScriptMetadata(`${lines.join('\n')}\n`, 't.py');
  return found === undefined
    ? undefined
    : [found.dependencies, found.requiresPython && formatSpecifiers(found.requiresPython)];
}

test('what a script says of itself, wherever it says it', () => {
  assert.deepEqual(
    read(
      '#!/usr/bin/env python',
      '# /// script',
      '# requires-python = ">=3.11"',
      '# dependencies = [',
      '#   "requests<3",',
      '#',
      '#   "rich",',
      '# ]',
      '# ///',
      'import rich',
    ),
    [['requests<3', 'rich'], '>=3.11'],
  );
  assert.deepEqual(read('x = 1', '# /// script', '# ///'), undefined, 'a block has content');
  assert.deepEqual(read('# /// script', '# [tool.x]', '# y = 1', '# ///'), [[], undefined]);
  // Up to the last end of it (PEP 723).
  assert.deepEqual(read('# /// script', '# dependencies = ["a"]', '# ///', '', '# ///'), [
    ['a'],
    undefined,
  ]);
});

test('no block is none', () => {
  for (const lines of [
    ['import six'],
    ['# /// other', '# dependencies = ["a"]', '# ///'],
    ['# /// script', '# dependencies = ["a"]'],
    ['#/// script', '# dependencies = ["a"]', '# ///'],
    ['# /// script', 'dependencies = ["a"]', '# ///'],
  ]) {
    assert.equal(read(...lines), undefined, lines.join('|'));
  }
});

test('what cannot be read is refused, naming the script', () => {
  const block = (text: string): readonly string[] => ['# /// script', `# ${text}`, '# ///', ''];
  for (const [lines, message] of [
    [block('dependencies = ['), /a `script` block in TOML: `t\.py`$/],
    [block('dependencies = "a"'), /`dependencies` to be a list of texts/],
    [block('requires-python = 3'), /`requires-python` to be a text/],
    [[...block('a = 1'), ...block('a = 1')], /one `script` block, found several/],
  ] as const) {
    assert.throws(() => read(...lines), { code: 'invalid-metadata', message });
  }
});
