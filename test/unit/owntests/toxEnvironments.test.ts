import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProjectConfig } from '../../../src/owntests/projectConfig.ts';
import { toxPythons } from '../../../src/owntests/toxEnvironments.ts';

function pythons(files: Readonly<Record<string, string>>): unknown {
  const tree = { files: [], read: (path: string) => files[path] };
  const found = toxPythons(readProjectConfig(tree), tree);
  return found && [found.file, ...found.names];
}

const ini = (list: string): Readonly<Record<string, string>> => ({
  'tox.ini': `[tox]\nenvlist = ${list}\n`,
});

for (const [what, files, expected] of [
  ['plain names', ini('py38, py312,lint'), ['tox.ini', 'py38', 'py312']],
  ['several lines', ini('\n  lint\n  py27\n  pypy310 # slow'), ['tox.ini', 'py27', 'pypy310']],
  ['factors', ini('{py38,py39}-{a,b}-x'), ['tox.ini', 'py38', 'py39']],
  ['blanks in braces', ini('py3{8, 13t}-a, docs'), ['tox.ini', 'py38', 'py313t']],
  ['a range', ini('py3{9-11}, type'), ['tox.ini', 'py39', 'py310', 'py311']],
  ['points', ini('3.12, py3.13, 312, a-3.14'), ['tox.ini', '3.12', 'py3.13', '3.14']],
  ['no Python', ini('py, lint, docs'), undefined],
  ['no list', { 'tox.ini': '[testenv]\ncommands = x\n' }, undefined],
  ['the new name', { 'tox.ini': '[tox]\nenv_list = py39\n' }, ['tox.ini', 'py39']],
  ['setup.cfg', { 'setup.cfg': '[tox:tox]\nenvlist = py39\n' }, ['setup.cfg', 'py39']],
  [
    'pyproject.toml',
    { 'pyproject.toml': '[tool.tox]\nenv_list = ["py39", "lint"]\n' },
    ['pyproject.toml', 'py39'],
  ],
  [
    'an old one in a text',
    { 'pyproject.toml': '[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenvlist = py39\n"""\n' },
    ['pyproject.toml', 'py39'],
  ],
  [
    'products',
    {
      'tox.toml':
        'env_list = ["lint", { product = [["3.12", "3.13"], ["a"]] }, { product = [{ prefix = "py3", start = 8, stop = 9 }] }]\n',
    },
    ['tox.toml', '3.12', '3.13', 'py38', 'py39'],
  ],
  ['what nobody can read', { 'tox.toml': 'env_list = [', 'tox.ini': 'x' }, undefined],
] as const) {
  test(`the Pythons of tox: ${what}`, () => {
    assert.deepEqual(pythons(files), expected);
  });
}

test('a list that stands for very many names ends', () => {
  const found = pythons(ini('py3{1-9999}{1-9999}{1-9999}'));
  assert.ok(Array.isArray(found) && found.length < 2000);
});
