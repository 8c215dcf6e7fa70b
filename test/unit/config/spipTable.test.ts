import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spipTable } from '../../../src/config/spipTable.ts';
import type { TomlFile } from '../../../src/config/tomlFile.ts';
import { readSettings } from '../../../src/options/readSettings.ts';
import { quoteIt } from '../../../src/options/refuse.ts';
import { optionTable } from '../../../src/options/optionTable.ts';

function project(settings: Readonly<Record<string, unknown>>): TomlFile {
  return { path: '/p/pyproject.toml', directory: '/p', table: { tool: { spip: settings } } };
}

test('finds what the table of the project says, with its place', () => {
  const table = spipTable(project({ versions: '>=2' }), optionTable);
  assert.deepEqual(table?.get('versions'), {
    value: '>=2',
    source: '/p/pyproject.toml [tool.spip] versions',
  });
  assert.equal(table?.get('limit'), undefined);
});

test('what is about the tests of the project has a table of its own', () => {
  const table = spipTable(
    project({ test: { command: 'x', 'test-with': ['y'] }, 'own-tests': { runner: 'unittest' } }),
    optionTable,
  );
  assert.equal(table?.get('command')?.source, '/p/pyproject.toml [tool.spip.test] command');
  assert.deepEqual(table?.get('test-with')?.value, ['y']);
  assert.throws(() => spipTable(project({ test: { versions: '1' } }), optionTable), {
    message: /\[tool\.spip\]: `test\.versions`/,
  });
});

for (const [key, hint] of [
  ['index-ur', /^Did you mean `index-url`\?$/],
  ['no-result-cache', /^Known settings: cache-dir, data-dir, /],
  ['command', /stands in `\[tool\.spip\.test\]`/],
  ['import-only', /stands in `\[tool\.spip\.test\]`/],
] as const) {
  test(`refuses ${key}`, () => {
    assert.throws(() => spipTable(project({ [key]: true }), optionTable), {
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
    assert.throws(() => spipTable(project({ [key]: value }), optionTable), {
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
    const table = spipTable(project({ [key]: value }), optionTable);
    assert.throws(() => readSettings(optionTable, { env: {}, cwd: '/', project: table }), {
      code: 'invalid-settings',
      message: new RegExp(`\\[tool.spip\\] ${key}\`: \`${value}\``),
      hint: quoteIt,
    });
  }
});
