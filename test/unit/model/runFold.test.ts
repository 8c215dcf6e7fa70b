import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellRecord } from '../../../src/model/record.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { RunFold, headsOf } from '../../../src/model/runFold.ts';
import { eventWriter } from '../../../src/report/json/eventWriter.ts';
import { cell, finishedEvent, result, startedEvent } from '../report/world.ts';

const cells = ['six 1.1 3.11', 'six 1.0 3.11', 'six 1.0 3.12'].map((text) => result(text));
const decided = result('six 2.0 3.8', { state: 'not-applicable', reason: 'requires-python' });
const ended: Extract<RunEvent, { kind: 'run-finished' }> = {
  kind: 'run-finished',
  seconds: 1.23456,
  exit_status: 0,
};

test('the record has all cells in the order of the plan, whatever the order of their ends', () => {
  const fold = new RunFold();
  fold.on(startedEvent(cells, [decided]));
  for (const one of cells.toReversed()) {
    fold.on({ kind: 'cell-started', cell: one.id });
    fold.on(finishedEvent(one));
  }
  const stored = fold.ended(ended);
  assert.deepEqual(stored?.record.cells, [...cells, decided]);
  assert.equal(stored?.record.run.seconds, 1.235);
  assert.equal(stored?.record.run.exit_status, 0);
  assert.equal(stored?.folder, '/data/runs/k3f9a1b2');
  assert.ok(!('folder' in stored.record.run));
});

test('a run that never began has no record', () => {
  const fold = new RunFold();
  fold.on({ kind: 'warning', text: 'odd' });
  assert.equal(fold.ended(ended), undefined);
});

test('each interpreter and requirement is listed once, and each cell finds its own again', () => {
  const heads = [cell('a 1 3.11'), cell('a 1 3.12'), cell('b 1 3.11')];
  const listed = startedEvent(heads);
  assert.equal(listed.interpreters.length, 2);
  assert.deepEqual(
    listed.cells.map(({ interpreter }) => interpreter),
    [0, 1, 0],
  );
  assert.deepEqual(headsOf(listed), heads);
  assert.throws(() => headsOf({ ...listed, interpreters: [] }), /`a==1@3.11` .* at 0/);
});

test('the events of 2,000 cells take less than 2 MB', () => {
  const many = Array.from({ length: 2000 }, (_, index): CellRecord => {
    const text = `trove-classifiers 2024.${index % 12}.${index} 3.${8 + (index % 6)}`;
    const log = `logs/c${index.toString(36)}.import.log`;
    const base = result(text, undefined, { seconds: 0.123 });
    return {
      ...base,
      packages: [
        {
          name: base.package,
          version: base.version,
          file: `trove_classifiers-${base.version}-py3-none-any.whl`,
          sha256: 'a'.repeat(64),
          built: false,
        },
      ],
      steps: [
        { ...emptyStep, name: 'install', seconds: 0.012 },
        {
          ...emptyStep,
          name: 'import',
          exit_status: 0,
          seconds: 0.045,
          log,
          resources: {
            cpu_seconds: 0.04,
            max_rss_bytes: 12_345_678,
            memory_bytes: 20_000_000,
            disk_bytes: 4096,
          },
        },
      ],
    };
  });
  const events: readonly RunEvent[] = [
    startedEvent(many),
    ...many.flatMap((one): RunEvent[] => [
      { kind: 'cell-started', cell: one.id },
      { kind: 'cell-phase', cell: one.id, phase: 'worktree' },
      finishedEvent(one),
    ]),
    ended,
  ];
  const written: string[] = [];
  const writer = eventWriter(
    { write: (text) => void written.push(text) },
    { clock: { elapsed: () => 12.345 }, debug: false },
  );
  events.forEach((event) => writer.on(event));
  const bytes = written.join('').length;
  assert.ok(bytes < 2_000_000, `${bytes} bytes`);
});

const emptyStep = {
  state: 'pass',
  reason: null,
  exit_status: null,
  tests: null,
  signal: null,
  log: null,
  resources: null,
} as const;
