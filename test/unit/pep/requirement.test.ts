import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatMarker } from '../../../src/pep/marker.ts';
import { formatRequirement, parseRequirement } from '../../../src/pep/requirement.ts';
import { formatSpecifiers } from '../../../src/pep/specifiers.ts';

test('every part is read', () => {
  const read = parseRequirement(
    ' Foo.Bar [Sec_b, a,a] ( >= 1.0 , !=1.5.* ) ; python_version < "3.8" ',
  );
  assert.equal(read.name, 'foo-bar');
  assert.equal(read.rawName, 'Foo.Bar');
  assert.deepEqual(read.extras, ['a', 'sec-b']);
  assert.equal(formatSpecifiers(read.specifiers), '>=1.0,!=1.5.*');
  assert.equal(read.url, undefined);
  assert.equal(read.marker && formatMarker(read.marker), 'python_version < "3.8"');
  assert.equal(read.text, 'Foo.Bar [Sec_b, a,a] ( >= 1.0 , !=1.5.* ) ; python_version < "3.8"');
});

test('a URL ends at white space, so it may hold semicolons', () => {
  const read = parseRequirement('a@https://example.org/a;b=1?c#d ;os_name=="nt"');
  assert.equal(read.url, 'https://example.org/a;b=1?c#d');
  assert.ok(read.marker);
  assert.equal(parseRequirement('a @ file:///x.whl;os_name').url, 'file:///x.whl;os_name');
});

test('a requirement is written in its plain spelling', () => {
  const cases = [
    ['a', 'a'],
    ['A_b[]', 'A_b'],
    ['a()', 'a'],
    ['a[y , X]>=1,<2;extra=="Q_r"', 'a[x,y]>=1,<2; extra == "q-r"'],
    ['a===1.0-odd', 'a===1.0-odd'],
    ['a @ git+ssh://git@example.org/a.git@v1', 'a @ git+ssh://git@example.org/a.git@v1'],
    ['a@https://x.org ; os_name=="nt"', 'a @ https://x.org ; os_name == "nt"'],
  ] as const;
  for (const [text, written] of cases) {
    assert.equal(formatRequirement(parseRequirement(text)), written);
    assert.equal(formatRequirement(parseRequirement(written)), written);
  }
});

test('a malformed requirement is refused with the place', () => {
  const cases = [
    ['', 'Expected a package name at the end of ``'],
    [
      'toto 42',
      'Expected a version specifier such as `>=1.0`, `@`, `;` or the end at column 6 (`42`) of `toto 42`',
    ],
    ['a>=1 b', 'Expected `,`, `;` or the end at column 6 (`b`) of `a>=1 b`'],
    ['a[b', 'Expected `,` or `]` at the end of `a[b`'],
    ['a[,]', 'Expected the name of an extra at column 3 (`,]`) of `a[,]`'],
    ['a (>=1', 'Expected `)` at the end of `a (>=1`'],
    ['a @ ', 'Expected a URL at the end of `a @`'],
    ['a>=one', 'Expected a PEP 440 version behind `>=`, got `one`, in `a>=one`'],
    [
      'a; nope == "1"',
      'Expected a marker variable or a quoted text at column 4 (`nope == "1"`) of `a; nope == "1"`',
    ],
  ] as const;
  for (const [text, message] of cases) {
    assert.throws(() => parseRequirement(text), { code: 'invalid-requirement', message });
  }
  for (const text of ['-a', 'a!', 'a-', 'a>=1\nb', './a', 'a @ u b', 'a>=1 @ u', 'a[b c]']) {
    assert.throws(() => parseRequirement(text), { code: 'invalid-requirement' }, text);
  }
});
