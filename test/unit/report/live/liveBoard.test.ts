import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { liveBoard } from '../../../../src/report/live/liveBoard.ts';
import type { Reporter } from '../../../../src/report/reporter.ts';
import { TerminalModel } from '../terminalModel.ts';
import { cell, fakePane, finishedEvent, result, startedEvent } from '../world.ts';

interface Stage {
  readonly board: Reporter;
  readonly terminal: TerminalModel;
  readonly writes: readonly string[];
  readonly tick: (seconds?: number) => void;
  readonly ticking: () => boolean;
  readonly suspension: () => Suspension | undefined;
}

interface Suspension {
  readonly before: () => void;
  readonly after: () => void;
}

function stage(size: { columns?: number; rows?: number } = {}): Stage {
  const { columns = 70, rows = 12 } = size;
  const terminal = new TerminalModel();
  const writes: string[] = [];
  let now = 0;
  let task: (() => void) | undefined;
  let suspended: Suspension | undefined;
  const pane = fakePane({
    live: true,
    columns: () => columns,
    rows: () => rows,
    write: (text) => {
      writes.push(text);
      terminal.write(text);
    },
  });
  const board = liveBoard({
    pane,
    clock: { elapsed: () => now },
    verbosity: 'normal',
    every: (_, tick) => {
      task = tick;
      return () => {
        task = undefined;
      };
    },
    suspension: (tasks) => {
      suspended = tasks;
      return () => {
        suspended = undefined;
      };
    },
  });
  return {
    board,
    terminal,
    writes,
    tick: (seconds = 0) => {
      now += seconds;
      task?.();
    },
    ticking: () => task !== undefined,
    suspension: () => suspended,
  };
}

const cells = ['six 1.3 3.11', 'six 1.2 3.11', 'six 1.1 3.11', 'six 1.0 3.11'].map(cell);
const [first, second, third] = cells.map(({ id }) => id);
assert.ok(first !== undefined && second !== undefined && third !== undefined);
const started = startedEvent(cells, [
  result('six 0.9 3.11', { state: 'not-applicable', reason: 'requires-python' }),
]);
const finished: RunEvent = { kind: 'run-finished', seconds: 1, exit_status: 0 };

test('shows the running cells with their phase, the counts and the time, in place', () => {
  const { board, terminal, tick } = stage();
  board.on(started);
  board.on({ kind: 'cell-started', cell: first });
  board.on({ kind: 'cell-started', cell: second });
  board.on({ kind: 'cell-phase', cell: second, phase: 'test' });
  tick(1.5);
  assert.deepEqual(terminal.lines(), [
    '━━━━────────────────────  1 of 5  · 1  1.50 s  2 running',
    '  six 1.3 on 3.11  resolving    1.50 s',
    '  six 1.2 on 3.11  testing      1.50 s',
  ]);
  board.on(finishedEvent(result('six 1.3 3.11')));
  board.on({ kind: 'cell-started', cell: third });
  tick(0.5);
  assert.deepEqual(terminal.lines(), [
    '━━━━━━━━────────────────  2 of 5  ✓ 1  · 1  2.00 s  2 running',
    '  six 1.1 on 3.11  resolving    0.50 s',
    '  six 1.2 on 3.11  testing      2.00 s',
  ]);
});

test('counts what waits apart, and says how fast it goes and what is left', () => {
  const { board, terminal, tick } = stage({ columns: 200 });
  const many = Array.from({ length: 12 }, (_, index) => cell(`six 2.${index} 3.11`));
  board.on(startedEvent(many));
  for (const { id } of many.slice(0, 4)) {
    board.on({ kind: 'cell-started', cell: id });
    board.on(finishedEvent(result(id.replace('==', ' ').replace('@', ' '))));
  }
  board.on({ kind: 'cell-started', cell: 'six==2.4@3.11' });
  board.on({ kind: 'cell-started', cell: 'six==2.5@3.11' });
  board.on({ kind: 'cell-phase', cell: 'six==2.5@3.11', phase: 'wait' });
  tick(2);
  assert.equal(
    terminal.lines()[0],
    '━━━━━━━━────────────────  4 of 12  ✓ 4  2.00 s  1 running, 1 waiting  2.0/s  about 4 s left',
  );
});

for (const [columns, head] of [
  [40, '5 of 12  ✗ 1  1 min 40 s  1 run, 1 wait'],
  [60, '5 of 12  ✓ 4  ✗ 1  1 min 40 s  1 running, 1 waiting'],
  [90, '5 of 12  ✓ 4  ✗ 1  1 min 40 s  1 running, 1 waiting  3.0/min  about 2 min 20 s left'],
] as const) {
  test(`says what matters most at ${columns} columns`, () => {
    const { board, terminal, tick } = stage({ columns });
    const many = Array.from({ length: 12 }, (_, index) => cell(`six 2.${index} 3.11`));
    board.on(startedEvent(many));
    for (const [index, { id }] of many.slice(0, 5).entries()) {
      const verdict = index === 4 ? ({ state: 'fail', reason: 'crashed' } as const) : undefined;
      board.on(finishedEvent(result(id.replace('==', ' ').replace('@', ' '), verdict)));
    }
    board.on({ kind: 'cell-started', cell: 'six==2.5@3.11' });
    board.on({ kind: 'cell-started', cell: 'six==2.6@3.11' });
    board.on({ kind: 'cell-phase', cell: 'six==2.6@3.11', phase: 'wait' });
    tick(100);
    assert.equal(terminal.lines().at(-3), head);
  });
}

