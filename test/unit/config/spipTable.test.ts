import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spipTable } from '../../../src/config/spipTable.ts';
import type { TomlFile } from '../../../src/config/tomlFile.ts';
import { optionTable } from '../../../src/options/optionTable.ts';

function project(settings: Readonly<Record<string, string | boolean>>): TomlFile {
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

for (const [key, hint] of [
  ['index-ur', /^Did you mean `index-url`\?$/],
  ['no-result-cache', /^Known settings: cache-dir, data-dir, /],
] as const) {
  test(`refuses ${key}`, () => {
    assert.throws(() => spipTable(project({ [key]: true }), optionTable), {
      code: 'invalid-settings',
      message: `Expected a known setting in \`/p/pyproject.toml\` [tool.spip]: \`${key}\``,
      hint,
    });
  });
}
