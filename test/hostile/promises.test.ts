// docs/security.md and docs/reliability.md: what they name is there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');

test('each promise of docs/security.md has its files and the tests that attack it', () => {
  const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const [, table = ''] = page.split('\n## Promises\n');
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .slice(2);
  assert.ok(rows.length > 10);
  for (const [promise = '', files = '', tests = ''] of rows) {
    const named = [...files.matchAll(/`(src\/[^`]+)`/g)].map(([, path = '']) => path);
    assert.ok(named.length > 0, promise);
    named.forEach((path) => assert.ok(existsSync(join(root, path)), path));
    const attacks = [...tests.matchAll(/`([^`]+)`(?: "([^"]+)")?/g)];
    assert.ok(attacks.length > 0, promise);
    for (const [, path = '', title = ''] of attacks) {
      const file = join(root, 'test', `${path}.test.ts`);
      assert.ok(existsSync(file), path);
      assert.ok(readFileSync(file, 'utf8').includes(title), `${path}: ${title}`);
    }
  }
});

test('each test that docs/reliability.md names is there', () => {
  const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
  const named = [...page.matchAll(/`((?:unit|e2e|hostile|nightly)\/[^`\s]+)`/g)];
  assert.ok(named.length > 100);
  for (const [, path = ''] of named) {
    const file = join(root, 'test', path);
    assert.ok(existsSync(`${file}.test.ts`) || existsSync(file), path);
  }
});
