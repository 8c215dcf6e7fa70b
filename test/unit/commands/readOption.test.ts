import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParsedLine } from '../../../src/commands/commandSpec.ts';
import { readIndexOptions } from '../../../src/commands/indexOptions.ts';
import { readChoice, readCount, readSeconds } from '../../../src/commands/readOption.ts';

function line(given: Readonly<Record<string, readonly string[]>>): ParsedLine {
  return { command: 'matrix', operands: [], given: new Map(Object.entries(given)) };
}

test('reads counts', () => {
  assert.equal(readCount(line({}), 'limit'), undefined);
  assert.equal(readCount(line({ limit: ['16'] }), 'limit'), 16);
  for (const text of ['0', '-1', '1.5', '1e3', 'many', ' 1', '0x10', '99999999999999999999']) {
    assert.throws(() => readCount(line({ limit: [text] }), 'limit'), {
      code: 'usage',
      message: `Expected \`--limit\` to be a whole number of at least 1, found \`${text}\``,
    });
  }
});

test('reads seconds', () => {
  assert.equal(readSeconds(line({ timeout: ['0.5'] }), 'timeout'), 0.5);
  for (const text of ['0', '-1', '1e3', '1s', 'Infinity', '2000001']) {
    assert.throws(() => readSeconds(line({ timeout: [text] }), 'timeout'), {
      code: 'usage',
      message: `Expected \`--timeout\` to be a number of seconds, more than 0 and at most 2000000, found \`${text}\``,
    });
  }
});

test('reads choices, the first where nothing is given', () => {
  assert.equal(readChoice(line({}), 'sandbox', ['auto', 'off']), 'auto');
  assert.equal(readChoice(line({ sandbox: ['off'] }), 'sandbox', ['auto', 'off']), 'off');
  assert.throws(() => readChoice(line({ sandbox: ['on'] }), 'sandbox', ['auto', 'off']), {
    message: 'Expected `--sandbox` to be one of `auto`, `off`, found `on`',
  });
});

test('reads names of packages normalised, in their order', () => {
  const { onlyBinary } = readIndexOptions(
    line({ 'only-binary': [':all:', 'Zope.Interface, my_pkg', ':none:'] }),
  );
  assert.deepEqual(onlyBinary, [':all:', 'zope-interface', 'my-pkg', ':none:']);
  assert.throws(() => readIndexOptions(line({ 'no-binary': ['a b'] })), {
    message: 'Expected `--no-binary` to name packages, `:all:` or `:none:`, found `a b`',
  });
});

test('reads dates and timestamps with a zone', () => {
  for (const text of ['2024-05-01', '2024-05-01T12:00:00Z', '2024-02-29T12:00:00.5+02:00']) {
    assert.equal(readIndexOptions(line({ 'exclude-newer': [text] })).excludeNewer, text);
  }
  for (const text of [
    '2024-02-30',
    '2023-02-29',
    '2024-5-1',
    'yesterday',
    '2024-05-01T12:00:00',
    '2024-05-01T25:00:00Z',
  ]) {
    assert.throws(() => readIndexOptions(line({ 'exclude-newer': [text] })), { code: 'usage' });
  }
});

test('refuses --offline with --refresh', () => {
  assert.throws(() => readIndexOptions(line({ offline: [''], refresh: [''] })), {
    message: 'Expected either `--offline` or `--refresh`, found both',
  });
});
