import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Origin, RawValue } from '../../../src/options/option.ts';
import { parseValue } from '../../../src/options/parseValue.ts';

const flag: Origin = { kind: 'flag', source: '--it', base: '/base' };
const setting: Origin = { kind: 'setting', source: 'SPIP_IT', base: '/base' };

const count = 'a whole number of at least 1';
const seconds = 'a number of seconds, more than 0 and at most 2000000';
const age = 'an age such as `12h`, `30d` or `2w`';
const moment =
  'a date such as `2024-05-01` or a timestamp with a zone such as `2024-05-01T12:00:00Z`';
const choice = parseValue.choice('auto', 'off');

const accepted = [
  [parseValue.text, 'x', 'x'],
  [parseValue.count, '16', 16],
  [parseValue.count, 16, 16],
  [parseValue.count, ' 16 ', 16],
  [parseValue.seconds, '0.5', 0.5],
  [parseValue.seconds, 30, 30],
  [parseValue.age, '0d', 0],
  [parseValue.age, '90m', 5400],
  [parseValue.age, '12h', 43_200],
  [parseValue.age, '30d', 2_592_000],
  [parseValue.age, '2w', 1_209_600],
  [choice, 'off', 'off'],
  [parseValue.bytes, '10 GB', 1e10],
  [parseValue.bytes, 4096, 4096],
  [parseValue.flag, 'Yes', true],
  [parseValue.flag, false, false],
  [parseValue.releaseOrMoment, 'release', 'release'],
  [parseValue.folder, 'x', '/base/x'],
  [parseValue.folder, '/x', '/x'],
] as const;
for (const [parse, raw, value] of accepted) {
  test(`reads ${raw} as ${value}`, () => assert.equal(parse(raw, flag), value));
}

const refused = [
  [parseValue.text, 'a string', [3, true, ['x']]],
  [
    parseValue.count,
    count,
    ['0', '-1', '1.5', '1e3', 'many', '1 0', '0x10', '99999999999999999999', 0, true, ['1']],
  ],
  [parseValue.seconds, seconds, ['0', '-1', '1e3', '1s', 'Infinity', '2000001', -1]],
  [parseValue.age, age, ['30', 'd', '-1d', '1.5h', '1y', '1 d', '12hours', '1234567d']],
  [choice, 'one of `auto`, `off`', ['on', true]],
  [parseValue.bytes, 'a size such as `10 GB` or `500MiB`', ['much', -1, true]],
  [parseValue.flag, '`true` or `false`', ['perhaps', 3]],
  [parseValue.moment, moment, ['2024-02-30', 'yesterday', '2024-05-01T12:00:00']],
  [parseValue.list, 'a string or a list of strings', [3.11, true]],
] as const;
const shown = (raw: RawValue): string =>
  typeof raw === 'object' ? JSON.stringify(raw) : String(raw);
for (const [parse, rule, values] of refused) {
  for (const raw of values) {
    test(`refuses ${String(raw)} where it expects ${rule}`, () => {
      assert.throws(() => parse(raw, flag), {
        code: 'usage',
        message: `Expected \`--it\` to be ${rule}, found \`${shown(raw)}\``,
      });
      assert.throws(() => parse(raw, setting), {
        code: 'invalid-settings',
        message: `Expected ${rule} in \`SPIP_IT\`: \`${shown(raw)}\``,
      });
    });
  }
}

test('reads names of packages normalised, in their order', () => {
  assert.deepEqual(parseValue.formatNames([':all:', 'Zope.Interface, my_pkg', ':none:'], flag), [
    ':all:',
    'zope-interface',
    'my-pkg',
    ':none:',
  ]);
  assert.throws(() => parseValue.formatNames(['a b'], flag), {
    message: 'Expected `--it` to name packages, `:all:` or `:none:`, found `a b`',
  });
});

test('in settings also spaces stand between names', () => {
  assert.deepEqual(parseValue.formatNames(['a b,C'], setting), ['a', 'b', 'c']);
  assert.throws(() => parseValue.formatNames(['a!'], setting), {
    code: 'invalid-settings',
    message: 'Expected names of packages, `:all:` or `:none:` in `SPIP_IT`: `a!`',
  });
});

test('reads a date to its end, and a timestamp', () => {
  assert.deepEqual(parseValue.moment('2024-05-01', flag), new Date('2024-05-02T00:00:00Z'));
  assert.deepEqual(
    parseValue.releaseOrMoment('2024-05-01T12:00:00+02:00', flag),
    new Date('2024-05-01T10:00:00Z'),
  );
});

test('files stay as given on a command line, and start at their settings elsewhere', () => {
  const files = ['a.txt', '/b.txt', 'https://c.test/c.txt'];
  assert.deepEqual(parseValue.files(files, flag), files);
  assert.deepEqual(parseValue.files(files, setting), ['/base/a.txt', ...files.slice(1)]);
});
