import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { axesOf, combinationsOf } from '../../../../src/flows/plan/axes.ts';
import { namesBeside, readBeside } from '../../../../src/flows/plan/readBeside.ts';

suite('--with', () => {
  const texts = (...options: readonly string[]): readonly (readonly string[])[] =>
    combinationsOf(readBeside(options).axes).map((choices) =>
      choices.map(({ requirement }) => requirement?.text ?? ''),
    );

  test('nothing is one empty combination', () => {
    assert.deepEqual(readBeside([]), { tools: [], axes: [] });
    assert.deepEqual(texts(), [[]]);
  });

  test('alternatives multiply, the last option fastest', () => {
    assert.deepEqual(texts('numpy==1.26.*|==2.*', 'six >=1 | <1'), [
      ['numpy==1.26.*', 'six >=1'],
      ['numpy==1.26.*', 'six<1'],
      ['numpy==2.*', 'six >=1'],
      ['numpy==2.*', 'six<1'],
    ]);
  });

  test('extras stay with each alternative', () => {
    assert.deepEqual(texts('pandas[excel,Test]==2.1|==2.2'), [
      ['pandas[excel,Test]==2.1'],
      ['pandas[excel,test]==2.2'],
    ]);
  });

  test('axes of cells', () => {
    const { axes } = readBeside(['Num_Py==1.26.*|>=2,<3', 'six>=1|<1']);
    assert.deepEqual(combinationsOf(axes).map(axesOf), [
      { 'num-py': '1.26.*', six: '>=1' },
      { 'num-py': '1.26.*', six: '<1' },
      { 'num-py': '>=2,<3', six: '>=1' },
      { 'num-py': '>=2,<3', six: '<1' },
    ]);
  });

  test('what has no alternatives is a tool beside all of them, and no axis', () => {
    const asked = readBeside(['pytest>=7', 'Num_Py==1|==2', 'Pytest-Mock']);
    assert.deepEqual(
      asked.tools.map(({ text }) => text),
      ['pytest>=7', 'Pytest-Mock'],
    );
    assert.deepEqual(combinationsOf(asked.axes).map(axesOf), [
      { 'num-py': '1' },
      { 'num-py': '2' },
    ]);
    assert.deepEqual(namesBeside(asked), ['pytest', 'pytest-mock', 'num-py']);
  });

  const refused: readonly (readonly [options: readonly string[], message: RegExp])[] = [
    [['numpy|six'], /Expected alternatives of one package in `--with`, found `six`/],
    [['numpy==1', 'NumPy==2'], /Expected `--with` once for `numpy`, found it twice/],
    [['numpy==1|==1'], /Expected different alternatives/],
    [['numpy==1;python_version>"3"'], /Expected a name and versions in `--with`/],
    [['>=1'], /a package name/],
  ];
  for (const [options, message] of refused) {
    test(`refuses ${options.join(' ')}`, () => {
      assert.throws(() => readBeside(options), { name: 'SpipError', message });
    });
  }
});
