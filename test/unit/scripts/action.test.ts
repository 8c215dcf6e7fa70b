import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAction } from '../../support/actionFile.ts';
import { readYaml } from '../../support/readYaml.ts';

test('the action is one that GitHub takes, and uses no input that it does not have', () => {
  const action = readAction();
  const text = readFileSync(join(import.meta.dirname, '../../../action.yml'), 'utf8');
  const used = new Set([...text.matchAll(/\binputs\.([a-z-]+)/g)].map(([, name = '']) => name));
  assert.deepEqual([...used].toSorted(), Object.keys(action.inputs).toSorted());
  const ids = action.runs.steps.flatMap(({ id }) => id ?? []);
  const asked = [...text.matchAll(/\bsteps\.(\w+)\./g)].map(([, id = '']) => id);
  assert.ok(asked.every((id) => ids.includes(id)));
});

test('its page names every input', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/ci.md'), 'utf8');
  for (const name of Object.keys(readAction().inputs)) {
    assert.match(page, new RegExp(`^\\| \`${name}\` `, 'm'));
  }
});

test('what reads it refuses what it does not know', () => {
  assert.deepEqual(
    readYaml("a: b\nc:\n  - d: 'e''f'\n    g: |\n      x\n        y\n\n  - z\n# end\n"),
    {
      a: 'b',
      c: [{ d: "e'f", g: 'x\n  y\n' }, 'z'],
    },
  );
  for (const text of ['a: [b]', 'a: b\na: c', 'a: &x b', 'a: b # c', '- a\nb: c', 'a: >\n  b']) {
    assert.throws(() => readYaml(text), text);
  }
});

test('the recipe for containers keeps to what makes images small, repeatable and unprivileged', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../Dockerfile'), 'utf8');
  const steps = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  const [from = ''] = steps;
  assert.match(from, /^FROM [a-z]+:[a-z0-9.-]+$/);
  assert.doesNotMatch(from, /:latest$/);
  for (const step of steps.filter((line) => line.includes('apt-get install'))) {
    assert.match(step, /apt-get update .*--no-install-recommends .*rm -rf \/var\/lib\/apt\/lists/);
  }
  for (const step of steps.filter((line) => line.includes('pip install'))) {
    assert.match(step, /--no-cache-dir/);
  }
  const user = steps.findIndex((line) => line.startsWith('USER '));
  assert.ok(user !== -1 && !/USER (?:root|0)\b/.test(steps[user] ?? ''));
  assert.match(
    steps.find((line) => line.startsWith('ENTRYPOINT')) ?? '',
    /^ENTRYPOINT \["spip"\]$/,
  );
  assert.deepEqual(
    steps.filter((line) => /^ADD |curl|sudo|chmod 777/.test(line)),
    [],
  );
});
