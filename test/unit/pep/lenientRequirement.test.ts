import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readLenientRequirement, readRequiresPython } from '../../../src/pep/lenientRequirement.ts';
import { formatSpecifiers } from '../../../src/pep/specifiers.ts';

test('malformed requirements are read as uv 0.13.9 reads them', () => {
  // Each is refused by pip 26.3.
  const cases: Readonly<Record<string, string>> = {
    'pytz (>dev)': 'pytz (>0.0.0dev)',
    'dep>=1.0<2.0': 'dep>=1.0,<2.0',
    'dep (>=0.5<2)': 'dep (>=0.5,<2)',
    'dep!=~2.0': 'dep!=2.0.*',
    'dep>=0.9.*': 'dep>=0.9',
    'dep<3.4.*': 'dep<3.4',
    'dep<=1.0.*,>0.5.*': 'dep<=1.0,>0.5',
    'dep!=3.0*,!=3.1*': 'dep!=3.0.*,!=3.1.*',
    'dep>=1.0a1.0': 'dep>=1.0a1',
    "dep>='0.5'": 'dep>=0.5',
    'dep ">=0.5"; python_version >= "3"': 'dep >=0.5; python_version >= "3"',
    "botocore>=1.3.0,<1.4.0',": 'botocore>=1.3.0,<1.4.0',
  };
  for (const [written, read] of Object.entries(cases)) {
    const { value, repaired } = readLenientRequirement(written);
    assert.equal(repaired, read);
    assert.equal(value.text, written);
  }
});

test('what is well-formed is left alone, and what nobody can read is refused', () => {
  for (const written of ['dep>=0.5,', 'dep (>=1.0,)', 'dep[]', "dep>=1; python_version<'4'"]) {
    assert.equal(readLenientRequirement(written).repaired, undefined, written);
  }
  // `jinja2` ends with a digit, so that the first repair makes it worse: uv refuses it too.
  for (const written of [
    'dep (1.0)',
    'dep =>1.0',
    'dep~=1.0.*',
    'dep>=0.5 <2',
    'dep==*',
    'jinja2>=2.0.*',
  ]) {
    assert.throws(() => readLenientRequirement(written), { code: 'invalid-requirement' }, written);
  }
});

test('Requires-Python: the same repairs', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    '>=3.6,': '>=3.6',
    '>=3.6.*': '>=3.6',
    '>=2.7,!=3.0*,!=3.1*': '>=2.7,!=3.0.*,!=3.1.*',
    '>=3.6<4': '>=3.6,<4',
    ">= '3.6'": '>=3.6',
    "!=3.0.*'": '!=3.0.*',
    three: undefined,
    '3.6': undefined,
    '>=3.x': undefined,
    '~=3': undefined,
  };
  for (const [written, read] of Object.entries(cases)) {
    const found = readRequiresPython(written);
    assert.equal(found && formatSpecifiers(found.value), read, written);
  }
});
