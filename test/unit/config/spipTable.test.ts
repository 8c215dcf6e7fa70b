import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spipTable } from '../../../src/config/spipTable.ts';
import type { TomlFile } from '../../../src/config/tomlFile.ts';
import { readSettings } from '../../../src/options/readSettings.ts';
import { quoteIt } from '../../../src/options/refuse.ts';
import { settingTable } from '../../../src/options/optionTable.ts';
import { testSettings } from '../../../src/options/testOptions.ts';

const options = { all: settingTable, test: testSettings };

function project(settings: Readonly<Record<string, unknown>>): TomlFile {
  return { path: '/p/pyproject.toml', directory: '/p', table: { tool: { spip: settings } } };
}

test('finds what the table of the project says, with its place', () => {
  const table = spipTable(project({ versions: '>=2' }), options);
  assert.deepEqual(table?.all.get('versions'), {
    value: '>=2',
    source: '/p/pyproject.toml [tool.spip] versions',
  });
  assert.equal(table?.all.get('limit'), undefined);
});

test('what holds for `spip test` alone has a table of its own', () => {
  const table = spipTable(
    project({ test: { command: 'x', group: ['y'] }, 'own-tests': { runner: 'unittest' } }),
    options,
  );
  assert.equal(table?.test.get('command')?.source, '/p/pyproject.toml [tool.spip.test] command');
  assert.deepEqual(table.test.get('group')?.value, ['y']);
  assert.deepEqual([table.all.get('command'), table.all.get('group')], [undefined, undefined]);
  assert.throws(() => spipTable(project({ test: { versions: '1' } }), options), {
    message: /\[tool\.spip\]: `test\.versions`/,
  });
});

for (const [key, hint] of [
  ['index-ur', /^Did you mean `index-url`\?$/],
  ['qqqqqqqqqqqqqqqqqqqqqqqqqqqq', /^Known settings: cache-dir, data-dir, /],
  ['command', /stands in `\[tool\.spip\.test\]`/],
  ['before', /stands in `\[tool\.spip\.test\]`/],
  ['artifacts', /stands in `\[tool\.spip\.test\]`/],
  ['tests', /^it is about one package: give it as `--tests`$/],
  ['group', /stands in `\[tool\.spip\.test\]`/],
  ['import-only', /^it is about one package: give it as `--import-only`$/],
] as const) {
  test(`refuses ${key}`, () => {
    assert.throws(() => spipTable(project({ [key]: true }), options), {
      code: 'invalid-settings',
      message: `Expected a known setting in \`/p/pyproject.toml\` [tool.spip]: \`${key}\``,
      hint,
    });
  });
}

for (const [key, value] of [
  ['python', [3.9, 3.1]],
  ['pre', ['six', 3.11]],
  ['exclude-newer', new Date('2024-05-01')],
] as const) {
  test(`says that ${key} wants quotes`, () => {
    assert.throws(() => spipTable(project({ [key]: value }), options), {
      code: 'invalid-settings',
      hint: quoteIt,
    });
  });
}

test('says that a number in the place of a text wants quotes', () => {
  for (const [key, value] of [
    ['python', 3.1],
    ['versions', 2],
  ] as const) {
    const table = spipTable(project({ [key]: value }), options);
    assert.throws(() => readSettings(settingTable, { env: {}, cwd: '/', project: table?.all }), {
      code: 'invalid-settings',
      message: new RegExp(`\\[tool.spip\\] ${key}\`: \`${value}\``),
      hint: quoteIt,
    });
  }
});
