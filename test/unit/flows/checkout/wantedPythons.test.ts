import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePythons } from '../../../../src/flows/checkout/choosePythons.ts';
import { wantedPythons } from '../../../../src/flows/checkout/wantedPythons.ts';
import type { WantedPythons } from '../../../../src/flows/checkout/wantedPythons.ts';
import { readProjectConfig } from '../../../../src/owntests/projectConfig.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

type Files = Readonly<Record<string, string>>;

function wanted(files: Files, asked?: readonly string[]): WantedPythons {
  const read = (path: string): string | undefined => files[path];
  const config = readProjectConfig({ files: [], read });
  const said = asked === undefined ? undefined : { value: asked, source: '`--python`' };
  return wantedPythons(said, { directory: '/p', config, read });
}

const classifiers = (...minors: readonly string[]): string =>
  `classifiers = [${minors.map((minor) => `"Programming Language :: Python :: ${minor}"`).join(', ')}]\n`;
const tox = { 'tox.ini': '[tox]\nenvlist = py39\n' };
const full = {
  ...tox,
  'pyproject.toml': `[project]\nrequires-python = ">=3.9"\n${classifiers('3', '3.8', '3.9', '3.10', '3 :: Only')}`,
};

for (const [what, found, requests, source] of [
  ['whoever asks comes first', wanted(full, ['3.7']), ['3.7'], '`--python`'],
  ['then tox', wanted(full), ['py39'], 'the environments of tox in tox.ini'],
  [
    'then the classifiers, within Requires-Python',
    wanted({ 'pyproject.toml': full['pyproject.toml'] }),
    ['3.9', '3.10'],
    'the classifiers in pyproject.toml',
  ],
  [
    'a patch release in Requires-Python rules no minor version out',
    wanted({
      'pyproject.toml': `[project]\nrequires-python = ">=3.9.2,!=3.11.*,<3.12"\n${classifiers('3.8', '3.9', '3.11', '3.12')}`,
    }),
    ['3.9'],
    'the classifiers in pyproject.toml',
  ],
  [
    'of setup.cfg',
    wanted({
      'setup.cfg':
        '[metadata]\nclassifiers =\n    Programming Language :: Python :: 3.9\n    Programming Language :: Python :: 3.12\n[options]\npython_requires = <3.12\n',
    }),
    ['3.9'],
    'the classifiers in setup.cfg',
  ],
  [
    'of setup.py',
    wanted({
      'setup.py':
        'setup(python_requires=">=3.9", classifiers=["Programming Language :: Python :: 3.9"])',
    }),
    ['3.9'],
    'the classifiers in setup.py',
  ],
  [
    'then Requires-Python',
    wanted({ 'pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' }),
    undefined,
    '`>=3.9` in pyproject.toml',
  ],
  [
    'as Poetry writes it',
    wanted({ 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.9"\n' }),
    undefined,
    '`>=3.9,<4` in pyproject.toml',
  ],
  ['or nothing', wanted({}), undefined, 'all that are installed: the project names none'],
] as const) {
  test(`the Pythons of a project: ${what}`, () => {
    assert.deepEqual([found.requests, found.source], [requests, source]);
  });
}

const found = {
  interpreters: [
    ...['2.7.18', '3.9.18', '3.11.7', '3.13.0'].map((version) => madeUpInterpreter({ version })),
    madeUpInterpreter({ version: '3.15.0rc1' }),
    madeUpInterpreter({ version: '3.10.14', implementation: 'pypy' }),
  ],
  broken: [],
  silent: [],
  named: new Map(),
};

function chosen(request: Partial<WantedPythons>): unknown {
  const all = { requests: undefined, required: undefined, source: '', ...request };
  const { chosen: there, missing } = choosePythons(all, found);
  return [there.map(({ python }) => python), missing.map(({ python }) => python)];
}

test('what is missing is told apart, once, whatever it is called', () => {
  assert.deepEqual(chosen({ requests: ['py39', '3.12,cp312', 'pypy310', 'pypy3.11', '3.13t'] }), [
    ['3.9', 'pypy3.10'],
    ['3.12', 'pypy3.11', '3.13t'],
  ]);
  assert.deepEqual(chosen({ requests: ['>=3.11'] }), [['3.11', '3.13'], []]);
});

test('Requires-Python alone asks for every minor version up to the newest final one here', () => {
  assert.deepEqual(chosen({ required: '>=3.9' }), [
    ['3.9', '3.11', '3.13'],
    ['3.10', '3.12'],
  ]);
  assert.deepEqual(chosen({ required: '>=2.7,!=3.6.*,!=3.7.*,!=3.8.*,<3.10' }), [
    ['2.7', '3.9'],
    [],
  ]);
  assert.deepEqual(chosen({}), [['3.9', '3.11', '3.13'], []]);
});

test('a path that leads nowhere, and what is no Python, end the command', () => {
  assert.throws(() => chosen({ requests: ['/no/python'] }), { code: 'no-python' });
  assert.throws(() => chosen({ requests: ['snake'] }), { code: 'usage' });
  assert.throws(() => chosen({ required: '>=3.99' }), { code: 'no-python' });
});

test('the command that gets one is spip’s own', () => {
  const { missing } = choosePythons({ requests: ['3.8'], required: undefined, source: '' }, found);
  assert.deepEqual(missing, [
    { python: '3.8', implementation: 'cpython', command: 'spip python install 3.8' },
  ]);
});
