import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRecord } from '../../../../src/model/parseRecord.ts';
import { noStandard } from '../../../../src/report/exitStatus.ts';
import type { CellRecord } from '../../../../src/model/record.ts';
import type { Verdict } from '../../../../src/model/verdict.ts';
import { reasonsByState } from '../../../../src/model/verdict.ts';
import { recordWriter } from '../../../../src/report/json/recordWriter.ts';
import type { Reporter } from '../../../../src/report/reporter.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import type { Schema } from '../../../support/validateSchema.ts';
import { validateSchema } from '../../../support/validateSchema.ts';
import { fakePane, finishedEvent, reportOf, result, startedEvent, step } from '../world.ts';

const schema = JSON.parse(
  await readFile(join(import.meta.dirname, '../../../../docs/report.schema.json'), 'utf8'),
) as Schema;

const maxBytes = 1_000_000;
const verdicts = Object.entries(reasonsByState).flatMap(([state, reasons]) =>
  reasons.map((reason) => ({ state, reason }) as Verdict),
);

const full: CellRecord = result(
  'colorama 0.4.6 3.11 numpy=1.26',
  { state: 'fail', reason: 'tests-failed' },
  {
    message: '1 of 3 tests failed',
    hint: 'look',
    packages: [
      {
        name: 'colorama',
        version: '0.4.6',
        file: 'colorama-0.4.6.tar.gz',
        sha256: 'a'.repeat(64),
        built: true,
      },
    ],
    notes: [{ code: 'odd', text: 'Odd', paths: ['a'] }],
    steps: [
      step('install'),
      step('custom', {
        state: 'fail',
        reason: 'tests-failed',
        exit_status: null,
        signal: 'SIGSEGV',
        seconds: 0.123,
        log: 'logs/c0/custom.log',
        resources: {
          cpu_seconds: 1.235,
          max_rss_bytes: 1000,
          memory_bytes: 20_000_000,
          disk_bytes: 4096,
        },
      }),
    ],
  },
);

test('keeps to the schema, for every verdict', () => {
  const cells = verdicts.map((verdict) => result('six 1.0 3.11', verdict, { environment: null }));
  for (const report of [reportOf(cells, {}), reportOf([full], {}, { exitStatus: null })]) {
    const record: unknown = JSON.parse(JSON.stringify(report.record));
    assert.deepEqual(validateSchema(record, schema), []);
  }
});

test('the schema knows each reason with its own state only', () => {
  const states = Object.keys(reasonsByState);
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.constantFrom(...verdicts), (state, { reason }) => {
      const { record } = reportOf([], {});
      const odd = { ...record, cells: [{ ...full, state, reason }] };
      const own = verdicts.some((one) => one.state === state && one.reason === reason);
      assert.equal(validateSchema(odd, schema).length === 0, own);
    }),
  );
});

test('the schema refuses a field too many, a field too few and an absolute log', () => {
  const { record } = reportOf([full], {});
  const [first] = record.cells;
  assert.ok(first !== undefined);
  const { hint: _, ...less } = first;
  const steps = first.steps.map((one) => ({ ...one, log: '/tmp/x' }));
  const faults = (cells: readonly unknown[]): readonly string[] =>
    validateSchema({ ...record, cells }, schema);
  assert.deepEqual(faults([{ ...first, more: 1 }]), ['$.cells[0]: more is not in the schema']);
  assert.deepEqual(faults([less]), ['$.cells[0]: hint is missing']);
  assert.equal(faults([{ ...first, steps }]).length, 2);
});

test('is written to the folder of the run and to where --json says', async (t) => {
  const folder = await temporaryFolder(t);
  const pane = fakePane();
  for (const json of ['-', 'out.json', undefined]) {
    const writer = recordWriter({
      files: { json },
      maxBytes,
      standard: noStandard,
      cwd: folder,
      out: pane,
    });
    endRun(writer, join(folder, 'runs'), [full]);
    await writer.close();
  }
  const text = await readFile(join(folder, 'runs/report.json'), 'utf8');
  assert.equal(await readFile(join(folder, 'out.json'), 'utf8'), text);
  assert.deepEqual(pane.writes, [text]);
  assert.deepEqual(validateSchema(JSON.parse(text), schema), []);
  assert.deepEqual(parseRecord(JSON.parse(text)).cells, [full]);
});

test('a record that cannot be written is an error, and a run without an end writes none', async (t) => {
  const folder = await temporaryFolder(t);
  const target = { maxBytes, standard: noStandard, cwd: folder, out: fakePane() };
  const writer = recordWriter({ ...target, files: { json: 'file/x.json' } });
  await writer.close();
  const unended = recordWriter({ ...target, files: { json: 'file' } });
  unended.on(startedEvent([full]));
  await unended.close();
  await writeFile(join(folder, 'taken'), '');
  const blocked = recordWriter({ ...target, files: { json: 'taken/x' } });
  endRun(blocked, folder, []);
  await assert.rejects(blocked.close(), {
    code: 'unwritable',
    message: `Failed to write the record \`${join(folder, 'taken/x')}\``,
  });
});

function endRun(writer: Reporter, folder: string, cells: readonly CellRecord[]): void {
  writer.on(startedEvent(cells, [], { folder }));
  cells.forEach((one) => writer.on(finishedEvent(one)));
  writer.on({ kind: 'run-finished', seconds: 1, exit_status: 1 });
}
