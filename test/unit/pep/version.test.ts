import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  compareVersions,
  formatVersion,
  isPrerelease,
  parseVersion,
  tryParseVersion,
} from '../../../src/pep/version.ts';
import { parts, textOf } from './arbitraries.ts';
import { naiveCompare } from './naivePep440.ts';

test('every permitted spelling has one normal form', () => {
  const cases = [
    ['v1.2', '1.2'],
    ['1.2ALPHA', '1.2a0'],
    ['1.2-beta.3', '1.2b3'],
    ['1.2c4', '1.2rc4'],
    ['1.2_preview5', '1.2rc5'],
    ['1.2-7', '1.2.post7'],
    ['1.2.REV8', '1.2.post8'],
    ['1.2-r', '1.2.post0'],
    ['1.2dev', '1.2.dev0'],
    ['0!01.02', '1.2'],
    ['3!1', '3!1'],
    ['1.2+Ab-C_01', '1.2+ab.c.1'],
    [' 1.0rc1.post2.dev3+x \n', '1.0rc1.post2.dev3+x'],
  ] as const;
  for (const [text, normal] of cases) {
    assert.equal(formatVersion(parseVersion(text)), normal, text);
  }
});

test('what is no version is refused with the text', () => {
  for (const text of [
    '',
    'one',
    '1..2',
    '1.2.',
    '1.2+',
    '1.2+a..b',
    '1 .2',
    '1.2 a1',
    '٣',
    '1.2po\u017Ft1',
  ]) {
    assert.equal(tryParseVersion(text), undefined, text);
    assert.throws(() => parseVersion(text), { code: 'invalid-version' });
  }
  assert.throws(() => parseVersion('one'), { message: 'Expected a PEP 440 version, got `one`' });
});

test('versions sort as PEP 440 says, whatever their parts', () => {
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const got = compareVersions(parseVersion(textOf(a)), parseVersion(textOf(b)));
      assert.equal(Math.sign(got), Math.sign(naiveCompare(a, b)));
    }),
    { numRuns: 2000 },
  );
});

test('a normal form reads back as the same version', () => {
  fc.assert(
    fc.property(parts, (version) => {
      const once = formatVersion(parseVersion(textOf(version)));
      assert.equal(once, textOf(version));
    }),
  );
});

test('integers of any length compare exactly, in every place', () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 40n });
  const places = fc.constantFrom('N!1', '1.N', 'N', '1aN', '1.postN', '1.devN', '1+N');
  fc.assert(
    fc.property(places, digits, fc.bigInt({ min: -2n, max: 2n }), (place, n, step) => {
      const other = n + step < 0n ? n : n + step;
      const got = compareVersions(
        parseVersion(place.replace('N', String(n))),
        parseVersion(place.replace('N', `000${other}`)),
      );
      assert.equal(Math.sign(got), n === other ? 0 : n < other ? -1 : 1);
    }),
    {
      examples: [
        ['N', 9007199254740991n, 1n],
        ['1.devN', 9007199254740993n, -1n],
      ],
    },
  );
});

test('alphas, betas, candidates and dev releases are pre-releases, post and local ones are not', () => {
  for (const text of ['1a1', '1b1', '1rc1', '1.dev1', '1.post1.dev1', '1a1.post1']) {
    assert.ok(isPrerelease(parseVersion(text)), text);
  }
  for (const text of ['1', '1.post1', '1+dev', '1.post1+a']) {
    assert.ok(!isPrerelease(parseVersion(text)), text);
  }
});

test('equal versions keep their own text', () => {
  const long = parseVersion('v1.0.0');
  assert.equal(compareVersions(long, parseVersion('1')), 0);
  assert.equal(long.text, 'v1.0.0');
});
