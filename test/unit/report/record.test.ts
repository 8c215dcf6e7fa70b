import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CellResult } from '../../../src/model/cellResult.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { reasonsByState } from '../../../src/model/verdict.ts';
import { cellRecord, plannedCellRecord } from '../../../src/report/record.ts';
import { recordWriter } from '../../../src/report/recordWriter.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import type { Schema } from '../../support/validateSchema.ts';
import { validateSchema } from '../../support/validateSchema.ts';
import { cell, fakePane, reportOf, result, run, step } from './world.ts';

const schema = JSON.parse(
  await readFile(join(import.meta.dirname, '../../../docs/report.schema.json'), 'utf8'),
) as Schema;

const verdicts = Object.entries(reasonsByState).flatMap(([state, reasons]) =>
  reasons.map((reason) => ({ state, reason }) as Verdict),
);

const full: CellResult = result(
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
      step('install', { notes: [{ code: 'odd', text: 'Odd', paths: ['a'] }] }),
      step('custom', {
        state: 'fail',
        verdict: { state: 'fail', reason: 'tests-failed' },
        exitStatus: undefined,
        signal: 'SIGSEGV',
        seconds: 0.12345,
        log: 'logs/c0/custom.log',
        tests: { passed: 1, failed: 1, errors: 0, skipped: 1, failing: ['test_a'] },
        resources: { cpuSeconds: 1.2345, maxRssBytes: 1000 },
      }),
    ],
  },
);

test('keeps to the schema, for every verdict', () => {
  const cells = verdicts.map((verdict) =>
    result('six 1.0 3.11', verdict, { environment: undefined }),
  );
  for (const report of [reportOf(cells, {}), reportOf([full], {}, { exitStatus: null })]) {
    const record: unknown = JSON.parse(JSON.stringify(report.record));
    assert.deepEqual(validateSchema(record, schema), []);
  }
  assert.deepEqual(
    validateSchema(
      JSON.parse(
        JSON.stringify({
          ...reportOf([], {}).record,
          cells: [plannedCellRecord(cell('six 1.0 pypy3.10'))],
        }),
      ),
      schema,
    ),
    [],
  );
});

test('the schema knows each reason with its own state only', () => {
  const states = Object.keys(reasonsByState);
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.constantFrom(...verdicts), (state, { reason }) => {
      const { record } = reportOf([], {});
      const odd = { ...record, cells: [{ ...cellRecord(full), state, reason }] };
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

test('writes null for what is absent, milliseconds, and each note once', () => {
  const { steps, notes } = cellRecord(full);
  assert.deepEqual(notes, [{ code: 'odd', text: 'Odd', paths: ['a'] }]);
  assert.deepEqual(steps[1], {
    name: 'custom',
    state: 'fail',
    reason: 'tests-failed',
    exit_status: null,
    signal: 'SIGSEGV',
    seconds: 0.123,
    log: 'logs/c0/custom.log',
    tests: { passed: 1, failed: 1, errors: 0, skipped: 1, failing: ['test_a'] },
    resources: { cpu_seconds: 1.235, max_rss_bytes: 1000 },
  });
});

test('hides the credentials of a requirement', () => {
  const one = result('six 1.0 3.11');
  const requested = 'six @ https://me:secret@host/six-1.0.tar.gz';
  assert.equal(
    cellRecord({ ...one, cell: { ...one.cell, requested } }).requested,
    'six @ https://***@host/six-1.0.tar.gz',
  );
});

test('is written to the folder of the run and to where --json says', async (t) => {
  const folder = await temporaryFolder(t);
  const finished = {
    kind: 'run-finished',
    run: { ...run, folder: join(folder, 'runs') },
    seconds: 1,
    exitStatus: 1,
    results: [full],
  } as const;
  const pane = fakePane();
  for (const json of ['-', 'out.json', undefined]) {
    const writer = recordWriter({ spip: '0.1.0', json, cwd: folder, out: pane });
    writer.on(finished);
    await writer.close();
  }
  const text = await readFile(join(folder, 'runs/report.json'), 'utf8');
  assert.equal(await readFile(join(folder, 'out.json'), 'utf8'), text);
  assert.deepEqual(pane.writes, [text]);
  assert.deepEqual(validateSchema(JSON.parse(text), schema), []);
});

test('a record that cannot be written is an error, and a run without an end writes none', async (t) => {
  const folder = await temporaryFolder(t);
  const writer = recordWriter({ spip: '0.1.0', json: 'file/x.json', cwd: folder, out: fakePane() });
  await writer.close();
  writer.on({
    kind: 'run-finished',
    run: { ...run, folder },
    seconds: 1,
    exitStatus: 0,
    results: [],
  });
  await recordWriter({ spip: '0', json: 'file', cwd: folder, out: fakePane() }).close();
  await writeFile(join(folder, 'taken'), '');
  const blocked = recordWriter({ spip: '0', json: 'taken/x', cwd: folder, out: fakePane() });
  blocked.on({
    kind: 'run-finished',
    run: { ...run, folder },
    seconds: 1,
    exitStatus: 0,
    results: [],
  });
  await assert.rejects(blocked.close(), {
    code: 'unwritable',
    message: `Failed to write the record \`${join(folder, 'taken/x')}\``,
  });
});
