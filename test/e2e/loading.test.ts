import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const dist = join(import.meta.dirname, '../../dist');

/** The files that Node loads with this one. */
function loadedWith(first: string): ReadonlySet<string> {
  const files = new Set([first]);
  for (const file of files) {
    const text = readFileSync(join(dist, file), 'utf8');
    for (const [, imported = ''] of text.matchAll(/^(?:import|export)\b[^;]*?"\.\/([^"]+)";$/gm)) {
      files.add(imported);
    }
  }
  return files;
}

test('the main command finds its code in one file, and the start of every command does not load it', () => {
  const matrix = readdirSync(dist)
    .find(
      (name) =>
        name.endsWith('.js.map') &&
        readFileSync(join(dist, name), 'utf8').includes('/src/flows/jobs/matrix.ts"'),
    )
    ?.replace(/\.map$/, '');
  assert.ok(matrix !== undefined);
  const start = loadedWith('cli.js');
  const more = [...loadedWith(matrix)].filter((name) => !start.has(name));
  // Besides it, what the bundler itself needs.
  assert.ok(more.length <= 2, more.join(', '));
  assert.ok(!start.has(matrix));
  assert.ok(start.size <= 3, [...start].join(', '));
});