test('leaves nothing behind but the lines of failures and warnings, and gives the cursor back', () => {
  const { board, terminal, tick, ticking } = stage();
  board.on(started);
  board.on({ kind: 'cell-started', cell: first });
  tick();
  assert.equal(terminal.cursorVisible, false);
  board.on({ kind: 'warning', text: 'Odd', hint: 'look' });
  board.on(
    finishedEvent(
      result('six 1.3 3.11', { state: 'fail', reason: 'crashed' }, { message: 'SIGSEGV' }),
    ),
  );
  board.on({ kind: 'debug', text: 'not without -v' });
  tick(1);
  board.on(finished);
  assert.deepEqual(terminal.lines(), [
    'warning: Odd',
    'hint: look',
    '✗ six 1.3 on 3.11  crashed  0.41 s  SIGSEGV',
  ]);
  assert.equal(terminal.cursorVisible, true);
  assert.equal(ticking(), false);
});

test('ends the same way when it is closed without an end of the run', async () => {
  const { board, terminal, ticking } = stage();
  board.on(started);
  await board.close();
  assert.deepEqual(terminal.lines(), []);
  assert.equal(terminal.cursorVisible, true);
  assert.equal(ticking(), false);
});

test('writes nothing where nothing changed, and only the lines that did', () => {
  const { board, writes, tick } = stage();
  board.on(started);
  board.on({ kind: 'cell-started', cell: first });
  tick(1);
  const before = writes.length;
  tick(0);
  tick(0);
  assert.equal(writes.length, before);
  board.on({ kind: 'cell-phase', cell: first, phase: 'fetch' });
  tick(0);
  assert.equal(writes.length, before + 1);
  const last = writes.at(-1) ?? '';
  assert.ok(last.includes('fetching') && !last.includes('of 5'), JSON.stringify(last));
  assert.ok(last.startsWith('\u001B[?2026h') && last.endsWith('\u001B[?2026l'));
});

test('never draws a line wider or a board higher than the terminal', () => {
  const { board, tick, writes } = stage({ columns: 20, rows: 5 });
  board.on(started);
  for (const { id } of cells) {
    board.on({ kind: 'cell-started', cell: id });
  }
  tick(1);
  const frame = stripVTControlCharacters(writes.at(-1) ?? '')
    .replaceAll('\r', '')
    .split('\n');
  assert.ok(frame.length <= 5, `${frame.length} lines`);
  assert.ok(frame.every((line) => line.length < 20));
  assert.match(frame.join('\n'), /and 3 more/);
});

for (const [columns, lines] of [
  [80, ['a-package-of-some-length 2024.10.1 on 3.11  resolving    1.50 s']],
  [40, ['a-packag…on 3.11  resolving    1.50 s']],
  [22, ['resolving 1.50 s']],
] as const) {
  test(`keeps phase and time of each cell at ${columns} columns`, () => {
    const { board, terminal, tick } = stage({ columns });
    const long = cell('a-package-of-some-length 2024.10.1 3.11');
    board.on(startedEvent([long]));
    board.on({ kind: 'cell-started', cell: long.id });
    tick(1.5);
    const [head = '', ...rows] = terminal.lines();
    assert.match(head, /0 of 1 {2}1\.50 s/);
    assert.deepEqual(
      rows.map((row) => row.trim()),
      lines,
    );
  });
}

test('Ctrl-Z takes the board away and gives the cursor back; fg draws it below what the shell wrote', () => {
  const { board, terminal, tick, suspension } = stage();
  board.on(started);
  board.on({ kind: 'cell-started', cell: first });
  tick(1);
  suspension()?.before();
  assert.deepEqual(terminal.lines(), []);
  assert.equal(terminal.cursorVisible, true);
  terminal.write('[1]+  Stopped\n$ fg\n');
  suspension()?.after();
  assert.equal(terminal.cursorVisible, false);
  assert.deepEqual(terminal.lines().slice(0, 2), ['[1]+  Stopped', '$ fg']);
  assert.match(terminal.lines()[2] ?? '', /1 of 5/);
  board.on(finished);
  assert.equal(suspension(), undefined);
});

test('says that it is stopping', () => {
  const { board, terminal, tick } = stage();
  board.on(started);
  board.on({ kind: 'cell-started', cell: first });
  board.on({ kind: 'draining', running: 1 });
  tick();
  assert.deepEqual(terminal.lines().slice(0, 2), [
    'Stopping: waiting for 1 running cell; press Ctrl-C again to end them now',
    '━━━━────────────────────  1 of 5  · 1  0.00 s  stopping',
  ]);
});
