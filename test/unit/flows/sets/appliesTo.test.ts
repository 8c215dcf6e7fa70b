import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appliesTo } from '../../../../src/flows/sets/appliesTo.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

const python = madeUpInterpreter({ version: '3.11.7' });

const cases: readonly (readonly [text: string, expected: boolean])[] = [
  ['six', true],
  ['six; python_version < "3.12"', true],
  ['six; python_version < "3.11"', false],
  ['six; sys_platform == "win32"', false],
  ['six; implementation_name == "cpython" and python_full_version >= "3.11.7"', true],
  // Nobody asks for an extra of what stands at the top.
  ['six; extra == "test"', false],
];
for (const [text, expected] of cases) {
  test(`\`${text}\` is ${expected ? '' : 'not '}meant for Python 3.11.7 on Linux`, () => {
    assert.equal(appliesTo(parseRequirement(text), python), expected);
  });
}
