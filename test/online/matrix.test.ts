import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunRecord } from '../../src/model/record.ts';
import { Rig } from '../support/rig.ts';
import type { Schema } from '../support/validateSchema.ts';
import { validateSchema } from '../support/validateSchema.ts';

const settingsOfThisMachine = { ...process.env, PIP_CONFIG_FILE: undefined };

async function matrix(
  rig: Rig,
  args: readonly string[],
): Promise<{ record: RunRecord; text: string; status: number | null }> {
  const { status, stdout, stderr } = await rig.run(['matrix', ...args, '--json', 'record.json']);
  assert.notEqual(status, 2, stderr);
  const value: unknown = JSON.parse(await readFile(join(rig.project, 'record.json'), 'utf8'));
  const schema = JSON.parse(await readFile('docs/report.schema.json', 'utf8')) as Schema;
  assert.deepEqual(validateSchema(value, schema), []);
  return { record: value as RunRecord, text: stdout, status };
}

test('colorama: all 16 newest releases pass, five of them built from their sdists', async (t) => {
  await using rig = await Rig.open(settingsOfThisMachine);
  const { record, text, status } = await matrix(rig, ['colorama', '--limit', '16']);
  t.diagnostic(text);
  assert.equal(status, 0);
  assert.equal(record.cells.length, 16);
  assert.deepEqual(
    new Set(record.cells.map(({ state, reason }) => `${state}/${reason}`)),
    new Set(['pass/clean']),
  );
  const built = record.cells.filter(({ packages }) => packages.some((each) => each.built));
  assert.deepEqual(
    built.map(({ version }) => version),
    ['0.3.4', '0.3.3', '0.3.2', '0.3.1', '0.3.0'],
  );
});

test('six, idna and click on every Python: each cell passes or does not apply', async (t) => {
  await using rig = await Rig.open(settingsOfThisMachine);
  const { record, text, status } = await matrix(rig, [
    'six',
    'idna',
    'click',
    '--limit',
    '8',
    '--python',
    'all',
  ]);
  t.diagnostic(text);
  assert.equal(status, 0);
  const states = new Set(record.cells.map(({ state }) => state));
  assert.deepEqual(states.difference(new Set(['pass', 'not-applicable'])), new Set());
});
