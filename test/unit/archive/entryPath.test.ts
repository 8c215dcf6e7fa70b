import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readEntryName } from '../../../src/archive/entryPath.ts';

const segment = fc.constantFrom('a', 'b', '.', '..', '', '.git', 'C:', 'x\\y', 'caf\u00e9', '...');
const names = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));

test('a name is a path inside, or refused', () => {
  fc.assert(
    fc.property(names, (name) => {
      const read = readEntryName(name);
      const lexical = posix.normalize(name).replace(/\/$/, '');
      const leaves = name === '' || lexical.startsWith('/') || /^\.\.(?:\/|$)/.test(lexical);
      if (typeof read === 'string') {
        assert.ok(leaves || name.startsWith('/') || leadsOut(name), `${name}: ${read}`);
        return;
      }
      assert.ok(!leaves, name);
      assert.equal(read.path, lexical === '.' ? '' : lexical);
    }),
  );
});

test('what it gives is clean: it reads as itself', () => {
  fc.assert(
    fc.property(names, (name) => {
      const read = readEntryName(name);
      if (typeof read !== 'string' && read.path !== '') {
        const again = readEntryName(read.path);
        assert.ok(typeof again !== 'string');
        assert.equal(again.path, read.path);
        assert.ok(!again.oddities.includes('unclean') && !again.oddities.includes('dotted'));
      }
    }),
  );
});

test('names that no archive should have are refused', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /is empty/],
    ['a\nb', /control character/],
    ['\ud800', /control character/],
    ['/a', /absolute/],
    ['a/../../b', /leads out/],
    ['n'.repeat(256), /longer than 255 bytes/],
    [Array.from({ length: 1000 }, () => 'deep').join('/'), /longer than 4000 bytes/],
  ];
  for (const [name, expected] of cases) {
    const read = readEntryName(name);
    assert.match(typeof read === 'string' ? read : read.path, expected);
  }
});

/** Whether more `..` than names stand somewhere before its end. */
function leadsOut(name: string): boolean {
  let depth = 0;
  return name.split('/').some((part) => {
    depth += part === '..' ? -1 : part === '' || part === '.' ? 0 : 1;
    return depth < 0;
  });
}
